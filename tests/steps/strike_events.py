"""Events for the tests of what comes after the merge, and tables to run a step on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from worker.records.event import (
    ClaimedQuantity,
    EventCasualties,
    EventOutage,
    EventWeapon,
    QuantityClaim,
    Source,
    StrikeEvent,
)
from worker.records.flow import Tick
from worker.steps.step import Output, Result, StepSpec

START = datetime(2022, 10, 10, 6, 0, tzinfo=UTC)


def claimed(value: int, *others: int, at: datetime = START) -> ClaimedQuantity:
    """A quantity whose best value one outlet gives, and other outlets otherwise."""
    claims = [
        QuantityClaim(value=one, qualifier="exact", outlet=f"outlet-{number}", article_id=f"a{number}", published_at=at)
        for number, one in enumerate((value, *others))
    ]
    return ClaimedQuantity(value=value, qualifier="exact", claims=claims)


def strike(event_id: str = "e1", revision: int = 1, *, reported: datetime = START, **changes: Any) -> StrikeEvent:
    """A drone strike on Kharkiv, unless told otherwise; `killed`, `injured`, `launched`, `people` are plain numbers."""
    killed, injured = changes.pop("killed", None), changes.pop("injured", None)
    launched, people = changes.pop("launched", None), changes.pop("people", None)
    claim_at = changes.pop("claim_at", reported)
    fields: dict[str, Any] = {
        "event_id": event_id,
        "revision": revision,
        "status": "reported",
        "mention_ids": [f"{event_id}-m"],
        "independent_sources": 1,
        "sources": [Source(outlet="outlet-0", url=None, article_id="a0", published_at=reported)],
        "first_reported_at": reported,
        "updated_at": max(reported, claim_at),
        "kind": "strike",
        "background": False,
        "attacker": "RU",
        "region": "UA-63",
        "place": None,
        "date": "2022-10-10",
        "date_precision": "day",
        "weapons": [EventWeapon(type="drone", launched=_maybe(launched, claim_at))],
        "casualties": EventCasualties(killed=_maybe(killed, claim_at), injured=_maybe(injured, claim_at)),
        "targets": ["residential"],
        "outages": [EventOutage(service="electricity", count=_maybe(people, claim_at), unit="people")]
        if people
        else [],
        "facility": None,
        "claims": [],
        "evidence": [],
    }
    return StrikeEvent(**(fields | changes))


def _maybe(value: int | None, at: datetime) -> ClaimedQuantity | None:
    return None if value is None else claimed(value, at=at)


def tick(hours: float = 0) -> Tick:
    """Event time has come to so many hours after the start."""
    return Tick(at=START + timedelta(hours=hours))


class Bench:
    """A step over tables in memory, whose rows go through their JSON as they do on the stream."""

    def __init__(self, spec: StepSpec) -> None:
        self.spec = spec
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in spec.tables}

    def take(self, record: Any, shard: int = 0) -> Result:
        result = self.spec.run(self.tables, record, shard)
        self.apply(result)
        return result

    def apply(self, result: Result) -> None:
        for write in result.writes:
            if write.value is None:
                self.tables[write.table].pop(write.key, None)
            else:
                row = msgspec.json.encode(write.value)
                self.tables[write.table][write.key] = msgspec.json.decode(row, type=self.spec.tables[write.table])

    def all(self, records: Iterable[Any]) -> list[Output]:
        return [output for record in records for output in self.take(record).outputs]


def latest(outputs: Iterable[Output], topic: str) -> dict[str, Any]:
    """What a reader of a compacted topic ends with."""
    return {output.key: output.value for output in outputs if output.topic == topic}
