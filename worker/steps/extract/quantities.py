"""How much: the people harmed, the weapons counted and the services lost, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from worker.steps.extract.casualties import Casualties
from worker.steps.extract.constructions import construction
from worker.steps.extract.counts import Counts
from worker.steps.extract.facts import CasualtyFact, Fact
from worker.steps.extract.harm import Harm
from worker.steps.extract.outages import Outages
from worker.steps.extract.passage import Passage

_MOST = 1000
"""People whom no single attack has harmed: so many are the sum of a war."""


class Quantities:
    """Reads the passages of an article in order; built once."""

    def __init__(self) -> None:
        self._casualties = Casualties()
        self._counts = Counts()
        self._outages = Outages()

    def find(self, passages: Sequence[Passage]) -> list[tuple[Fact, ...]]:
        """The facts of each passage; what happened to the people counted last carries over to the next."""
        found: list[tuple[Fact, ...]] = []
        before: Harm | None = None
        for passage in passages:
            harm = self._harm(passage, before)
            before = _last_harm(harm)
            masked, numbers = passage.masked, passage.numbers
            counts = self._counts.find(passage.text, masked, numbers, passage.weapons)
            outages = self._outages.find(masked, numbers, passage.services, {fact.start for fact in harm})
            found.append((*harm, *counts, *outages))
        return found

    def _harm(self, passage: Passage, before: Harm | None) -> list[CasualtyFact]:
        """The people harmed; not the dead of a whole war."""
        found = self._casualties.find(passage.masked, passage.numbers, before)
        if found and construction("frames", "whole_war").search(passage.masked):
            return []
        return [fact for fact in found if fact.quantity.value < _MOST]


def _last_harm(facts: Sequence[CasualtyFact]) -> Harm | None:
    """What happened to the people that a sentence counts last."""
    harmed = [fact for fact in facts if fact.quantity.value]
    if not harmed:
        return None
    return "killed" if max(harmed, key=lambda fact: fact.start).field.endswith("killed") else "injured"
