"""Series and event time: the counts of regions (or countries) that are sent when an event or the clock changes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from worker.records.counts import (
    Amounts,
    Basis,
    Counted,
    Member,
    Pending,
    RegionCounts,
    TallyClock,
    WindowCounts,
)
from worker.steps.contribution import instant
from worker.steps.rolling import Reading, Series, series_tables
from worker.steps.staged import Staged
from worker.steps.step import Output, Tables

QUANTITIES = (
    "launched", "intercepted", "hits", "killed", "injured", "without_power", "without_heat", "without_water",
)  # fmt: skip
ALWAYS_BASED = ("killed", "injured")
"""The basis of these is told whenever anything is counted: a toll of 0 must not be taken for "nobody was hurt"."""


@dataclass(frozen=True, slots=True)
class Change:
    """An event now adds `member`; it was last put at `old_at`."""

    event_id: str
    member: Member
    old_at: int | None


@dataclass(frozen=True, slots=True)
class Counting:
    """The series of one step, in tables that begin with `prefix`; each partition keeps to its own rows."""

    prefix: str

    @property
    def tables(self) -> dict[str, type[msgspec.Struct]]:
        return series_tables(self.prefix) | {self._clocks: TallyClock}

    @property
    def _clocks(self) -> str:
        return f"{self.prefix}_clocks"

    def clock(self, tables: Staged, shard: int) -> TallyClock:
        """Event time in the partition; 0 until the first tick."""
        clock: TallyClock | None = tables.get(self._clocks, str(shard))
        return clock or TallyClock(at=0, regions={})

    def change(
        self, tables: Staged, key: str, changes: Iterable[Change], shard: int
    ) -> tuple[RegionCounts | None, list[str]]:
        """Takes in the changes of one series: its counts (none before the first tick), and events past keeping.

        A series whose last event was taken back is told at 0.
        """
        series, clock = Series(tables, self.prefix, key), self.clock(tables, shard)
        earliest = clock.at
        for change in changes:
            series.put(change.event_id, change.member, change.old_at)
            earliest = min(earliest, change.member.at)
        dropped = series.prune(clock.at)
        reading = series.read(clock.at)
        told = clock.regions[key].told if key in clock.regions else 0
        regions = _scheduled(clock.regions, key, reading, told)
        if regions != clock.regions:
            tables.set(self._clocks, str(shard), TallyClock(at=clock.at, regions=regions))
        return region_counts(key, reading.since(earliest or None)), dropped

    def pass_time(self, tables: Staged, at: int, shard: int) -> tuple[list[Output], list[str]]:
        """Lets events come into and fall out of the windows: the counts that changed, and the events past keeping.

        A tick seen again gives again what was told since.
        """
        clock = self.clock(tables, shard)
        if at <= clock.at:
            again = [key for key, pending in clock.regions.items() if pending.told >= at]
            return [out for key in again for out in told(self._read(tables, key, clock.at))], []
        regions, outputs, dropped = clock.regions, list[Output](), list[str]()
        for key, pending in clock.regions.items():
            if pending.due <= at:
                series = Series(tables, self.prefix, key)
                dropped += series.prune(at)
                reading = series.read(at)
                outputs += told(region_counts(key, reading))
                regions = _scheduled(regions, key, reading, told=at)
        tables.set(self._clocks, str(shard), TallyClock(at=at, regions=regions))
        return outputs, dropped

    def as_of(self, tables: Staged, key: str, shard: int, at: int | None = None) -> RegionCounts:
        """The counts of a series at an instant (microseconds), as they are known now; 0 where it holds nothing.

        At event time where no instant is given, or a later one.
        """
        now = self.clock(tables, shard).at
        now = now if at is None else min(at, now)
        windows = Series(tables, self.prefix, key).read(now).windows
        return RegionCounts(
            region=key, as_of=instant(now), windows={name: window_counts(sums) for name, sums in windows.items()}
        )

    def keys(self, tables: Tables) -> list[str]:
        """The regions (or countries) of one partition."""
        return sorted(tables[f"{self.prefix}_series"])

    def _read(self, tables: Staged, key: str, now: int) -> RegionCounts | None:
        return region_counts(key, Series(tables, self.prefix, key).read(now))


def counted(revision: int, member: Member) -> Counted:
    """The note that an event was counted so."""
    digest = blake2b(msgspec.json.encode(member), digest_size=8).hexdigest() if member.amounts else ""
    return Counted(revision=revision, at=member.at, digest=digest)


def told(counts: RegionCounts | None) -> list[Output]:
    """The counts on their way, if there are any."""
    return [] if counts is None else [Output("region-counts", counts.region, counts)]


def _scheduled(regions: dict[str, Pending], key: str, reading: Reading, told: int) -> dict[str, Pending]:
    others = {code: pending for code, pending in regions.items() if code != key}
    return others if reading.due is None else others | {key: Pending(reading.due, told)}


def region_counts(region: str, reading: Reading) -> RegionCounts | None:
    """The counts of a region as of the reading; None where nothing counts, nor did before."""
    if reading.changed_at is None:
        return None
    windows = {name: window_counts(sums) for name, sums in reading.windows.items()}
    return RegionCounts(region=region, as_of=instant(reading.changed_at), windows=windows)


def window_counts(sums: Amounts) -> WindowCounts:
    """One window.  Sums are never below 0, and a name that is absent is 0."""
    events = sum(sums.get(kind, 0) for kind in ("strikes", "interceptions", "waves"))
    basis = {}
    for name in QUANTITIES:
        known, value = sums.get(f"known:{name}", 0), sums.get(name, 0)
        unknown = sums.get(f"unknown:{name}", 0) if name.startswith("without_") else events - known
        if known or (name.startswith("without_") and unknown) or (events and name in ALWAYS_BASED):
            low, high = value - sums.get(f"under:{name}", 0), value + sums.get(f"over:{name}", 0)
            basis[name] = Basis(known=known, unknown=unknown, minimum=low, maximum=high)
    return WindowCounts(
        **{name: sums.get(name, 0) for name in ("strikes", "interceptions", "waves", *QUANTITIES)},
        by_weapon=_labelled(sums, "weapon:"),
        by_target=_labelled(sums, "target:"),
        by_attacker=_labelled(sums, "attacker:"),
        basis=basis,
    )


def _labelled(sums: Amounts, prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): sums[name] for name in sorted(sums) if name.startswith(prefix) and sums[name]}
