"""Event changes of a country → its national counts, and alerts by the rules.

What an alert says in the end is a function of the set of events, not of the order in which they came: its facts are
kept by event (or by region and day), and the message is made anew from all of them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import takewhile

import msgspec

from worker.records.counts import Member, Slot
from worker.records.event import StrikeEvent
from worker.records.flow import Signal, Tick
from worker.records.mention import Code, Day
from worker.records.watching import AlertHour, AlertState, Facts, MonthSums, WatchClock, Watched, Wave
from worker.regions import country_of, zone_of
from worker.steps.contribution import amounts, member_of, microseconds
from worker.steps.counting import counted, told
from worker.steps.staged import Staged
from worker.steps.step import Result, StepSpec, Tables
from worker.steps.watch import days
from worker.steps.watch.alerts import CLOCKS, Desk
from worker.steps.watch.digest import HOURS, hour_of
from worker.steps.watch.facts import ALERTS, FACTS, alert_id, forget_alert, known_fact
from worker.steps.watch.message import fact_of
from worker.steps.watch.nation import NATION, WAVES, changes_of, regions_of
from worker.steps.watch.rules import Rule, Rules
from worker.steps.watch.tolls import believable

EVENTS = "watch_events"


def watch_step(rules: Rules) -> StepSpec:
    """The step that watches by these rules."""
    watch = _Watch(rules)
    return StepSpec(
        name="watch",
        run=watch,
        inputs={"signals": Signal, "clock": Tick},
        tables={
            **NATION.tables,
            WAVES: Wave,
            EVENTS: Watched,
            days.DAYS: Slot,
            days.MONTHS: MonthSums,
            ALERTS: AlertState,
            FACTS: Facts,
            HOURS: AlertHour,
            CLOCKS: WatchClock,
        },
    )


class _Watch:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def __call__(self, tables: Tables, record: Signal | Tick, shard: int) -> Result:
        if isinstance(record, Tick):
            return self._pass_time(Staged(tables), record, shard)
        return self._take(Staged(tables), record.event, shard)

    def _take(self, tables: Staged, event: StrikeEvent, shard: int) -> Result:
        before: Watched | None = tables.get(EVENTS, event.event_id)
        if before is not None and event.revision < before.revision:
            return Result(notes={"outcome:outdated": 1})
        country, member = country_of(event.region), member_of(event)
        changes = changes_of(tables, event, member, before)
        counts, dropped = NATION.change(tables, country, changes, shard)
        waves = {change.event_id: change.member for change in changes if change.event_id != event.event_id}
        if event.kind == "wave":
            waves[event.event_id] = changes[0].member
        touched = days.put(tables, event, member, waves, before)

        cause = f"{event.event_id}/{event.revision}"
        desk = Desk(tables, self._rules, shard, NATION.clock(tables, shard).at, cause, event.updated_at)
        names = self._by_event(desk, tables, event, member, before)
        after = _watched(event, member, [*(before.alerts if before else []), *names])
        again = after.revision == before.revision if before else False
        moved = before is None or again or _bare(before) != _bare(after)
        if moved:
            self._by_counts(desk, tables, country, touched)
        caused = desk.write()
        after = _watched(event, member, [*after.alerts, *caused])
        if again:
            desk.again([name for name in after.alerts if name not in caused])
        # The event's own row is written last: what it does not hold may not have been sent yet.
        tables.set(EVENTS, event.event_id, after)
        for event_id in dropped:
            _forget(tables, event_id)
        outputs = [*(told(counts) if moved else []), *desk.outputs]
        return Result(tables.writes, outputs, {"outcome:duplicate" if again else "outcome:taken": 1})

    def _pass_time(self, tables: Staged, tick: Tick, shard: int) -> Result:
        at = microseconds(tick.at)
        desk = Desk(tables, self._rules, shard, at, f"tick/{at}", tick.at, idle=tick.idle)
        desk.release()
        # Event time moves last: a tick that a crash cut short is not taken for one seen before.
        outputs, dropped = NATION.pass_time(tables, at, shard)
        for event_id in dropped:
            _forget(tables, event_id)
        return Result(tables.writes, [*outputs, *desk.outputs])

    def _by_event(
        self, desk: Desk, tables: Staged, event: StrikeEvent, member: Member, before: Watched | None
    ) -> list[str]:
        """Brings the event to the alert of the first rule that it meets, and takes it out of the others."""
        country, met = country_of(event.region), list[tuple[Rule, int]]()
        until = _news_until(event.region, event.date, self._rules)
        event = believable(event, self._rules.lone_toll, self._rules.lone_toll_of_many)
        total = amounts(event) if member.amounts else {}
        if total and event.first_reported_at <= until:
            met = [
                (rule, needed)
                for rule in self._rules.rules
                if (needed := rule.regions_needed(event, total, until)) is not None
            ]
        tellers = _tellers(met)
        if tellers:
            regions = regions_of(tables, event.event_id) if event.kind == "wave" else []
            fact = fact_of(event, total, regions, [rule.name for rule, needed in met if needed == 1])
            for rule, needed in tellers:
                needing = msgspec.structs.replace(fact, needs=needed)
                desk.put(rule, _alert_of(rule, event), country, event.region, event.event_id, needing)
        names = [_alert_of(rule, event) for rule, _ in tellers]
        # After the alert that tells of it now, so that nobody who reads of the end of the other misses it.
        for name in before.alerts if before else []:
            if name not in names:
                desk.replace(name, event.region, event.event_id, None, heir=names[-1] if names else None)
        for wave_id in {event.wave_id, before.wave_id if before else None} - {None}:
            _tell_wave(desk, tables, country, wave_id or "")
        return names

    def _by_counts(self, desk: Desk, tables: Staged, country: Code, touched: set[days.Touched]) -> None:
        for rule in self._rules.rules:
            if rule.counts is not None:
                for key, day, fact in days.facts(tables, rule, touched):
                    name = alert_id(rule, country if rule.group == "country" else key, day)
                    news = fact is not None and fact.since <= _news_until(key, day, self._rules)
                    desk.put_day(rule, name, country, key, fact if news else None)


def _tellers(met: list[tuple[Rule, int]]) -> list[tuple[Rule, int]]:
    """The rules that tell of an event, of those it meets once it is in so many regions.

    That is the first; and, as long as the first waits for more regions, the next too.
    """
    waiting = list(takewhile(lambda one: one[1] > 1, met))
    return met[: len(waiting) + 1]


def _watched(event: StrikeEvent, member: Member, alerts: list[str]) -> Watched:
    count = counted(event.revision, member)
    return Watched(
        revision=event.revision,
        at=count.at,
        digest=count.digest,
        reported=microseconds(event.first_reported_at),
        region=event.region,
        day=event.date,
        wave_id=event.wave_id,
        sure=days.is_sure(event),
        alerts=sorted(set(alerts)),
    )


def _bare(row: Watched) -> Watched:
    """What of an event bears on counts."""
    return msgspec.structs.replace(row, revision=0, alerts=[])


def _tell_wave(desk: Desk, tables: Staged, country: Code, wave_id: str) -> None:
    """The alerts of a wave name the regions of its strikes."""
    wave: Watched | None = tables.get(EVENTS, wave_id)
    for name in wave.alerts if wave else []:
        fact = known_fact(tables, name, country, wave_id)
        if fact is not None:
            regions = regions_of(tables, wave_id) or [country]
            desk.replace(name, country, wave_id, msgspec.structs.replace(fact, regions=regions))


def _alert_of(rule: Rule, event: StrikeEvent) -> str:
    if rule.group == "event":
        return alert_id(rule, event.event_id)
    if rule.group == "region":
        return alert_id(rule, event.region, event.date)
    return alert_id(rule, country_of(event.region), event.attacker, event.date)


def _news_until(code: Code, day: Day, rules: Rules) -> datetime:
    """Until when what is told of that local day is news."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days=rules.newsworthy_days + 1), time(), zone_of(code))


def _forget(tables: Staged, event_id: str) -> None:
    """Deletes all that is kept of an event past correction, with its alerts and its day."""
    row: Watched | None = tables.get(EVENTS, event_id)
    if row is None:
        return
    for name in row.alerts:
        state: AlertState | None = tables.get(ALERTS, name)
        if state is not None and state.message is not None:
            tables.set(HOURS, hour_of(state.country, state.message), None)
        forget_alert(tables, name, row.region)
    days.forget(tables, row.region, row.day)
    for wave_id in (event_id, row.wave_id):
        if wave_id is not None:
            tables.set(WAVES, wave_id, None)
    tables.set(EVENTS, event_id, None)
