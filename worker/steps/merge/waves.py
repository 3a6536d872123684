"""Waves and the strikes within them: linked by `wave_id`, never merged.

A wave over a country is an event of its own, at the country's key; its regions are told of it, each by a link.  A
strike names the wave of its side and night, so that whoever adds up knows that the wave's totals hold the strike's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from worker.records.event import StrikeEvent
from worker.records.flow import WaveLink
from worker.records.mention import DatePrecision
from worker.records.neighbourhood import Cell, WaveSeen
from worker.regions import regions_of
from worker.steps.merge.cells import shifted
from worker.steps.merge.rules import BATTLEFIELD, LONG_RANGE, RAID_WEAPONS
from worker.steps.step import Output


def links(wave: StrikeEvent) -> Iterator[Output]:
    """The wave, told to every region of the attacked country."""
    link = _link(wave)
    for region in regions_of(wave.region):
        yield Output("wave-links", region, replace(link, region=region, revision=wave.revision))


def same_link(before: StrikeEvent, after: StrikeEvent) -> bool:
    """Do the regions see no difference between two states of a wave?"""
    return _link(before) == _link(after)


def _link(wave: StrikeEvent) -> WaveLink:
    return WaveLink(
        region=wave.region,
        wave_id=wave.event_id,
        revision=0,
        attacker=wave.attacker,
        date=wave.date,
        date_precision=wave.date_precision,
        weapons=[weapon.type for weapon in wave.weapons],
        raid=_counted(wave) >= RAID_WEAPONS,
        live=wave.status in ("reported", "corroborated"),
    )


def _counted(wave: StrikeEvent) -> float:
    """Its long-range weapons, of each type the highest of those fired, shot down and arrived."""
    return sum(
        max((count.value for count in (weapon.launched, weapon.intercepted, weapon.hits) if count), default=0)
        for weapon in wave.weapons
        if weapon.type in LONG_RANGE
    )


def seen(link: WaveLink) -> WaveSeen:
    return WaveSeen(link.attacker, link.date_precision, link.weapons, link.raid)


def with_wave(cell: Cell, link: WaveLink) -> dict[str, WaveSeen]:
    """The cell's waves, this one among them, by id: the order they came in leaves no trace."""
    waves = {**cell.waves, link.wave_id: seen(link)}
    return dict(sorted(waves.items()))


def wave_of(strike: StrikeEvent, waves: Mapping[str, Mapping[str, WaveSeen]]) -> str | None:
    """The wave that a strike was part of.  `waves`: date → those the region knows, neighbouring dates included.

    The wave of the strike's own date comes first; one of a night that either of them gives may have the other's date.
    """
    weapons = {weapon.type for weapon in strike.weapons} - {"unknown"}
    found = []
    for days in (0, 1, -1):
        for wave_id, wave in waves.get(shifted(strike.date, days), {}).items():
            if strike.attacker and wave.attacker and strike.attacker != wave.attacker:
                continue
            if days and not _one_night(days, strike.date_precision, wave.precision):
                continue
            if weapons and weapons <= BATTLEFIELD and not LONG_RANGE.isdisjoint(wave.weapons):
                continue
            found.append((days != 0, wave_id))
    return min(found)[1] if found else None


def _one_night(days: int, strike: DatePrecision, wave: DatePrecision) -> bool:
    """May a strike and a wave that many days after it be of one night, which ends on the later date?"""
    return (wave if days > 0 else strike) == "night"
