"""Sums over rolling windows of event time, kept as a tree of days, hours, slots of five minutes, and leaves.

Every row is a function of the rows below it, and the lowest hold the events by id.  So an event is replaced or taken
back exactly, whatever came before; a half-written state mends itself when the record comes again; and the cost of a
change does not grow with the number of events: a window reads whole days, and opens only the spans that its edges cut.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from worker.records.counts import WINDOWS, Amounts, Member, Slot, Span, Summary
from worker.steps.leaves import leaf_of
from worker.steps.staged import Staged

SECOND = 1_000_000
"""Microseconds, the unit of all instants here."""
LENGTHS = (86_400 * SECOND, 3_600 * SECOND, 300 * SECOND)
"""Of the spans: day, hour, slot.  Slots are short so that 100,000 events in 30 days leave a handful in each.

Not so in the last of a day, where all that is told later falls on one second: that is what leaves are for.
"""
LOWEST = len(LENGTHS) + 1

OFFSETS = [*sorted((seconds * SECOND for seconds in WINDOWS.values()), reverse=True), 0]
"""Edges of the windows, counted back from now."""
NAMES = sorted(WINDOWS, key=lambda name: WINDOWS[name], reverse=True)
KEPT = 400 * 86_400 * SECOND
"""How long a contribution is kept: until then a correction of its event is taken in exactly, far beyond any window."""


def series_tables(prefix: str) -> dict[str, type[msgspec.Struct]]:
    """The tables of a family of series, for a `StepSpec`."""
    spans = {f"{prefix}_{name}": Span for name in ("series", "days", "hours", "slots")}
    return {**spans, f"{prefix}_leaves": Slot}


@dataclass(frozen=True, slots=True)
class Reading:
    """The windows of a series as of an instant."""

    windows: dict[str, Amounts]
    changed_at: int | None
    """The last instant at which an event came into or fell out of a window; None if there was none yet."""
    due: int | None
    """The next instant at which one will, or old rows may be dropped."""

    def since(self, at: int | None) -> Reading:
        """The same, last changed at that instant if nothing else tells when."""
        return self if self.changed_at is not None else replace(self, changed_at=at)


class Series:
    """One series (of a region, of a country), and its changes, staged."""

    def __init__(self, tables: Staged, prefix: str, key: str) -> None:
        self._tables = tables
        self._names = list(series_tables(prefix))
        self._key = key

    def put(self, event_id: str, new: Member, old_at: int | None) -> None:
        """Replaces what the event adds, last put at `old_at`, by `new`; no amounts take it back."""
        if old_at is not None and _path(old_at) != _path(new.at):
            self._place(old_at, event_id, None)
        self._place(new.at, event_id, new)

    def read(self, now: int) -> Reading:
        """The windows as of `now`: each holds what happened in (now - length, now]."""
        cuts = [now - offset for offset in OFFSETS]
        sums: list[Amounts] = [{} for _ in range(len(cuts) + 1)]
        first: list[int | None] = [None] * len(sums)
        last: list[int | None] = [None] * len(sums)

        def take(parts: Iterable[tuple[int, Summary]], level: int, key: str) -> None:
            for number, part in parts:
                if part.last < part.first:
                    continue
                index = bisect_left(cuts, part.first)
                together = part.last == part.first or bisect_left(cuts, part.last) == index
                # A day past every window has no sums (see `prune`): a look back opens it.
                if together and (part.sums or index == 0):
                    _add(sums[index], part.sums)
                    first[index] = part.first if (known := first[index]) is None else min(known, part.first)
                    last[index] = part.last if (known := last[index]) is None else max(known, part.last)
                else:
                    below = f"{key}/{number}"
                    take(self._parts(level + 1, below), level + 1, below)

        take(self._parts(0, self._key), 0, self._key)
        windows, total = {}, dict[str, int]()
        for index, name in zip(range(len(NAMES), 0, -1), reversed(NAMES), strict=True):
            _add(total, sums[index])
            windows[name] = dict(total)
        passed = [_latest(last[: index + 1]) for index in range(len(cuts))]
        coming = [_earliest(first[index + 1 :]) for index in range(len(cuts))]
        changed = [at + offset for at, offset in zip(passed, OFFSETS, strict=True) if at is not None]
        due = [at + offset for at, offset in zip(coming, OFFSETS, strict=True) if at is not None]
        due += [_end_of_keeping(day) for day, _ in self._parts(0, self._key)]
        return Reading(windows, max(changed, default=None), min(due, default=None))

    def newest_first(self) -> Iterator[tuple[int, str]]:
        """The events, those too that add nothing any more, each with its instant; the latest first."""
        return self._newest_first(0, self._key)

    def _newest_first(self, level: int, key: str) -> Iterator[tuple[int, str]]:
        row = self._get(level, key)
        if row is None:
            return
        if level == LOWEST - 1:
            leaves = (self._get(LOWEST, f"{key}/{number}") for number in row.parts)
            found = (item for leaf in leaves if leaf is not None for item in leaf.members.items())
            yield from sorted(((member.at, event_id) for event_id, member in found), reverse=True)
            return
        for number in sorted(row.parts, key=int, reverse=True):
            yield from self._newest_first(level + 1, f"{key}/{number}")

    def prune(self, now: int) -> list[str]:
        """Drops the days that are past keeping, and the sums of those past every window; the ids of events dropped."""
        dropped: list[str] = []
        days: dict[str, Summary] = {}
        for number, day in self._parts(0, self._key):
            if _end_of_keeping(number) <= now:
                dropped += self._drop(1, f"{self._key}/{number}")
            elif day.sums and day.last + OFFSETS[0] <= now:
                days[str(number)] = Summary(day.first, day.last, {})
            else:
                days[str(number)] = day
        self._set(0, self._key, Span(days) if days else None)
        return dropped

    def _place(self, at: int, event_id: str, member: Member | None) -> None:
        path, keys = [*map(str, _path(at)), leaf_of(event_id)], [self._key]
        for number in path:
            keys.append(f"{keys[-1]}/{number}")
        leaf: Slot | None = self._get(LOWEST, keys[LOWEST])
        members = dict(leaf.members) if leaf else {}
        members.pop(event_id, None)
        if member is not None:
            members[event_id] = member
        self._set(LOWEST, keys[LOWEST], Slot(members) if members else None)
        below: Iterable[Summary] = map(_alone, members.values())
        for level in reversed(range(LOWEST)):
            summary = _summary(below)
            span: Span | None = self._get(level, keys[level])
            parts = dict(span.parts) if span else {}
            parts.pop(path[level], None)
            if summary is not None:
                parts[path[level]] = summary
            self._set(level, keys[level], Span(parts) if parts else None)
            below = parts.values()

    def _parts(self, level: int, key: str) -> Iterable[tuple[int, Summary]]:
        row = self._get(level, key)
        if row is None:
            return ()
        if level < LOWEST:
            return [(int(number), part) for number, part in row.parts.items()]
        return [(0, _alone(member)) for member in row.members.values()]

    def _drop(self, level: int, key: str) -> list[str]:
        row = self._get(level, key)
        if row is None:
            return []
        self._set(level, key, None)
        if level == LOWEST:
            return list(row.members)
        return [event_id for number in row.parts for event_id in self._drop(level + 1, f"{key}/{number}")]

    def _get(self, level: int, key: str) -> Any:
        return self._tables.get(self._names[level], key)

    def _set(self, level: int, key: str, row: Span | Slot | None) -> None:
        self._tables.set(self._names[level], key, row)


def _path(at: int) -> tuple[int, int, int]:
    return at // LENGTHS[0], at // LENGTHS[1], at // LENGTHS[2]


def _end_of_keeping(day: int) -> int:
    return (day + 1) * LENGTHS[0] + KEPT


EMPTY = Summary(0, -1, {})
"""Of a span whose events were all taken back: it is kept, since an older revision may still come."""


def _alone(member: Member) -> Summary:
    return Summary(member.at, member.at, member.amounts) if member.amounts else EMPTY


def _summary(parts: Iterable[Summary]) -> Summary | None:
    """Of a span with these parts; None where it has none."""
    total: Summary | None = None
    for part in parts:
        if total is None or total.last < total.first:
            total = Summary(part.first, part.last, dict(part.sums))
        elif part.first <= part.last:
            _add(total.sums, part.sums)
            total = Summary(min(total.first, part.first), max(total.last, part.last), total.sums)
    return total


def _add(total: Amounts, amounts: Amounts) -> None:
    known = total.get
    for name, amount in amounts.items():
        total[name] = known(name, 0) + amount


def _latest(instants: list[int | None]) -> int | None:
    return max((at for at in instants if at is not None), default=None)


def _earliest(instants: list[int | None]) -> int | None:
    return min((at for at in instants if at is not None), default=None)
