"""National counts: the strikes of all regions, and of each wave what its strikes do not tell.

A wave's national figures ("83 missiles, 11 killed across the country") cover the strikes that were part of it
(`wave_id`).  So of each quantity the greater counts: the wave's figure, or the sum of its strikes.  The strikes count
as they are, and the wave with what is left, at its own instant.
"""

from __future__ import annotations

import msgspec

from worker.records.counts import Amounts, Member
from worker.records.event import StrikeEvent
from worker.records.watching import Part, Watched, Wave
from worker.steps.counting import QUANTITIES, Change, Counting
from worker.steps.staged import Staged

NATION = Counting("nation")
WAVES = "watch_waves"


def changes_of(tables: Staged, event: StrikeEvent, member: Member, before: Watched | None) -> list[Change]:
    """What the event's new revision changes in its country's series: the event itself, and the waves it is part of."""
    if event.kind == "wave":
        wave = _wave(tables, event.event_id)
        tables.set(WAVES, event.event_id, Wave(member, wave.parts))
        return [Change(event.event_id, Member(member.at, rest(tables, event.event_id)), before.at if before else None)]
    changes = [Change(event.event_id, member, before.at if before else None)]
    if before is not None and before.wave_id not in (None, event.wave_id):
        changes += _take_part(tables, before.wave_id or "", event.event_id, None)
    if event.wave_id is not None:
        part = Part(event.region, {name: member.amounts[name] for name in _FIGURES if name in member.amounts})
        changes += _take_part(tables, event.wave_id, event.event_id, part if member.amounts else None)
    return changes


def rest(tables: Staged, wave_id: str) -> Amounts:
    """What the wave adds to its country beside its strikes; the bounds of its figures likewise."""
    wave = _wave(tables, wave_id)
    if wave.own is None or not wave.own.amounts:
        return {}
    own, left = wave.own.amounts, dict(wave.own.amounts)
    for name in QUANTITIES:
        under, over = f"under:{name}", f"over:{name}"
        told = [sum(part.amounts.get(key, 0) for part in wave.parts.values()) for key in (name, under, over)]
        value, low, high = own.get(name, 0), own.get(name, 0) - own.get(under, 0), own.get(name, 0) + own.get(over, 0)
        more = max(0, value - told[0])
        left |= {
            name: more,
            under: more - max(0, low - (told[0] - told[1])),
            over: max(0, high - (told[0] + told[2])) - more,
        }
    return {name: amount for name, amount in left.items() if amount}


def regions_of(tables: Staged, wave_id: str) -> list[str]:
    """Where the strikes of a wave were."""
    return sorted({part.region for part in _wave(tables, wave_id).parts.values()})


_FIGURES = [*QUANTITIES, *(f"under:{name}" for name in QUANTITIES), *(f"over:{name}" for name in QUANTITIES)]


def _take_part(tables: Staged, wave_id: str, event_id: str, part: Part | None) -> list[Change]:
    wave = _wave(tables, wave_id)
    parts = {key: other for key, other in wave.parts.items() if key != event_id}
    if part is not None:
        parts[event_id] = part
    row = msgspec.structs.replace(wave, parts=dict(sorted(parts.items())))
    tables.set(WAVES, wave_id, row if parts or wave.own else None)
    if wave.own is None:
        return []
    return [Change(wave_id, Member(wave.own.at, rest(tables, wave_id)), wave.own.at)]


def _wave(tables: Staged, wave_id: str) -> Wave:
    wave: Wave | None = tables.get(WAVES, wave_id)
    return wave or Wave()
