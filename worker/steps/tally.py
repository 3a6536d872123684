"""Event change → the counts of its region over rolling windows, and word to the watch over its country.

The counts are a function of the set of events (each by its latest revision) and of event time, never of the order in
which they came.  A wave is no strike of a region: it is passed on, and counted with its country (`steps/watch/`).
"""

from __future__ import annotations

from worker.records.counts import Counted
from worker.records.event import StrikeEvent
from worker.records.flow import Signal, Tick
from worker.regions import country_of
from worker.steps.contribution import member_of, microseconds
from worker.steps.counting import Change, Counting, counted, told
from worker.steps.staged import Staged
from worker.steps.step import Output, Result, StepSpec, Tables

REGIONS = Counting("tally")
EVENTS = "tally_events"


def tally(tables: Tables, record: StrikeEvent | Tick, shard: int) -> Result:
    """One change of an event, or of event time."""
    if isinstance(record, Tick):
        return _pass_time(Staged(tables), record, shard)
    if record.kind == "wave":
        return Result(outputs=[_signal(record)], notes={"outcome:wave": 1})
    return _count(Staged(tables), record, shard)


STEP = StepSpec(
    name="tally",
    run=tally,
    inputs={"strike-events": StrikeEvent, "clock": Tick},
    tables={**REGIONS.tables, EVENTS: Counted},
)


def _count(tables: Staged, event: StrikeEvent, shard: int) -> Result:
    before: Counted | None = tables.get(EVENTS, event.event_id)
    if before is not None and event.revision < before.revision:
        return Result(notes={"outcome:outdated": 1})
    member = member_of(event)
    after = counted(event.revision, member)
    change = Change(event.event_id, member, before.at if before else None)
    counts, dropped = REGIONS.change(tables, event.region, [change], shard)
    # The event's own row is written last: what it does not hold may not have been sent yet.
    tables.set(EVENTS, event.event_id, after)
    _forget(tables, dropped)
    changed = after == before or after.digest != (before.digest if before else "")
    outcome = "duplicate" if after == before else "counted" if member.amounts else "uncounted"
    outputs = [*(told(counts) if changed else []), _signal(event)]
    return Result(tables.writes, outputs, {f"outcome:{outcome}": 1})


def _pass_time(tables: Staged, tick: Tick, shard: int) -> Result:
    outputs, dropped = REGIONS.pass_time(tables, microseconds(tick.at), shard)
    _forget(tables, dropped)
    return Result(tables.writes, outputs)


def _forget(tables: Staged, event_ids: list[str]) -> None:
    for event_id in event_ids:
        tables.set(EVENTS, event_id, None)


def _signal(event: StrikeEvent) -> Output:
    country = country_of(event.region)
    return Output("signals", country, Signal(country=country, event=event))
