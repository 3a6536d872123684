"""Children among the harmed: "..., including two children", "three of them children"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from worker.steps.extract.attribution import AMONG, Counting
from worker.steps.extract.facts import CasualtyFact, CasualtyField
from worker.steps.extract.harm import Harm, harm_before, harm_behind
from worker.steps.extract.people import Group, total

CHILDREN: Mapping[Harm, CasualtyField] = {"killed": "children_killed", "injured": "children_injured"}
_AMONG_HARM = re.compile(
    r"(?:was|were|are|is)?\s*(?:also\s+)?among (?:the\s+)?(?:\ue000+\s+)?(?:people\s+)?"
    r"(?P<harm>dead|killed|victims|fatalities|injured|wounded|casualties|those (?:killed|injured|wounded))"
)
_AMONG_HARM_REACH = 70
_OF_WHOLE = re.compile(r"[\s,(–—-]*(?:including|among them|among whom|of them)\s+(?:an?\s+)?")
_HEAD, _TAIL = 60, 24
"""Characters before and behind children in which words may say that they are part of others."""


def among_the_harmed(counting: Counting) -> list[CasualtyFact]:
    """ "Three children were among the dead".  Takes the groups, grown-ups too."""
    facts: list[CasualtyFact] = []
    masked = counting.masked
    for index, group in enumerate(counting.groups):
        found = _AMONG_HARM.search(masked, group.end, group.end + _AMONG_HARM_REACH)
        if found is None or group.quantity is None:
            continue
        between = masked[group.end : found.start()]
        if re.search(r"[.;]", between) or ("\ue000" in between and not re.search(r"than|aged|under|over", between)):
            continue
        members = counting.list_back(index)
        counting.taken.update(member.start for member in members)
        if group.child:
            harm: Harm = "injured" if any(word in found["harm"] for word in ("injured", "wounded")) else "killed"
            children = [member for member in members if member.child and member.quantity]
            facts.append(CasualtyFact(CHILDREN[harm], total(masked, children), group.start, group.end))
    return facts


def among_others(counting: Counting) -> list[CasualtyFact]:
    """ "..., including two children": of the harm last spoken of."""
    facts: list[CasualtyFact] = []
    done: set[int] = set()
    for index, group in enumerate(counting.groups):
        if not group.child or group.start in counting.taken or group.start in done or group.quantity is None:
            continue
        if not _is_part(counting.masked, group):
            continue
        harm = _harm(counting, group)
        if harm is None:
            continue
        members = [other for other in counting.list_on(index) if other.child and other.quantity]
        done.update(member.start for member in members)
        facts.append(CasualtyFact(CHILDREN[harm], total(counting.masked, members), members[0].start, members[-1].end))
    return facts


def _is_part(masked: str, group: Group) -> bool:
    """Do the words beside children say that they are part of those counted?"""
    if masked[group.end :].lstrip().startswith(("orphan", "missing")):
        return False
    head = masked[max(0, group.start - _HEAD) : group.start]
    tail = masked[group.end : group.end + _TAIL]
    return (
        AMONG.search(head) is not None
        or AMONG.match(tail.lstrip(" ,(")) is not None
        or re.search(r"of them| (?:are|were) ", masked[group.start : group.end]) is not None
    )


def _harm(counting: Counting, group: Group) -> Harm | None:
    """ "Five others, including a girl, were wounded": what happened to those it is one of; else the nearest harm."""
    harmed = counting.harmed
    whole = [end for end in harmed if end <= group.start and _OF_WHOLE.fullmatch(counting.masked, end, group.start)]
    if whole:
        return harmed[max(whole)]
    return harm_before(counting.predicates, group.start) or harm_behind(counting.predicates, group.end)
