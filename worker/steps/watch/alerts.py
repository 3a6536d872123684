"""The life of an alert: `Alert` once, `Update` when what it says changes, `Cancel` when nothing is left of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from worker.records.alert import Alert
from worker.records.mention import Code, Day
from worker.records.watching import AlertState, Fact, WatchClock
from worker.steps.contribution import microseconds
from worker.steps.staged import Staged
from worker.steps.step import Output
from worker.steps.watch import digest
from worker.steps.watch.days import shifted
from worker.steps.watch.facts import ALERTS, alert_id, put_fact
from worker.steps.watch.message import body, following, output, presses, says_the_same, toll_of
from worker.steps.watch.rules import Rule, Rules
from worker.steps.watch.tolls import is_echo

CLOCKS = "watch_clocks"


class Desk:
    """Writes the messages of one record: facts go in, outputs come out.

    `cause` names the record, so that a message whose sending a crash may have swallowed is known and sent again.
    """

    def __init__(
        self, tables: Staged, rules: Rules, shard: int, now: int, cause: str, at: datetime, *, idle: bool = False
    ) -> None:
        self._tables = tables
        self._rules = {rule.name: rule for rule in rules.rules}
        self._limit = rules.messages_per_hour
        self._shard, self._now, self._cause, self._at = str(shard), now, cause, at
        self._idle = idle
        self._touched: dict[str, None] = {}
        self._heirs: dict[str, str | None] = {}
        self._clock: WatchClock = tables.get(CLOCKS, self._shard) or WatchClock()
        self.outputs: list[Output] = []

    def put(self, rule: Rule, name: str, country: Code, region: Code, event_id: str, fact: Fact) -> None:
        """Stores what an event of a region brings to the alert of that id."""
        self._begin(rule, name, country, fact.day)
        self.replace(name, region, event_id, fact)

    def put_day(self, rule: Rule, name: str, country: Code, key: Code, fact: Fact | None) -> None:
        """Stores what a region's (or country's) day brings to the alert, or takes it out."""
        if fact is not None:
            self._begin(rule, name, country, fact.day)
        self._set_fact(name, key, fact)

    def replace(self, name: str, region: Code, event_id: str, fact: Fact | None, heir: str | None = None) -> None:
        """Replaces what an event brings to the alert, if there is such an alert; None takes it out.

        `heir` is the alert that tells of it instead, if one does.
        """
        state: AlertState | None = self._tables.get(ALERTS, name)
        if state is None:
            return
        if state.of_counts:
            self._touch(state)
            return
        self._heirs[name] = heir
        self._set_fact(name, region, put_fact(self._tables, name, region, event_id, fact))

    def _begin(self, rule: Rule, name: str, country: Code, day: Day) -> None:
        if self._tables.get(ALERTS, name) is None:
            state = AlertState(
                alert_id=name, rule=rule.name, country=country, day=day, facts={}, of_counts=rule.counts is not None
            )
            self._tables.set(ALERTS, name, state)

    def _set_fact(self, name: str, key: Code, fact: Fact | None) -> None:
        state: AlertState | None = self._tables.get(ALERTS, name)
        if state is None:
            return
        if state.facts.get(key) == fact:
            self._touch(state)
        else:
            facts = {other: known for other, known in state.facts.items() if other != key}
            if fact is not None:
                facts[key] = fact
            self._touched[name] = None
            self._tables.set(ALERTS, name, msgspec.structs.replace(state, facts=dict(sorted(facts.items()))))
        self._touch_echoes(state, key)  # also where nothing changed: a crash may have come before they were told

    def _touch_echoes(self, state: AlertState, region: Code) -> None:
        """The days after this one's: whether they are echoes of it may have changed."""
        rule = self._rules.get(state.rule)
        if rule is None:
            return
        for later in range(1, rule.echo_days + 1):
            name = alert_id(rule, region, shifted(state.day, later))
            if self._tables.get(ALERTS, name) is not None:
                self._touched[name] = None

    def _is_echo(self, rule: Rule, state: AlertState) -> bool:
        """Whether all that the alert tells may be a late report of what the days before it told."""
        for region, fact in state.facts.items():
            names = [alert_id(rule, region, shifted(fact.day, -ago)) for ago in range(1, rule.echo_days + 1)]
            rows = [self._tables.get(ALERTS, name) for name in names]
            if not any(row and region in row.facts and is_echo(fact, row.facts[region]) for row in rows):
                return False
        return True

    def _touch(self, state: AlertState) -> None:
        """An alert that nothing changes in: a message that waits, or that this record caused, may be lost yet."""
        if state.held or state.cause == self._cause:
            self._touched[state.alert_id] = None

    def write(self) -> list[str]:
        """Sends what has changed; the ids of the alerts with a message that this record caused."""
        caused = []
        for name in self._touched:
            self._review(name)
            state: AlertState | None = self._tables.get(ALERTS, name)
            if state is not None and state.cause == self._cause:
                caused.append(name)
        self._save_clock()
        return caused

    def again(self, names: list[str]) -> None:
        """Sends the last message of these once more."""
        for name in names:
            state: AlertState | None = self._tables.get(ALERTS, name)
            if state is not None and state.message is not None:
                self._send(state, state.message)

    def release(self) -> None:
        """Sends what has waited until now; and again what this tick, or a later one, had released."""
        for name, at in self._clock.told.items():
            if at >= self._now:
                self.outputs += digest.again(self._tables, name)
                self.again([name])
        due = [name for name, at in self._clock.held.items() if at <= self._now or self._idle]
        for name in due:
            self._review(name)
        hours = [name for name in self._clock.held if "/" in name]  # after the alerts, which may change a digest
        for name in hours:
            self.outputs += digest.review(self._tables, name, self._cause)
        due += hours
        held = {name: at for name, at in self._clock.held.items() if name not in due}
        recent = {name: at for name, at in self._clock.told.items() if at > self._now - _TOLD}
        self._clock = WatchClock(held, recent | dict.fromkeys(due, self._now))
        self._save_clock()

    def _review(self, name: str) -> None:
        state: AlertState | None = self._tables.get(ALERTS, name)
        if state is None:
            return
        rule, last = self._rules.get(state.rule), state.message
        facts = [fact for fact in state.facts.values() if len(fact.regions) >= fact.needs]
        if not facts or (rule is not None and self._is_echo(rule, state)):
            self._cancel(state, last)
            return
        if rule is None:  # the rule has been taken out of the file: its alerts end, but say nothing new
            return
        met = {name for fact in facts for name in fact.rules} - {rule.name}
        others = [other for other in self._rules.values() if other.name in met]
        new = body(rule, others, name, state.country, facts)
        if last is None or last.msg_type == "Cancel":
            self._tell(state, new, last)
        elif says_the_same(new, last):
            self._unhold(name)
            self._tables.set(ALERTS, name, msgspec.structs.replace(state, held=False))
            if state.cause == self._cause:
                self._send(state, last)
        elif toll_of(state.facts.values()) <= state.toll and self._must_wait(rule, new, state, last):
            self._tables.set(ALERTS, name, msgspec.structs.replace(state, held=True))
            self._hold(name, _rested(rule, state))
        else:
            self._tell(state, msgspec.structs.replace(new, msg_type="Update"), last)

    def _cancel(self, state: AlertState, last: Alert | None) -> None:
        if last is None:
            return
        if last.msg_type != "Cancel":
            sent, heir = max(self._at, last.sent), self._heirs.get(state.alert_id)
            message = msgspec.structs.replace(
                last,
                msg_type="Cancel",
                description=f"Told by {heir} now." if heir else last.description,
                sent=sent,
                expires=max(last.expires, sent),
            )
            self._tell(state, message, last)
        elif state.cause == self._cause:
            self._send(state, last)

    def _must_wait(self, rule: Rule, new: Alert, state: AlertState, last: Alert) -> bool:
        """An update waits while the cooldown lasts in event time, both by its own time and by the stream's.

        Not where the stream has come to rest: event time may never move again.
        """
        return (
            not self._idle and not presses(new, last) and max(self._now, microseconds(new.sent)) < _rested(rule, state)
        )

    def _tell(self, state: AlertState, message: Alert, last: Alert | None) -> None:
        message = following(message, last)
        hour = state.hour if last else digest.full_hour(self._tables, self._limit, state, message)
        state = msgspec.structs.replace(
            state,
            message=message,
            cause=self._cause,
            hour=hour,
            held=False,
            toll=toll_of(state.facts.values()),
            told_at=max(self._now, microseconds(message.sent)),
        )
        self._tables.set(ALERTS, state.alert_id, state)
        self._unhold(state.alert_id)
        self._send(state, message)

    def _send(self, state: AlertState, message: Alert) -> None:
        if not state.hour:
            if message.revision == 1:
                digest.admit(self._tables, state, message)
            self.outputs.append(output(message))
            return
        hour = digest.add(self._tables, state.hour, message)
        if not digest.has_news(state.hour, hour):
            self.outputs += digest.again(self._tables, state.hour)
        elif digest.is_milestone(hour):
            self.outputs += digest.review(self._tables, state.hour, self._cause)
        else:
            self._hold(state.hour, 0)

    def _hold(self, name: str, until: int) -> None:
        self._clock = WatchClock(self._clock.held | {name: until}, self._clock.told)

    def _unhold(self, name: str) -> None:
        held = {other: at for other, at in self._clock.held.items() if other != name}
        self._clock = WatchClock(held, self._clock.told)

    def _save_clock(self) -> None:
        """After the alerts: what a crash left undone is then found waiting still."""
        self._tables.set(CLOCKS, self._shard, self._clock if self._clock.held or self._clock.told else None)


_TOLD = 86_400_000_000
"""What ticks released is remembered for a day of event time: no tick comes again later than that."""


def _rested(rule: Rule, state: AlertState) -> int:
    """When the cooldown after the last message ends."""
    return state.told_at + int(rule.cooldown_hours * 3_600_000_000)
