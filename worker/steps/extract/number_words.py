"""Values of English number words."""

from __future__ import annotations

from collections.abc import Sequence

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS = {word: i for i, word in enumerate(_ONES)} | {word: 10 * i for i, word in enumerate(_TENS, 2)}
NUMBER_WORDS |= {f"{ten}-{one}": 10 * t + o for t, ten in enumerate(_TENS, 2) for o, one in enumerate(_ONES[:10]) if o}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "mln": 1_000_000, "billion": 1_000_000_000}
DOZENS = frozenset(("dozen",))
VAGUE = frozenset(("dozens", "hundreds", "thousands", "millions", "scores", "tens", "several", "few"))
FRACTIONS = {
    "one-third": 1 / 3, "two-thirds": 2 / 3, "one-quarter": 1 / 4, "three-quarters": 3 / 4, "one-fifth": 1 / 5,
    "two-fifths": 2 / 5, "three-fifths": 3 / 5, "four-fifths": 4 / 5,
}  # fmt: skip


def words_value(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """The number in words at `words[start:]`: the index after it, and its value; None where there is none.

    "twenty-one", "one hundred and twenty", "two thousand five hundred".
    """
    if start >= len(words) or words[start] not in NUMBER_WORDS:
        return None
    total, group, i = 0, NUMBER_WORDS[words[start]], start + 1
    open_tens = group >= 20 and group % 10 == 0
    while i < len(words):
        word = words[i]
        if word == "hundred" and group < 100:
            group *= 100
        elif word in ("thousand", "million", "billion") and group:
            total += group * SCALES[word]
            group = 0
        else:
            joined = word == "and" and i + 1 < len(words) and words[i - 1] in SCALES
            following = NUMBER_WORDS.get(words[i + 1] if joined else word)
            fits = words[i - 1] in SCALES or (open_tens and following is not None and 0 < following < 10)
            if following is None or not fits:
                break
            group += following
            i += joined
            open_tens = following >= 20 and following % 10 == 0
        i += 1
    return i, total + group
