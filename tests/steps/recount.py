"""Counts from nothing but their definition, and all events anew each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from worker.records.counts import WINDOWS, Amounts, RegionCounts
from worker.records.event import StrikeEvent
from worker.regions import country_of
from worker.steps.contribution import amounts, counts, instant, occurred_at
from worker.steps.counting import QUANTITIES, window_counts

Added = tuple[datetime, Amounts]


def recomputed(region: str, events: Collection[StrikeEvent], now: datetime) -> RegionCounts | None:
    """Of a region: what its events add."""
    return _windows(region, [_added(event) for event in events if event.region == region and counts(event)], now)


def recomputed_nation(country: str, events: Collection[StrikeEvent], now: datetime) -> RegionCounts | None:
    """Of a country: what its events add; of a wave's figures, what is beyond those of the strikes in it."""
    own = [event for event in events if country_of(event.region) == country and counts(event)]
    added = [_added(event) for event in own if event.kind != "wave"]
    for wave in (event for event in own if event.kind == "wave"):
        at, figures = _added(wave)
        parts = [amounts(event) for event in own if event.wave_id == wave.event_id]
        for name in QUANTITIES:
            low, value, high = _bounds([figures], name)
            told_low, told, told_high = _bounds(parts, name)
            rest = max(0, value - told)
            figures |= {
                name: rest,
                f"under:{name}": rest - max(0, low - told_low),
                f"over:{name}": max(0, high - told_high) - rest,
            }
        added.append((at, figures))
    return _windows(country, added, now)


def _bounds(several: Sequence[Amounts], name: str) -> tuple[int, int, int]:
    value, under, over = (sum(one.get(f"{kind}{name}", 0) for one in several) for kind in ("", "under:", "over:"))
    return value - under, value, value + over


def _added(event: StrikeEvent) -> Added:
    return instant(occurred_at(event)), amounts(event)


def _windows(key: str, added: Sequence[Added], now: datetime) -> RegionCounts | None:
    windows, changes = {}, [at for at, _ in added if at <= now]
    for name, seconds in WINDOWS.items():
        length, sums = timedelta(seconds=seconds), Counter[str]()
        for at, figures in added:
            if now - length < at <= now:
                sums.update(figures)
            if at + length <= now:
                changes.append(at + length)
        windows[name] = window_counts(dict(sums))
    return RegionCounts(region=key, as_of=max(changes), windows=windows) if changes else None
