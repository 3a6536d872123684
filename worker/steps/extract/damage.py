"""What was hit, and with what: the targets and weapons a sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from worker.steps.extract.facts import TargetFact, WeaponFact
from worker.steps.extract.modality import Verdict
from worker.steps.extract.passage import Passage

_REACH = 130
_UNIT = 25


def damage(passage: Passage, verdict: Verdict, cut_off: Sequence[int]) -> Iterator[TargetFact]:
    """Targets near an attack word of the sentence; households just behind one of the numbers that end at `cut_off` lost a
    service, which is not damage."""
    for target in passage.targets:
        if any(0 <= target.start - end <= _UNIT for end in cut_off):
            continue
        for start, end in verdict.triggers:
            low, high = min(end, target.end), max(start, target.start)
            between = passage.masked[low:high]
            if len(between) <= _REACH and not re.search(r"[;]|\. ", between):
                yield TargetFact(target.target, target.start, target.end, target.facility, target.facility_kind)
                break


def arms(passage: Passage) -> Iterator[WeaponFact]:
    """Weapons used, air defence left out."""
    for weapon in passage.weapons:
        if not weapon.defence and weapon.type != "unknown":
            yield WeaponFact(weapon.type, weapon.model, weapon.start, weapon.end)
