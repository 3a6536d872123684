"""Numbers that count nothing: dates, times, ages, measures, money, model and telephone numbers."""

from __future__ import annotations

import re

from worker.steps.extract.number_qualifiers import qualifier
from worker.steps.extract.number_tokens import DIGITS, Number, Tokens

_CLOCK_AFTER = re.compile(r"\s?[ap]\.?m\b")
_CHAIN = frozenset((",", "and", "or", "to", "&"))


def counts_nothing(tokens: Tokens, i: int, number: Number) -> bool:
    """Is the number at token i a date, a time, an age, a measure, money, a name?  Notes an age in `tokens`."""
    before, after = tokens.word(i - 1), tokens.word(number.end)
    value = number.value
    if number.share:
        return after in ("point", "points", "percentage")
    if value is None:
        return after in tokens.table.measures
    glued = after if tokens.touches(number.end) else ""
    if (
        before in ("$", "€", "£", "₴", "#", "@", "№", "¥")
        or glued in ("@", "°", "$", "€", "£", "'")
        or after in tokens.table.measures
        or (after == "more" and tokens.word(number.end + 1) in tokens.table.measures)
        or _CLOCK_AFTER.match(tokens.hay, tokens.end(number.end - 1))
        or (value <= 31 and _day_of_month(tokens, i, number.end))
    ):
        return True
    if _age(tokens, i, number):
        tokens.aged = i
        return True
    if tokens.words[i][0] not in DIGITS:
        return False
    plain = number.end == i + 1 and tokens.words[i].isdecimal()
    return (
        (before in tokens.table.names or (before == "." and tokens.word(i - 2) in ("no", "tel")))
        or (before == "+" and value > 999_999)
        or (plain and len(tokens.words[i]) > 9)
        or (plain and len(tokens.words[i]) == 4 and 1900 <= value <= 2100 and _year(tokens, i, after))
    )


def _day_of_month(tokens: Tokens, i: int, end: int) -> bool:
    if tokens.word(end) in tokens.table.months or (
        tokens.word(end) in ("of", ",") and tokens.word(end + 1) in tokens.table.months
    ):
        return True
    if tokens.word(end) in _CHAIN and tokens.word(end + 1).isdecimal() and tokens.word(end + 2) in tokens.table.months:
        return True
    if tokens.word(i - 1) in _CHAIN and tokens.word(end) not in tokens.table.counted:  # "April 8 to 10"
        i -= 2
    month = i - 2 if tokens.word(i - 1) == "." else i - 1
    return tokens.word(month) in tokens.table.months and tokens.word(month - 1)[:1] not in DIGITS


def _year(tokens: Tokens, i: int, after: str) -> bool:
    return after not in tokens.table.counted and qualifier(tokens, i)[1] is None


def _age(tokens: Tokens, i: int, number: Number) -> bool:
    before, after = tokens.word(i - 1), tokens.word(number.end)
    if before in ("aged", "age", "ages") or (before == "under" and number.value in (5, 14, 16, 18)):
        return True
    if before in _CHAIN and tokens.aged == i - 2 and tokens.aged >= 0:
        return True
    return (  # "Olena, 45, was"
        before == ","
        and tokens.touches(i - 1)
        and after == ","
        and tokens.touches(number.end)
        and tokens.word(i - 2)[:1].isalpha()
        and tokens.words[i].isdecimal()
        and (number.value or 0) < 120
    )
