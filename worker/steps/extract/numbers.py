"""Numbers that count something, in figures and words, with what qualifies them.

Not found, since they count nothing: dates, times, ages, ordinals, measures, money, model and telephone numbers.
"""

from __future__ import annotations

from worker.steps.extract.lexicon import fold
from worker.steps.extract.number_exclusions import counts_nothing
from worker.steps.extract.number_qualifiers import qualified
from worker.steps.extract.number_tokens import Number, Tokens
from worker.steps.extract.number_values import plain, scaled
from worker.steps.extract.spans import NumberSpan

_WHOLE_OPENERS = frozenset(("the", "its", "their", "those", "these", "all"))


def find(text: str) -> list[NumberSpan]:
    """Every number in `text`, in order, not overlapping; a span covers its qualifier ("more than 40").

    Of a range ("10-15", "between 10 and 15") the lower end is given, as `at_least`: that many are certain.
    "A dozen" is about 12, "a couple of" about 2.  "33 of the 38" is one span.  "A third" is a share only before "of".
    """
    folded = fold(text)
    tokens = Tokens(folded.text)
    spans: list[NumberSpan] = []
    done = 0
    for i in tokens.openings():
        if i < done:
            continue
        found = _read(tokens, i)
        if found is None:
            continue
        first, number, of = found
        done = number.end
        start, end = folded.span(tokens.start(first), tokens.end(done - 1))
        if not spans or start >= spans[-1].end:
            spans.append(NumberSpan(start, end, number.value, number.qualifier, number.share, of))
    return spans


def _read(tokens: Tokens, i: int) -> tuple[int, Number, float | int | None] | None:
    """The number at token i: its first token with qualifiers, the number, the whole it is part of."""
    number = plain(tokens, i)
    if number is None:
        return None
    number = scaled(tokens, number)
    if not number.whole or counts_nothing(tokens, i, number):
        return None
    first, number = qualified(tokens, i, number)
    of = None
    if number.value is not None and not number.share:
        part = _part_of(tokens, number)
        if part is not None:
            number, of = part
    return first, number, of


def _part_of(tokens: Tokens, number: Number) -> tuple[Number, float | int] | None:
    """ "33 of the 38", "21 out of 34"."""
    at = number.end
    if tokens.word(at) == "out":
        at += 1
    if tokens.word(at) != "of":
        return None
    at += 1
    while tokens.word(at) in _WHOLE_OPENERS:
        at += 1
    whole = plain(tokens, at) if at < len(tokens.words) else None
    if whole is None or whole.share or whole.value is None or number.value is None:
        return None
    whole = scaled(tokens, whole)
    if not whole.whole or whole.value is None or whole.value < number.value or counts_nothing(tokens, at, whole):
        return None
    return Number(whole.end, number.value, number.qualifier), whole.value
