"""The people killed and injured that a sentence tells of, children among them, and "no casualties".

People are counted in groups ("at least two civilians", "a 12-year-old boy", "another six"), lists of groups add up, and
each list belongs to the word that says what happened to it, before it ("six were killed") or behind ("killing six").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from worker.steps.extract.attribution import Counting
from worker.steps.extract.children import CHILDREN, among_others, among_the_harmed
from worker.steps.extract.facts import CasualtyFact
from worker.steps.extract.harm import Harm, Predicate, harm_before, may_tell, predicates
from worker.steps.extract.people import Group, People, total
from worker.steps.extract.spans import NumberSpan
from worker.steps.extract.tolls import tolls, zeros

_ELIDED = re.compile(r"\s+(?:in|from|on)\s+(?:[\w'’-]+\s+){0,8}?\ue003")
"""Behind a number: "eight in Donetsk region"."""


class Casualties:
    """Reads masked sentences (see `masking.py`); built once, used for every sentence."""

    def __init__(self) -> None:
        self._people = People()

    def find(self, masked: str, numbers: Sequence[NumberSpan], before: Harm | None = None) -> list[CasualtyFact]:
        """The facts of a sentence; `numbers` are its numbers, with the sentence's offsets.

        `before` is what happened to the people last counted before it: "Three of them were children."
        """
        if not before and not may_tell(masked):
            return []
        facts = zeros(masked)
        harms = predicates(masked)
        if not harms:
            facts += tolls(masked, numbers)
            if before is None:
                return facts
            groups = self._people.find(masked, numbers)
            return facts + among_others(Counting(masked, groups, [Predicate(-1, 0, before, "before")]))
        counting = Counting(masked, self._people.find(masked, numbers), harms)
        told = tolls(masked, numbers)
        counting.taken.update(fact.start for fact in told)
        counting.harmed.update((fact.end, "killed" if fact.field == "killed" else "injured") for fact in told)
        facts += told
        facts += among_the_harmed(counting)
        for predicate in harms:
            members = counting.members(predicate)
            counting.taken.update(member.start for member in members)
            counting.harmed.update((member.end, predicate.harm) for member in members)
            facts += _together(masked, predicate.harm, members)
        facts += _elided(counting)
        return facts + among_others(counting)


def _together(masked: str, harm: Harm, members: Sequence[Group]) -> list[CasualtyFact]:
    """A list of groups as facts: the sum, and the children where the groups say so."""
    known = [group for group in members if group.quantity is not None]
    if not known:
        return []
    facts = [CasualtyFact(harm, total(masked, known), known[0].start, known[-1].end)]
    children = [group for group in known if group.child]
    if children:
        facts.append(CasualtyFact(CHILDREN[harm], total(masked, children), children[0].start, children[-1].end))
    return facts


def _elided(counting: Counting) -> list[CasualtyFact]:
    """ "Eleven were killed: eight in Donetsk region, two in ...": the word is said once."""
    facts: list[CasualtyFact] = []
    for group in counting.groups:
        if group.start in counting.taken or group.child or group.quantity is None:
            continue
        harm = harm_before(counting.predicates, group.start)
        if harm and _ELIDED.match(counting.masked, group.end):
            counting.taken.add(group.start)
            facts.append(CasualtyFact(harm, group.quantity, group.start, group.end))
    return facts
