"""What the tables of one partition answer to whoever asks: counts, events, alerts.  Reads, and never writes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

import msgspec

from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.records.event import EventStatus, StrikeEvent
from worker.records.mention import Code
from worker.records.watching import AlertState
from worker.steps.contribution import microseconds, occurred_at
from worker.steps.rolling import Series
from worker.steps.staged import Staged
from worker.steps.step import Tables
from worker.steps.tally import REGIONS
from worker.steps.watch.facts import ALERTS, events_of
from worker.steps.watch.nation import NATION, WAVES

EVENTS = "events"
HOLDING: tuple[EventStatus, ...] = ("reported", "corroborated")
"""Statuses of the events that stand: neither taken back nor merged into another."""


def counts(tables: Tables, shard: int, at: datetime | None = None) -> list[RegionCounts]:
    """The counts of all regions and countries of the partition; `at` as for `counts_of`."""
    codes = [*REGIONS.keys(tables), *NATION.keys(tables)]
    return [counts_of(tables, code, shard, at) for code in codes]


def counts_of(tables: Tables, code: Code, shard: int, at: datetime | None = None) -> RegionCounts:
    """The counts of a region or country at an instant, at most event time."""
    counting = REGIONS if "-" in code else NATION
    return counting.as_of(Staged(tables), code, shard, None if at is None else microseconds(at))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events or alerts: of a region or a whole country, since an instant, the newest `limit`."""

    region: Code | None = None
    since: datetime | None = None
    limit: int = 100

    def covers(self, code: Code) -> bool:
        return self.region is None or code == self.region or code.startswith(f"{self.region}-")


def events(tables: Tables, wanted: Wanted, statuses: Collection[EventStatus] = HOLDING) -> list[StrikeEvent]:
    """The events that happened since then, the latest first; the work grows with the limit, not with their number."""
    found: list[StrikeEvent] = []
    earliest = None if wanted.since is None else microseconds(wanted.since)
    strikes = [
        Series(Staged(tables), REGIONS.prefix, key).newest_first() for key in REGIONS.keys(tables) if wanted.covers(key)
    ]
    for at, event_id in merge(*strikes, _waves(tables, wanted), reverse=True):
        if len(found) == wanted.limit or (earliest is not None and at < earliest):
            break
        event: StrikeEvent | None = tables[EVENTS].get(event_id)
        if event is not None and event.status in statuses:
            found.append(event)
    return found


def _waves(tables: Tables, wanted: Wanted) -> Iterator[tuple[int, str]]:
    waves = (tables[EVENTS].get(event_id) for event_id in tables[WAVES])
    known = [wave for wave in waves if wave is not None and wanted.covers(wave.region)]
    return iter(sorted(((occurred_at(wave), wave.event_id) for wave in known), reverse=True))


def resolved(tables: Tables, event_id: str) -> list[StrikeEvent]:
    """The event of that id, and those it gave way to, one after the other; the last is the one that holds now."""
    chain: dict[str, StrikeEvent] = {}
    following: str | None = event_id
    while following is not None and following not in chain:
        event: StrikeEvent | None = tables[EVENTS].get(following)
        if event is None:
            break
        chain[following] = event
        following = event.merged_into
    return list(chain.values())


def alerts(tables: Tables, wanted: Wanted, rule: str | None = None) -> list[Alert]:
    """The last message of each alert sent since then, the latest first; an alert covers all of its regions."""
    found: list[Alert] = []
    for key in tables[ALERTS]:
        state: AlertState = tables[ALERTS][key]
        if state.message is not None and wants(wanted, rule, state.message):
            found.append(state.message)
    return newest_alerts(found)[: wanted.limit]


def wants(wanted: Wanted, rule: str | None, message: Alert) -> bool:
    """Whether the message is one of those: sent since then, of a region of that, and of strikes that meet the rule."""
    return (
        (rule is None or rule in (message.rule, *message.rules))
        and (wanted.since is None or message.sent >= wanted.since)
        and any(wanted.covers(code) for code in message.regions)
    )


def alert(tables: Tables, alert_id: str) -> list[Alert]:
    """The last message of the alert of that id, with all events that it rests on; none if it is not known here."""
    state: AlertState | None = tables[ALERTS].get(alert_id)
    if state is None or state.message is None:
        return []
    event_ids = {*state.message.event_ids, *events_of(Staged(tables), state)}
    return [msgspec.structs.replace(state.message, event_ids=sorted(event_ids))]


def newest_alerts(found: list[Alert]) -> list[Alert]:
    return sorted(found, key=lambda alert: (alert.sent, alert.alert_id), reverse=True)


def newest_events(found: list[StrikeEvent]) -> list[StrikeEvent]:
    return sorted(found, key=lambda event: (occurred_at(event), event.event_id), reverse=True)
