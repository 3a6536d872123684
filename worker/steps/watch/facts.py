"""What alerts rest on: the rows of an alert, and of what each event brings to it, by region and leaf."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from worker.records.mention import Code
from worker.records.watching import AlertState, Fact, Facts
from worker.steps.leaves import leaf_of
from worker.steps.staged import Staged
from worker.steps.watch import days
from worker.steps.watch.message import together
from worker.steps.watch.rules import Rule

ALERTS, FACTS = "watch_alerts", "watch_facts"


def alert_id(rule: Rule, *scope: str | None) -> str:
    """The stable name of the alert of a rule over that event, region and day, or country, attacker and day."""
    name = "|".join(part or "" for part in (rule.name, *scope))
    return f"{rule.name}-{blake2b(name.encode(), digest_size=8).hexdigest()}"


def put_fact(tables: Staged, alert: str, region: Code, event_id: str, fact: Fact | None) -> Fact | None:
    """Replaces what an event of a region brings to an alert; None takes it out.  What the region brings together."""
    whole, number = f"{alert}/{region}", leaf_of(event_id)
    return _put(tables, whole, number, _put(tables, f"{whole}/{number}", event_id, fact))


def known_fact(tables: Staged, alert: str, region: Code, event_id: str) -> Fact | None:
    """What an event of a region brings to an alert."""
    return _row(tables, f"{alert}/{region}/{leaf_of(event_id)}").get(event_id)


def events_of(tables: Staged, state: AlertState) -> list[str]:
    """All events behind an alert, those too that its messages do not list."""
    found: set[str] = set()
    for key, fact in state.facts.items():
        if state.of_counts:
            found.update(days.events_of(tables, key, fact.day))
        else:
            row = f"{state.alert_id}/{key}"
            found.update(*(_row(tables, f"{row}/{leaf}") for leaf in _row(tables, row)))
    return sorted(found)


def forget_alert(tables: Staged, alert: str, region: Code) -> None:
    """Deletes an alert with all that a region's events brought to it."""
    for leaf in _row(tables, f"{alert}/{region}"):
        tables.set(FACTS, f"{alert}/{region}/{leaf}", None)
    tables.set(FACTS, f"{alert}/{region}", None)
    tables.set(ALERTS, alert, None)


def _put(tables: Staged, key: str, part: str, fact: Fact | None) -> Fact | None:
    """Replaces a part of a row of facts; what they are together."""
    facts = {other: known for other, known in _row(tables, key).items() if other != part}
    if fact is not None:
        facts[part] = fact
    tables.set(FACTS, key, Facts(facts) if facts else None)
    return together(facts.values()) if facts else None


def _row(tables: Staged, key: str) -> Mapping[str, Fact]:
    row: Facts | None = tables.get(FACTS, key)
    return row.facts if row else {}
