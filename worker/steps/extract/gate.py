"""May an article report a strike at all?  It names an act or a weapon, and a place of the theatre."""

from __future__ import annotations

from collections.abc import Iterable

import ahocorasick_rs

from worker.steps.extract.gazetteer import UKRAINE, Gazetteer, load_theatre
from worker.steps.extract.lexicon import triggers
from worker.steps.extract.sentences import MAX_TEXT

_PLAIN = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("–", "-"), ("—", "-"), ("\u00a0", " "))
_HEAD = 600
"""Characters in which an article that is of the theatre nearly always names it."""


class Gate:
    """Two automata, the small one first: most articles hold no word of an attack, and end there."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._words = _automaton(triggers())
        self._places = _automaton(
            name for name in map(str.lower, (gazetteer or load_theatre(UKRAINE)).triggers()) if len(name) > 2
        )

    def passes(self, title: str, text: str) -> bool:
        """True where both are found; a name inside a longer word counts, since the reader looks again."""
        hay = f"{title}\n{text[:MAX_TEXT]}".lower()
        if not hay.isascii():
            for sign, plain in _PLAIN:
                hay = hay.replace(sign, plain)
        if not self._words.find_matches_as_indexes(hay):
            return False
        return bool(
            self._places.find_matches_as_indexes(hay[:_HEAD]) or self._places.find_matches_as_indexes(hay[_HEAD // 2 :])
        )


def _automaton(forms: Iterable[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        sorted(set(forms)),
        matchkind=ahocorasick_rs.MatchKind.Standard,
        implementation=ahocorasick_rs.Implementation.DFA,
        store_patterns=False,
    )
