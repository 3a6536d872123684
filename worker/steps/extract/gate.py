"""May an article report a strike at all?  It names an act or a weapon, and a place of the theatre."""

from __future__ import annotations

import ahocorasick_rs

from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.lexicon import triggers
from worker.steps.extract.sentences import MAX_TEXT

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "\u00a0": " "})


class Gate:
    """One automaton over every article; most have either no place or no word of an attack, and end here."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        places = {name.lower() for name in (gazetteer or Gazetteer()).triggers() if len(name) > 2}
        words = [word for word in triggers() if word not in places]
        self._first_place = len(words)
        self._automaton = ahocorasick_rs.AhoCorasick(
            [*words, *sorted(places)],
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.DFA,
            store_patterns=False,
        )

    def passes(self, title: str, text: str) -> bool:
        """True where both are found; a name inside a longer word counts, since the reader looks again."""
        hay = f"{title}\n{text[:MAX_TEXT]}".lower().translate(_PLAIN)
        word = place = False
        for index, _, _ in self._automaton.find_matches_as_indexes(hay):
            if index < self._first_place:
                word = True
            else:
                place = True
            if word and place:
                return True
        return False
