"""Words that qualify a number: "at least", "nearly", "up to", "40 or more"."""

from __future__ import annotations

from worker.records.mention import Qualifier
from worker.steps.extract.number_tokens import Number, Tokens

_ADDITIVE = frozenset(("another", "further", "additional", "other"))
_SIGNS: dict[str, Qualifier] = {
    "~": "about",
    "≈": "about",
    ">": "at_least",
    "≥": "at_least",
    "<": "up_to",
    "≤": "up_to",
}


def qualifier(tokens: Tokens, i: int) -> tuple[int, Qualifier | None]:
    """The first token of the words before i that qualify a number there, and what they say."""
    if tokens.word(i - 1) in _SIGNS:
        return i - 1, _SIGNS[tokens.words[i - 1]]
    at = i
    if tokens.word(i - 1) in _ADDITIVE:
        at = i - 2 if tokens.word(i - 2) in ("a", "an") else i - 1
    for length in (4, 3, 2, 1):
        if at >= length:
            said = tokens.table.before.get(" ".join(tokens.words[at - length : at]))
            if said:
                return at - length, said
    return i, None


def qualified(tokens: Tokens, i: int, number: Number) -> tuple[int, Number]:
    first, said = qualifier(tokens, i)
    end = number.end
    if said is None and tokens.word(end) == "+" and tokens.touches(end):
        said, end = "at_least", end + 1
    for length in (3, 2, 1):
        phrase = tokens.words[end : end + length]
        if said is None and len(phrase) == length and (said := tokens.table.after.get(" ".join(phrase))):
            end += length
    if said is None or number.value is None:
        return (first if said else i), number
    return first, Number(end, number.value, said, number.share)
