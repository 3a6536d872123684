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

from worker.steps.extract.lexicon import Folded, fold
from worker.steps.extract.spans import TimeSpan
from worker.steps.extract.times_rules import GRAMMAR, RULES, Expression
from worker.steps.extract.times_words import Words, number_symbol, telling, words

_LEFT, _RIGHT = 32, 24
"""Characters before and after a telling word that may belong to its expression."""
_TOKEN = re.compile(
    r"[^\W\d_]+(?:\.m\b\.?)?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+(?:[:./][0-9]+)+|[0-9]+(?:st|nd|rd|th)?"
    r"|[^\w\s]|[\d_]"
)
_DIGITS = frozenset("0123456789")
_OTHER = ("#", 0)
_CONTEXT = 8
"""Symbols before an expression in which a "will" makes it future."""
_CAPITALS = frozenset("MWw")
"""Symbols whose words are names: "may" and "march" in lower case are not months."""


def find(text: str, published: date) -> list[TimeSpan]:
    """Every expression of time in `text`, in order, not overlapping.

    `published` is the local date of publication.  A weekday is the latest one not after it, or the day after it where
    that is the choice; a day of a month without a year is the nearest past one.  A span ("since February") and a clock
    time alone ("at dawn") have no dates.  A time as of which something is told ("as of Friday") is a point whose text
    begins so.
    """
    folded = fold(text)
    hay = folded.text
    table = words()
    spans: list[TimeSpan] = []
    for begin, stop in _windows(hay):
        tokens = list(_TOKEN.finditer(hay, begin, stop))
        known = [_known(folded, token, table) for token in tokens]
        line = "".join([symbol for symbol, _ in known])
        for match in GRAMMAR.finditer(line):
            first, last = match.span()
            values = [value for _, value in known[first:last]]
            context = line[max(0, first - _CONTEXT) : first], line[last : last + 1]
            reading = RULES[match.lastgroup or ""](Expression(match.group(), values, published, *context))
            if reading is not None:
                while line[last - 1] in ",.":
                    last -= 1
                start, end = folded.span(tokens[first].start(), tokens[last - 1].end())
                spans.append(TimeSpan(start, end, reading.dates, reading.precision, reading.scope, reading.time_of_day))
    return spans


def _known(folded: Folded, token: re.Match[str], table: Words) -> tuple[str, int | str]:
    """Symbol and value of a word."""
    word = token[0]
    known = table.get(word)
    if known is None:
        return number_symbol(word) if word[0] in _DIGITS else _OTHER
    if known[0] in _CAPITALS and not folded.initial(token.start()).isupper():
        return _OTHER
    return known


def _windows(hay: str) -> Iterator[tuple[int, int]]:
    """The stretches of `hay` around telling words, cut at word boundaries where there are any."""
    begin = stop = -1
    size = len(hay)
    for _, start, end in _telling().find_matches_as_indexes(hay):
        if hay[start].isalpha() and ((start and hay[start - 1].isalpha()) or (end < size and hay[end].isalpha())):
            continue
        left, right = max(0, start - _LEFT), min(size, end + _RIGHT)
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
        space = hay.find(" ", begin, begin + _LEFT)
        begin = space + 1 if space >= 0 else begin
    if stop < len(hay):
        space = hay.rfind(" ", stop - _RIGHT, stop)
        stop = space if space >= 0 else stop
    return begin, stop


@cache
def _telling() -> AhoCorasick:
    return AhoCorasick(telling(), MatchKind.LeftmostLongest)
