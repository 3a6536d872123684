"""What a construction hinges on: words without which it fits no sentence.

A regular expression that begins with the bound of a word is tried at every character of a sentence, though few
sentences hold any of its words.  One pass of an automaton finds the words of all constructions of a lexicon, for less
than the search for one of them: the prefilter of RE2 and Hyperscan.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from ahocorasick_rs import AhoCorasick

_parser: Any = vars(re)["_parser"]
_op: Any = vars(re)["_constants"]

_GROUPS = (_op.SUBPATTERN, _op.ATOMIC_GROUP)
_REPEATS = (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT)
_WIDTHLESS = (_op.AT, _op.ASSERT, _op.ASSERT_NOT)
_LEAST = 2
"""Characters of a word that tells anything."""
_VARIANTS = 32
"""Forms of one word that are spelt out: "(?:has|have) (?:always|long)" are four."""
_NEEDED = 2
"""Groups of words that are looked for: a third rules out little more."""
_REMEMBERED = 4
"""Texts: the constructions of a lexicon are looked for in a sentence one after another."""

Words = frozenset[str]
_NOTHING = Words(("",))


def anchors(source: str) -> list[Words]:
    """Groups of words: each match of the regular expression holds a word of every group.  The most telling first."""
    parsed = _parser.parse(source)
    if parsed.state.flags & re.IGNORECASE:
        return []
    groups = dict.fromkeys(words for words in _groups(parsed) if _telling(words) >= _LEAST)
    return sorted(groups, key=_telling, reverse=True)[:_NEEDED]


def _groups(parsed: Iterable[tuple[Any, Any]]) -> list[Words]:
    """All parts must match, so each adds its groups; parts of few forms that stand side by side are one word."""
    groups: list[Words] = []
    run = _NOTHING
    for part in parsed:
        forms = _forms([part])
        if forms and len(run) * len(forms) <= _VARIANTS:
            run = _joined(run, forms)
        else:
            groups += [run, *_groups_of_part(*part)]
            run = _NOTHING
    return [*groups, run]


def _groups_of_part(code: Any, value: Any) -> list[Words]:
    if code is _op.BRANCH:
        return [Words().union(*(max(_groups(choice), key=_telling) for choice in value[1]))]
    inner = _inner(code, value)
    return _groups(inner) if inner and not (code in _REPEATS and not value[0]) else []


def _forms(parsed: Iterable[tuple[Any, Any]]) -> Words | None:
    """The strings that a sequence matches, where they are few; what has no width only makes them fewer."""
    found = _NOTHING
    for code, value in parsed:
        if code is _op.LITERAL:
            forms: Words | None = Words((chr(value),))
        elif code is _op.BRANCH:
            choices = [_forms(choice) for choice in value[1]]
            forms = Words().union(*filter(None, choices)) if all(choices) else None
        elif code is _op.IN and all(kind is _op.LITERAL for kind, _ in value):
            forms = Words(chr(character) for _, character in value)
        elif code in _WIDTHLESS:
            forms = _NOTHING
        else:
            inner = _inner(code, value)
            forms = _forms(inner) if inner and (code not in _REPEATS or value[1] == 1) else None
            if forms and code in _REPEATS and not value[0]:
                forms |= _NOTHING
        if not forms or len(found) * len(forms) > _VARIANTS:
            return None
        found = _joined(found, forms)
    return found


def _inner(code: Any, value: Any) -> Sequence[tuple[Any, Any]] | None:
    """What stands in brackets or is repeated; None where it has flags of its own: "(?i:kyiv)"."""
    if code is _op.SUBPATTERN and value[1]:
        return None
    if code in _GROUPS or code in _REPEATS:
        inner: Sequence[tuple[Any, Any]] = value if code is _op.ATOMIC_GROUP else value[-1]
        return inner
    return None


def _joined(heads: Words, tails: Words) -> Words:
    return Words(head + tail for head in heads for tail in tails)


def _telling(words: Words) -> int:
    return min(map(len, words))


class Anchors:
    """The anchors of many constructions, found in one pass over a text."""

    def __init__(self) -> None:
        self._groups: dict[Words, int] = {}
        self._automaton: AhoCorasick | None = None
        self._of_word: list[frozenset[int]] = []
        """The groups that each word of the automaton is of."""
        self.seen = lru_cache(_REMEMBERED)(self._seen)
        """The groups of which a text holds a word."""

    def add(self, source: str) -> frozenset[int]:
        """Takes in a construction.  It can match only in a text of which `seen` gives all of these groups."""
        self._automaton = None
        self.seen.cache_clear()
        return frozenset(self._groups.setdefault(words, len(self._groups)) for words in anchors(source))

    def _seen(self, text: str) -> frozenset[int]:
        automaton = self._automaton or self._build()
        found = {word for word, _, _ in automaton.find_matches_as_indexes(text, overlapping=True)}
        return frozenset().union(*(self._of_word[word] for word in found))

    def _build(self) -> AhoCorasick:
        groups: defaultdict[str, set[int]] = defaultdict(set)
        for words, group in self._groups.items():
            for word in words:
                groups[word].add(group)
        self._of_word = [frozenset(found) for found in groups.values()]
        self._automaton = AhoCorasick(list(groups), store_patterns=False)
        return self._automaton
