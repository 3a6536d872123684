"""Event change → the counts of its region over rolling windows, and word to the watch over its country.

The counts are a function of the set of events (each by its latest revision) and of event time, never of the order in
which they came.  A wave is no strike of a region: it is passed on, and counted with its country (`steps/watch/`).
"""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from worker.records.counts import Counted, Member, Pending, TallyClock
from worker.records.event import StrikeEvent
from worker.records.flow import Signal, Tick
from worker.regions import country_of
from worker.steps.contribution import amounts, counts, microseconds, occurred_at
from worker.steps.rolling import Reading, Series, series_tables
from worker.steps.step import Output, Result, StepSpec, Tables, Write
from worker.steps.window_counts import region_counts

PREFIX = "tally"


def tally(tables: Tables, record: StrikeEvent | Tick, shard: int) -> Result:
    """One change of an event, or of event time."""
    if isinstance(record, Tick):
        return _pass_time(tables, microseconds(record.at), shard)
    if record.kind == "wave":
        return Result(outputs=[_signal(record)], notes={"outcome:wave": 1})
    return _count(tables, record, shard)


STEP = StepSpec(
    name="tally",
    run=tally,
    inputs={"strike-events": StrikeEvent, "clock": Tick},
    tables=series_tables(PREFIX) | {"tally_events": Counted, "tally_clocks": TallyClock},
)


def member_of(event: StrikeEvent) -> Member:
    """What the event adds to its region."""
    return Member(occurred_at(event), amounts(event) if counts(event) else {})


def counted(revision: int, member: Member) -> Counted:
    """The note that an event was counted so."""
    digest = blake2b(msgspec.json.encode(member), digest_size=8).hexdigest() if member.amounts else ""
    return Counted(revision=revision, at=member.at, digest=digest)


def _count(tables: Tables, event: StrikeEvent, shard: int) -> Result:
    known: Counted | None = tables["tally_events"].get(event.event_id)
    if known is not None and event.revision < known.revision:
        return Result(notes={"outcome:outdated": 1})
    member = member_of(event)
    now_counted = counted(event.revision, member)
    series = Series(tables, PREFIX, event.region)
    series.put(event.event_id, member, known.at if known else None)
    outputs: list[Output] = []
    clock: TallyClock = tables["tally_clocks"].get(str(shard)) or TallyClock(at=0, regions={})
    dropped = series.prune(clock.at)
    reading = series.read(clock.at)
    # The event's own row is written last, so what is not in it may not have been sent yet.
    if now_counted == known or now_counted.digest != (known.digest if known else ""):
        # With the last of its events taken back, a region is told at 0.
        outputs += _counts(event.region, reading.since(min(member.at, clock.at) or None))
    told = clock.regions[event.region].told if event.region in clock.regions else 0
    regions = _scheduled(clock.regions, event.region, reading, told)
    writes = series.writes()
    if regions != clock.regions:
        writes.append(Write("tally_clocks", str(shard), TallyClock(at=clock.at, regions=regions)))
    if now_counted != known:
        writes.append(Write("tally_events", event.event_id, now_counted))
    writes += [Write("tally_events", event_id, None) for event_id in dropped]
    outcome = "duplicate" if now_counted == known else "counted" if member.amounts else "uncounted"
    return Result(writes, [*outputs, _signal(event)], {f"outcome:{outcome}": 1})


def _pass_time(tables: Tables, at: int, shard: int) -> Result:
    """Lets events come into and fall out of the windows; a tick seen again sends again what was told since."""
    clock: TallyClock | None = tables["tally_clocks"].get(str(shard))
    if clock is None:
        return Result([Write("tally_clocks", str(shard), TallyClock(at=at, regions={}))])
    if at <= clock.at:
        again = [region for region, pending in clock.regions.items() if pending.told >= at]
        return Result(outputs=[out for region in again for out in _counts(region, _read(tables, region, clock.at))])
    regions, writes, outputs = clock.regions, list[Write](), list[Output]()
    for region, pending in clock.regions.items():
        if pending.due <= at:
            series = Series(tables, PREFIX, region)
            dropped = series.prune(at)
            reading = series.read(at)
            outputs += _counts(region, reading)
            regions = _scheduled(regions, region, reading, told=at)
            writes += series.writes()
            writes += [Write("tally_events", event_id, None) for event_id in dropped]
    writes.append(Write("tally_clocks", str(shard), TallyClock(at=at, regions=regions)))
    return Result(writes, outputs)


def _scheduled(regions: dict[str, Pending], region: str, reading: Reading, told: int) -> dict[str, Pending]:
    others = {code: pending for code, pending in regions.items() if code != region}
    return others if reading.due is None else others | {region: Pending(reading.due, told)}


def _read(tables: Tables, region: str, now: int) -> Reading:
    return Series(tables, PREFIX, region).read(now)


def _counts(region: str, reading: Reading) -> list[Output]:
    counts = region_counts(region, reading)
    return [] if counts is None else [Output("region-counts", region, counts)]


def _signal(event: StrikeEvent) -> Output:
    country = country_of(event.region)
    return Output("signals", country, Signal(country=country, event=event))
