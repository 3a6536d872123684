"""The people killed and injured that a sentence tells of, children among them, and "no casualties".

People are counted in groups ("at least two civilians", "a 12-year-old boy", "another six"), lists of groups add up, and
each list belongs to the word that says what happened to it, before it ("six were killed") or behind ("killing six").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from worker.records.mention import Quantity
from worker.steps.extract.constructions import alternatives, pattern, patterns
from worker.steps.extract.facts import CasualtyFact, CasualtyField
from worker.steps.extract.people import Group, People, total
from worker.steps.extract.spans import NumberSpan

_LEXICON = "casualties"
_UNREAL = re.compile(
    r"(?<!\w)(?:(?:not|n't|avoid|could|may|might|would|can|will|been told"
    r"|(?<!believed )(?<!known )(?<!feared )(?<!reported )(?<!said )(?<!thought )to)\s+(?:\w+\s+)?"
    r"|(?:no|nobody|none|no-one)\s+(?:\w+\s+){0,3})$"
)
"""Before a word of harm: it did not come, or not yet."""
_STEMS = re.compile(
    "kill|dead|death|die|injur|wound|hurt|casualt|hospital|victim|fatal|bod[yi]|slain|perish|li[fv]e|toll|suffer|medical|burn|concuss|trauma"
    "|harm|claim"
)
"""One of these is in every sentence that tells of harm."""
Harm = Literal["killed", "injured"]
Side = Literal["before", "after", "either"]


@dataclass(frozen=True, slots=True)
class _Predicate:
    start: int
    end: int
    harm: Harm
    side: Side


class Casualties:
    """Reads masked sentences (see `masking.py`); built once, used for every sentence."""

    def __init__(self) -> None:
        self._people = People()
        auxiliaries = alternatives(_LEXICON, "auxiliary")
        self._auxiliaries = re.compile(rf"(?:\s+|,\s*|^)(?:(?:{auxiliaries})(?:\s+|,\s*))*$")
        self._passive = re.compile(
            r"(?<!\w)(?:was|were|been|being|are|is|be|got|feared|reported|confirmed)\s+(?:\w+ly\s+)?$"
        )
        self._skip = re.compile(r"\s*(?:(?:also|reportedly|about|some|up to|a total of|with|in which|the)\s+)*")
        harms: tuple[Harm, ...] = ("killed", "injured")
        sides: tuple[Side, ...] = ("before", "after", "either")
        self._predicates = [(pattern(_LEXICON, f"{harm}_{side}"), harm, side) for harm in harms for side in sides]
        self._break = re.compile(
            r"[;:.]|(?<!\w)(?:but|while|when|after|before|because|since|although|who|which|said)(?!\w)"
        )
        self._among = re.compile(
            r"(?:including|included|of (?:them|whom)"
            r"|among (?:them|whom|the (?:dead|killed|injured|wounded|victims|casualties))"
            r"|from them|amongst them|one of them|two of them|three of them)"
        )
        self._among_harm = re.compile(
            r"(?:was|were|are|is)?\s*(?:also\s+)?among (?:the\s+)?(?:\ue000+\s+)?(?:people\s+)?"
            r"(?P<harm>dead|killed|victims|fatalities|injured|wounded|casualties|those (?:killed|injured|wounded))"
        )
        self._of_whole = re.compile(r"[\s,(–—-]*(?:including|among them|among whom|of them)\s+(?:an?\s+)?")
        self._elided = re.compile(r"\s+(?:in|from|on)\s+(?:[\w'’-]+\s+){0,8}?\ue003")

    def find(self, masked: str, numbers: Sequence[NumberSpan], before: Harm | None = None) -> list[CasualtyFact]:
        """The facts of a sentence; `numbers` are its numbers, with the sentence's offsets.

        `before` is what happened to the people last counted before it: "Three of them were children."
        """
        if not before and not _STEMS.search(masked):
            return []
        facts = self._zeros(masked)
        predicates = self._find_predicates(masked)
        groups = self._people.find(masked, numbers)
        if not predicates and not before:
            return facts + self._tolls(masked, numbers)
        if not predicates and before:
            return facts + self._children(masked, groups, [_Predicate(-1, 0, before, "before")], set(), {})
        tolls = self._tolls(masked, numbers)
        taken = {fact.start for fact in tolls}
        facts += tolls
        facts += self._sub_counts(masked, groups, taken)
        harmed: dict[int, Harm] = {}
        for predicate in predicates:
            members = self._members(masked, predicate, predicates, groups, taken)
            if not members:
                continue
            taken.update(member.start for member in members)
            harmed.update((member.end, predicate.harm) for member in members)
            facts += self._total(predicate.harm, members)
        facts += self._elisions(masked, groups, predicates, taken)
        return facts + self._children(masked, groups, predicates, taken, harmed)

    def _find_predicates(self, masked: str) -> list[_Predicate]:
        found = [
            _Predicate(match.start(), match.end(), harm, side)
            for regex, harm, side in self._predicates
            for match in regex.finditer(masked)
            if not _UNREAL.search(masked[max(0, match.start() - 40) : match.start()])
        ]
        found.sort(key=lambda predicate: (predicate.start, -predicate.end))
        kept: list[_Predicate] = []
        for predicate in found:
            if not kept or predicate.start >= kept[-1].end:
                kept.append(predicate)
        return kept

    def _members(
        self,
        masked: str,
        predicate: _Predicate,
        predicates: Sequence[_Predicate],
        groups: Sequence[Group],
        taken: set[int],
    ) -> list[Group]:
        """The groups that the predicate speaks of."""
        inside = [g for g in groups if g.start < predicate.start and predicate.end <= g.end and g.start not in taken]
        if inside:
            return inside
        passive = self._passive.search(masked[: predicate.start]) is not None
        if predicate.side == "before" or (passive and predicate.side == "either"):
            return self._before(masked, predicate, predicates, groups, taken)
        if predicate.side == "after":
            return self._after(masked, predicate, groups, taken)
        adjacent = self._adjacent_before(masked, predicate, groups, taken)
        behind = self._after(masked, predicate, groups, taken)
        if adjacent and not (behind and not self._is_counted(adjacent)):
            return adjacent
        return behind or self._before(masked, predicate, predicates, groups, taken)

    @staticmethod
    def _is_counted(groups: Sequence[Group]) -> bool:
        return any(group.quantity is not None for group in groups)

    def _adjacent_before(
        self, masked: str, predicate: _Predicate, groups: Sequence[Group], taken: set[int]
    ) -> list[Group]:
        for index in range(len(groups) - 1, -1, -1):
            group = groups[index]
            if group.end <= predicate.start and group.start not in taken:
                if self._auxiliaries.fullmatch(masked, group.end, predicate.start):
                    return self._people.list_back(masked, groups, index, taken)
                return []
        return []

    def _before(
        self,
        masked: str,
        predicate: _Predicate,
        predicates: Sequence[_Predicate],
        groups: Sequence[Group],
        taken: set[int],
    ) -> list[Group]:
        floor = max((p.end for p in predicates if p.end <= predicate.start), default=0)
        for index in range(len(groups) - 1, -1, -1):
            group = groups[index]
            if group.end > predicate.start or group.start in taken:
                continue
            if group.start < floor:
                return []
            between = masked[group.end : predicate.start]
            if self._among.search(masked[max(0, group.start - 14) : group.start]) and group.child:
                continue
            if len(between) > 110 or self._break.search(between):
                return []
            return self._people.list_back(masked, groups, index, taken)
        return []

    def _after(self, masked: str, predicate: _Predicate, groups: Sequence[Group], taken: set[int]) -> list[Group]:
        skip = self._skip.match(masked, predicate.end)
        begin = skip.end() if skip else predicate.end
        for index, group in enumerate(groups):
            if group.start < predicate.end or group.start in taken:
                continue
            if group.start > begin and group.start != begin:
                between = masked[begin : group.start]
                if not re.fullmatch(r"(?:[\w'’-]+\s+){0,2}", between) or between.startswith(("by ", "in ", "when ")):
                    return []
            return self._people.list_on(masked, groups, index, taken)
        return []

    @staticmethod
    def _total(harm: Harm, members: Sequence[Group]) -> list[CasualtyFact]:
        """A list of groups as facts: the sum, and the children where the groups say so."""
        facts: list[CasualtyFact] = []
        known = [group for group in members if group.quantity is not None]
        if not known:
            return []
        start, end = known[0].start, known[-1].end
        facts.append(CasualtyFact(harm, total(known), start, end))
        children = [group for group in known if group.child]
        if children:
            field: CasualtyField = "children_killed" if harm == "killed" else "children_injured"
            facts.append(CasualtyFact(field, total(children), children[0].start, children[-1].end))
        return facts

    def _children(
        self,
        masked: str,
        groups: Sequence[Group],
        predicates: Sequence[_Predicate],
        taken: set[int],
        harmed: Mapping[int, Harm],
    ) -> list[CasualtyFact]:
        """ "..., including two children": of the harm last spoken of."""
        facts: list[CasualtyFact] = []
        done: set[int] = set()
        for index, group in enumerate(groups):
            if not group.child or group.start in taken or group.start in done or group.quantity is None:
                continue
            if masked[group.end :].lstrip().startswith(("orphan", "missing")):
                continue
            head = masked[max(0, group.start - 60) : group.start]
            tail = masked[group.end : group.end + 24]
            if not (
                self._among.search(head)
                or self._among.match(tail.lstrip(" ,("))
                or "of them" in masked[group.start : group.end]
            ):
                continue
            # "five others, including a girl, were wounded": what happened to those it is one of.
            whole = [end for end in harmed if end <= group.start and self._of_whole.fullmatch(masked, end, group.start)]
            harm = (
                (harmed[max(whole)] if whole else None)
                or _harm_before(predicates, group.start)
                or _harm_behind(predicates, group.end)
            )
            if harm is None:
                continue
            members = [
                other for other in self._people.list_on(masked, groups, index, taken) if other.child and other.quantity
            ]
            done.update(member.start for member in members)
            field: CasualtyField = "children_killed" if harm == "killed" else "children_injured"
            facts.append(CasualtyFact(field, total(members), members[0].start, members[-1].end))
        return facts

    def _sub_counts(self, masked: str, groups: Sequence[Group], taken: set[int]) -> list[CasualtyFact]:
        """ "three children were among the dead"."""
        facts: list[CasualtyFact] = []
        for index, group in enumerate(groups):
            found = self._among_harm.search(masked, group.end, group.end + 70)
            if found is None or group.quantity is None:
                continue
            between = masked[group.end : found.start()]
            if re.search(r"[.;]", between) or ("\ue000" in between and not re.search(r"than|aged|under|over", between)):
                continue
            members = self._people.list_back(masked, groups, index, taken)
            taken.update(member.start for member in members)
            if group.child:
                injured = any(word in found["harm"] for word in ("injured", "wounded"))
                field: CasualtyField = "children_injured" if injured else "children_killed"
                facts.append(
                    CasualtyFact(field, total([m for m in members if m.child and m.quantity]), group.start, group.end)
                )
        return facts

    def _elisions(
        self, masked: str, groups: Sequence[Group], predicates: Sequence[_Predicate], taken: set[int]
    ) -> list[CasualtyFact]:
        """ "eleven were killed: eight in Donetsk region, two in ...": the word is said once."""
        facts: list[CasualtyFact] = []
        for group in groups:
            if group.start in taken or group.child or group.quantity is None:
                continue
            harm = _harm_before(predicates, group.start)
            if harm and self._elided.match(masked, group.end):
                taken.add(group.start)
                facts.append(CasualtyFact(harm, group.quantity, group.start, group.end))
        return facts

    def _tolls(self, masked: str, numbers: Sequence[NumberSpan]) -> list[CasualtyFact]:
        facts: list[CasualtyFact] = []
        by_start = {number.start: number for number in numbers}
        fields: list[tuple[str, CasualtyField]] = [("toll_killed", "killed"), ("toll_injured", "injured")]
        for entry, field in fields:
            for regex in patterns(_LEXICON, entry):
                for match in regex.finditer(masked):
                    number = by_start.get(match.start("n"))
                    if number and number.value is not None:
                        facts.append(CasualtyFact(field, Quantity(number.value, number.qualifier), *match.span("n")))
        return facts

    def _zeros(self, masked: str) -> list[CasualtyFact]:
        facts: list[CasualtyFact] = []
        if any(regex.search(masked) for regex in patterns(_LEXICON, "none_unknown")):
            return facts
        entries: list[tuple[str, list[CasualtyField]]] = [
            ("none_both", ["killed", "injured"]),
            ("none_killed", ["killed"]),
            ("none_injured", ["injured"]),
        ]
        said: set[CasualtyField] = set()
        for entry, fields in entries:
            for regex in patterns(_LEXICON, entry):
                match = regex.search(masked)
                if match:
                    new = [field for field in fields if field not in said]
                    facts += [CasualtyFact(field, Quantity(0), match.start(), match.end()) for field in new]
                    said.update(new)
        return facts


def _harm_before(predicates: Sequence[_Predicate], position: int) -> Harm | None:
    """What happened to those last spoken of before the position."""
    earlier = [predicate for predicate in predicates if predicate.start < position]
    return earlier[-1].harm if earlier else None


def _harm_behind(predicates: Sequence[_Predicate], position: int) -> Harm | None:
    """ "Nine civilians, including four children, were wounded"."""
    return next((predicate.harm for predicate in predicates if predicate.start >= position), None)
