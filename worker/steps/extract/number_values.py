"""What a number amounts to: figures, words, ranges, "a dozen", "several hundred", per cents."""

from __future__ import annotations

import re

from worker.steps.extract.number_tokens import DIGITS, Number, Tokens
from worker.steps.extract.number_words import DOZENS, FRACTIONS, SCALES, VAGUE, words_value

_FIGURES = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,12}")
_DECIMAL = re.compile(r"\d+[.,]\d{1,2}")
_RANGE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})-(\d{1,3}(?:,\d{3})+|\d{1,9})")
_SUFFIXED = re.compile(r"(\d+(?:[.,]\d+)?)(k|m|mln)")


def plain(tokens: Tokens, i: int) -> Number | None:
    """The number that begins at token i, in figures or words, without scale or qualifier."""
    word = tokens.words[i]
    if word[0] in DIGITS:
        return _figures(tokens, i)
    if word in ("a", "an"):
        return _after_article(tokens, i)
    if word == "half":
        return _half(tokens, i)
    if word in ("both", "couple"):
        both = word == "both" and (tokens.word(i + 1) in tokens.table.counted or tokens.word(i + 1) == "of")
        return Number(i + 1, 2) if both else None
    if word in FRACTIONS:
        return Number(i + 1, FRACTIONS[word], share=True)
    if word in VAGUE:
        return _vague(tokens, i)
    if word == "one" and (
        tokens.word(i - 1) in tokens.table.not_one_after or tokens.word(i + 1) in tokens.table.not_one_before
    ):
        return None
    words = words_value(tokens.words, i)
    if words is None:
        return None
    end, value = words
    fraction = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4}.get(tokens.word(end))
    if fraction and value < fraction:
        return Number(end + 1, value / fraction, share=True)
    return _range_in_words(tokens, i, Number(end, value))


def _figures(tokens: Tokens, i: int) -> Number | None:
    word = tokens.words[i]
    if _FIGURES.fullmatch(word):
        if len(word) > 1 and word[0] == "0":
            return None
        end = i + 1
        if len(word) <= 3:
            while (
                len(tokens.word(end)) == 3
                and tokens.words[end].isdecimal()
                and tokens.start(end) == tokens.end(end - 1) + 1
                and tokens.hay[tokens.end(end - 1)] == " "
                and end - i < 4
            ):
                end += 1
        return _range_in_words(tokens, i, Number(end, int("".join(tokens.words[i:end]).replace(",", ""))))
    if _DECIMAL.fullmatch(word):
        return Number(i + 1, float(word.replace(",", ".")), whole=False)
    if span := _RANGE.fullmatch(word):
        low, high = (int(side.replace(",", "")) for side in span.groups())
        years = 1900 <= low <= 2100 and len(span[1]) == 4
        return Number(i + 1, low, "at_least") if low < high and not years else None
    if suffixed := _SUFFIXED.fullmatch(word):
        if suffixed[2] == "m" and tokens.word(i + 1) not in tokens.table.counted:
            return None
        value = float(suffixed[1].replace(",", ".")) * (1_000 if suffixed[2] == "k" else 1_000_000)
        return Number(i + 1, round(value))
    return None


def _range_in_words(tokens: Tokens, i: int, low: Number) -> Number:
    """ "Between 10 and 15", "10 to 15": both ends as one number."""
    joint = tokens.word(low.end)
    between = tokens.word(i - 1) == "between" and joint == "and"
    if not between and (joint != "to" or tokens.word(i - 1) in ("from", "by")):
        return low
    after = low.end + 1
    if tokens.word(after)[:1].isdecimal() and _FIGURES.fullmatch(tokens.words[after]):
        high = (after + 1, int(tokens.words[after].replace(",", "")))
    else:
        high = words_value(tokens.words, after) or (0, -1)
    if low.value is None or high[1] <= low.value:
        return low
    return Number(high[0], low.value, "at_least")


def _after_article(tokens: Tokens, i: int) -> Number | None:
    word, then = tokens.word(i + 1), tokens.word(i + 2)
    if word == "couple" and then in ("of", "more"):
        return _or_vague_scale(tokens, Number(i + 2, 2, "about"))
    if word in DOZENS:
        return Number(i + 2, 12, "about")
    if word in ("hundred", "thousand", "million"):
        return Number(i + 2, SCALES[word])
    if word == "few":
        return _vague(tokens, i + 1)
    if word == "half" and then in DOZENS:
        return Number(i + 3, 6)
    if word in ("third", "quarter") and then == "of":
        return Number(i + 2, 1 / 3 if word == "third" else 1 / 4, share=True)
    return None


def _half(tokens: Tokens, i: int) -> Number | None:
    then = tokens.word(i + 1)
    if then in ("a", "an") and tokens.word(i + 2) in DOZENS:
        return Number(i + 3, 6)
    if then in ("a", "an") and tokens.word(i + 2) in ("million", "billion", "thousand"):
        return Number(i + 3, SCALES[tokens.words[i + 2]] // 2)
    if then in ("a", "an") or then in tokens.table.not_half_before or tokens.word(i - 1) in tokens.table.not_half_after:
        return None
    return Number(i + 1, 0.5, share=True)


def _vague(tokens: Tokens, i: int) -> Number | None:
    end = i + 1
    while tokens.word(end) in SCALES or tokens.word(end) in DOZENS:  # several hundred
        end += 1
    if tokens.word(end) == "of" and tokens.word(end + 1) in VAGUE:  # tens of thousands
        end += 2
    return Number(end, None, "about")


def _or_vague_scale(tokens: Tokens, number: Number) -> Number:
    """ "A couple of dozen" is 24; "of" alone stays outside."""
    scale = tokens.word(number.end + 1)
    if tokens.word(number.end) == "of" and number.value is not None and (scale in SCALES or scale in DOZENS):
        return Number(number.end + 2, number.value * SCALES.get(scale, 12), "about")
    return number


def scaled(tokens: Tokens, number: Number) -> Number:
    """Takes in "million", "dozen", a per cent sign."""
    value, end = number.value, number.end
    if value is None:
        return number
    word = tokens.word(end)
    if word in DOZENS:
        return Number(end + 1, value * 12, number.qualifier)
    while word in SCALES:
        value, end = value * SCALES[word], end + 1
        word = tokens.word(end)
        number = Number(end, int(value) if float(value).is_integer() else value, number.qualifier)
    percent = 1 if word in ("%", "percent", "pct") else 2 if word == "per" and tokens.word(end + 1) == "cent" else 0
    if percent and value <= 100:
        return Number(end + percent, round(value / 100, 6), number.qualifier, share=True)
    return number
