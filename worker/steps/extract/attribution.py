"""To which word of harm the people of a sentence belong: those just before it, those just behind, those around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from worker.steps.extract.constructions import alternatives
from worker.steps.extract.harm import Harm, Predicate
from worker.steps.extract.people import Group, list_back, list_on

AMONG = re.compile(
    r"(?:including|included|of (?:them|whom)"
    r"|among (?:them|whom|the (?:dead|killed|injured|wounded|victims|casualties))"
    r"|from them|amongst them|one of them|two of them|three of them)"
)
"""Beside people who are a part of those counted before."""
_PASSIVE = re.compile(r"(?<!\w)(?:was|were|been|being|are|is|be|got|feared|reported|confirmed)\s+(?:\w+ly\s+)?$")
_SKIP = re.compile(r"\s*(?:(?:also|reportedly|about|some|up to|a total of|with|in which|the)\s+)*")
_BREAK = re.compile(r"[;:.]|(?<!\w)(?:but|while|when|after|before|because|since|although|who|which|said)(?!\w)")
_WHO = re.compile(r"^,? (?:who|which|that)(?= )")
"""Behind people: more of them, up to the word that says what happened."""
_FEW_WORDS = re.compile(r"(?:[\w'’-]+\s+){0,2}")
_REACH = 110
"""Characters over which people still belong to a word behind them."""


@dataclass(slots=True)
class Counting:
    """A sentence while its people are counted."""

    masked: str
    groups: Sequence[Group]
    predicates: Sequence[Predicate]
    taken: set[int] = field(default_factory=set)
    """Starts of the groups that are spoken for."""
    harmed: dict[int, Harm] = field(default_factory=dict)
    """End of a group → what happened to it."""

    def members(self, predicate: Predicate) -> list[Group]:
        """The groups that the predicate speaks of."""
        inside = [
            group
            for group in self.groups
            if group.start < predicate.start and predicate.end <= group.end and self._is_free(group)
        ]
        if inside:
            return inside
        passive = _PASSIVE.search(self.masked[: predicate.start]) is not None
        if predicate.side == "before" or (passive and predicate.side == "either"):
            return self._before(predicate)
        if predicate.side == "after":
            return self._after(predicate)
        adjacent = self._adjacent_before(predicate)
        behind = self._after(predicate)
        if adjacent and not (behind and not _is_counted(adjacent)):
            return adjacent
        return behind or self._before(predicate)

    def list_back(self, index: int) -> list[Group]:
        """The free groups of the list that ends with the group at `index`."""
        return list_back(self.masked, self.groups, index, self.taken)

    def list_on(self, index: int) -> list[Group]:
        """The free groups of the list that begins with the group at `index`."""
        return list_on(self.masked, self.groups, index, self.taken)

    def _is_free(self, group: Group) -> bool:
        """Not spoken for, nor a part of others, which has their harm."""
        return group.start not in self.taken and not group.part

    def _adjacent_before(self, predicate: Predicate) -> list[Group]:
        for index, group in reversed(list(enumerate(self.groups))):
            if group.end <= predicate.start and self._is_free(group):
                beside = _auxiliaries().fullmatch(self.masked, group.end, predicate.start)
                return self.list_back(index) if beside else []
        return []

    def _before(self, predicate: Predicate) -> list[Group]:
        floor = max((p.end for p in self.predicates if p.end <= predicate.start), default=0)
        for index, group in reversed(list(enumerate(self.groups))):
            if group.end > predicate.start or not self._is_free(group):
                continue
            if group.start < floor:
                return []
            between = self.masked[group.end : predicate.start]
            if len(between) > _REACH or _BREAK.search(_WHO.sub("", between)):
                return []
            return self.list_back(index)
        return []

    def _after(self, predicate: Predicate) -> list[Group]:
        skip = _SKIP.match(self.masked, predicate.end)
        begin = skip.end() if skip else predicate.end
        for index, group in enumerate(self.groups):
            if group.start < predicate.end or not self._is_free(group):
                continue
            if group.start > begin:
                between = self.masked[begin : group.start]
                if not _FEW_WORDS.fullmatch(between) or between.startswith(("by ", "in ", "when ")):
                    return []
            return self.list_on(index)
        return []


def _is_counted(groups: Sequence[Group]) -> bool:
    return any(group.quantity is not None for group in groups)


@cache
def _auxiliaries() -> re.Pattern[str]:
    auxiliaries = alternatives("casualties", "auxiliary")
    return re.compile(rf"(?:\s+|,\s*|^)(?:(?:{auxiliaries})(?:\s+|,\s*))*$")
