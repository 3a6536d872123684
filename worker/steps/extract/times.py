"""Expressions of time, resolved against the day of publication as a reader of news would.

Words become symbols, one character each; an expression is a regular expression over the symbols (`times_rules.py`).
Only the neighbourhood of a telling word is looked at, so that plain text costs one pass of an automaton.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.steps.extract.lexicon import fold
from worker.steps.extract.spans import TimeSpan
from worker.steps.extract.times_rules import GRAMMAR, RULES, TELLING, WORDS, Expression, number_symbol

_REACH = 64
"""Characters on either side of a telling word that may belong to its expression."""
_TOKEN = re.compile(r"\d{4}-\d\d-\d\d|\d+(?:[:./]\d+)+|\d+(?:st|nd|rd|th)?|[ap]\.m\b\.?|[^\W\d_]+|[^\w\s]|_+")
_CAPITALS = frozenset("MWw")
"""Symbols whose words are names: "may" and "march" in lower case are not months."""


def find(text: str, published: date) -> list[TimeSpan]:
    """Every expression of time in `text`, in order, not overlapping.

    `published` is the local date of publication.  A weekday is the latest one not after it; a day of a month without a
    year is the nearest past one.  A span ("since February") and a clock time alone ("at dawn") have no dates.  A time as
    of which something is told ("as of Friday") is a point whose text begins so.
    Words count up to 64 characters from the word that makes the expression.
    """
    folded = fold(text)
    hay = folded.text
    spans: list[TimeSpan] = []
    for begin, stop in _windows(hay):
        symbols: list[str] = []
        tokens: list[tuple[int, int, int | str]] = []
        for token in _TOKEN.finditer(hay, begin, stop):
            word, start = token.group(), token.start()
            known = WORDS.get(word)
            if known is None:
                known = number_symbol(word) if word[0].isdecimal() else ("#", 0)
            elif known[0] in _CAPITALS and not folded.initial(start).isupper():
                known = ("#", 0)
            symbols.append(known[0])
            tokens.append((start, token.end(), known[1]))
        line = "".join(symbols)
        for match in GRAMMAR.finditer(line):
            first, last = match.span()
            expression = Expression(
                match.group(),
                [value for _, _, value in tokens[first:last]],
                published,
                line[max(0, first - 8) : first],
                line[last : last + 1],
            )
            reading = RULES[match.lastgroup or ""](expression)
            if reading is not None:
                start, end = folded.span(tokens[first][0], tokens[last - 1][1])
                spans.append(TimeSpan(start, end, reading.dates, reading.precision, reading.scope, reading.time_of_day))
    return spans


def _windows(hay: str) -> Iterator[tuple[int, int]]:
    """The stretches of `hay` around telling words, cut at word boundaries where there are any."""
    begin = stop = -1
    size = len(hay)
    for _, start, end in _telling().find_matches_as_indexes(hay):
        if hay[start].isalpha() and ((start and hay[start - 1].isalpha()) or (end < size and hay[end].isalpha())):
            continue
        left, right = max(0, start - _REACH), min(size, end + _REACH)
        if left <= stop:
            stop = right
            continue
        if begin >= 0:
            yield _trim(hay, begin, stop)
        begin, stop = left, right
    if begin >= 0:
        yield _trim(hay, begin, stop)


def _trim(hay: str, begin: int, stop: int) -> tuple[int, int]:
    """Moves both ends inward, out of words that they would cut, unless the words are longer than the reach."""
    if begin:
        space = hay.find(" ", begin, begin + _REACH)
        begin = space + 1 if space >= 0 else begin
    if stop < len(hay):
        space = hay.rfind(" ", stop - _REACH, stop)
        stop = space if space >= 0 else stop
    return begin, stop


@cache
def _telling() -> AhoCorasick:
    return AhoCorasick(TELLING, MatchKind.LeftmostLongest)
