"""What was hit, and with what: the targets and weapons a sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from worker.steps.extract.constructions import alternatives, pattern
from worker.steps.extract.counts import is_gun_destroyed
from worker.steps.extract.facts import TargetFact, WeaponFact
from worker.steps.extract.lexicon import load
from worker.steps.extract.modality import Verdict
from worker.steps.extract.passage import Passage
from worker.steps.extract.spans import TargetSpan

_REACH = 130
_UNIT = 25
_CUT_OFF = re.compile(
    r"(?:(?!damag|destr|hit|struck|leaving)[^.;]){0,80}?"
    r"(?:(?:left|remain(?:ed|s)?|are|were|was|is|been) (?:[a-z]+ ){0,2}?without|los[te]|losing)"
    r" (?:[a-z]+ )?(?:heat|power|electric|light|water|gas)"
)
_STRUCK_TOO = re.compile(r", which (?:was|were) (?:also )?(?:hit|struck|damaged|shelled|destroyed)")
_COUNTED = re.compile(r"\ue000 (?:[a-z-]+ )?$")


def damage(passage: Passage, verdict: Verdict, cut_off: Sequence[int]) -> Iterator[TargetFact]:
    """Targets near an attack word of the sentence.  Households just behind one of the numbers that end at `cut_off`
    lost a service, which is not damage."""
    for target in passage.targets:
        if _is_not_hit(passage.masked, target) or _is_at_work(passage, target):
            continue
        if any(0 <= target.start - end <= _UNIT for end in cut_off) or _is_cut_off(passage.masked, target):
            continue
        for start, end in verdict.triggers:
            low, high = min(end, target.end), max(start, target.start)
            between = passage.masked[low:high]
            if len(between) <= _REACH and not re.search(r"[;]|\. ", between):
                yield TargetFact(target.target, target.start, target.end, target.facility, target.facility_kind)
                break


def _is_cut_off(masked: str, target: TargetSpan) -> bool:
    """ "120 houses, two hospitals and six schools are left without heat": they lost a service, and were not hit."""
    return (
        _CUT_OFF.match(masked, target.end) is not None
        and _COUNTED.search(masked[max(0, target.start - _UNIT) : target.start]) is not None
    )


def _is_not_hit(masked: str, target: TargetSpan) -> bool:
    """Where something was fired from, where the injured were treated, who spoke, what fired."""
    head = masked[max(0, target.start - 70) : target.start]
    tail = masked[target.end : target.end + 40]
    if _STRUCK_TOO.match(tail):
        return False
    if _not_before().search(head) and not re.search(
        r"(?:hit|struck|strikes?|attack|damage\w*|destroy\w*|ruins|rubble|debris|remains)\s+(?:\w+\s+){0,3}$", head
    ):
        entry = _not_before().search(head)
        assert entry is not None
        if entry["inside"] is None or target.target in ("port",):
            return True
    if re.match(alternatives("frames", "not_hit_behind"), tail):
        return True
    return target.target == "military" and re.match(alternatives("frames", "agent_behind"), tail) is not None


def _is_at_work(passage: Passage, target: TargetSpan) -> bool:
    """Ships, tanks and aircraft are what attacks, unless the words say that they were hit."""
    if target.target != "military":
        return False
    lowered = passage.text.lower()
    if not pattern("frames", "platform").search(lowered[target.start : target.end]):
        return False
    head, tail = lowered[max(0, target.start - _REACH) : target.start], lowered[target.end :]
    return not (pattern("frames", "harm_before").search(head) or pattern("frames", "harm_behind").match(tail))


@cache
def _not_before() -> re.Pattern[str]:
    *plain, inside = load("frames")["not_hit_before"]
    return re.compile(rf"(?<!\w)(?:{'|'.join(plain)}|(?P<inside>{inside}))\s*$")


def arms(passage: Passage) -> Iterator[WeaponFact]:
    """Weapons used; not air defence, nor launchers and guns that were destroyed themselves."""
    for weapon in passage.weapons:
        if not (weapon.defence or weapon.type == "unknown" or is_gun_destroyed(passage.text, passage.masked, weapon)):
            yield WeaponFact(weapon.type, weapon.model, weapon.start, weapon.end)
