"""What was hit, and with what: the targets and weapons a sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from worker.steps.extract.facts import TargetFact, WeaponFact
from worker.steps.extract.modality import Verdict
from worker.steps.extract.passage import Passage

_REACH = 130


def damage(passage: Passage, verdict: Verdict) -> Iterator[TargetFact]:
    """Targets near an attack word of the sentence."""
    for target in passage.targets:
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
