"""What is held for dashboards: the last value of each key, of all regions and of the latest events."""

from __future__ import annotations

import json

import pytest
from aiokafka.structs import ConsumerRecord
from prometheus_client import REGISTRY

from tests.shell.demo.samples import alert, sources
from tests.steps.strike_events import START, strike
from worker import wire
from worker.records.counts import WINDOWS, Basis, RegionCounts, WindowCounts
from worker.settings import Settings
from worker.shell.newest import KEPT, Newest
from worker.shell.rows import alert_row, event_row


@pytest.fixture
def newest() -> Newest:
    return Newest(Settings(topic_prefix="t-"))


def record(role: str, key: str, value: bytes | None, partition: int = 0) -> ConsumerRecord[bytes, bytes]:
    return ConsumerRecord(f"t-{role}", partition, 0, 0, 0, key.encode(), value, 0, 0, 0, ())


def counts(region: str, strikes: int) -> bytes:
    basis = {"without_power": Basis(known=1, unknown=2, minimum=5, maximum=5)}
    window = WindowCounts(strikes=strikes, without_power=5, by_weapon={"drone": strikes}, basis=basis)
    return wire.encode(RegionCounts(region=region, as_of=START, windows=dict.fromkeys(WINDOWS, window)))


def gauge(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"strikewire_{name}", labels)


def test_the_last_revision_counts_and_merged_events_are_left_out(newest: Newest) -> None:
    for event in (
        strike("e1", 1),
        strike("e2", 1),
        strike("e1", 2),
        strike("e2", 2, status="merged", merged_into="e1"),
    ):
        newest.take(record("strike-events", event.event_id, wire.encode(event)))
    assert [(event.event_id, event.revision) for event in newest.events()] == [("e1", 2)]


def test_a_deleted_key_is_gone(newest: Newest) -> None:
    newest.take(record("alerts", "a1", wire.encode(alert("a1"))))
    newest.take(record("alerts", "a1", None))
    assert newest.alerts() == []


def test_no_more_than_a_bound_is_kept_and_the_oldest_go(newest: Newest) -> None:
    for number in range(KEPT + 10):
        newest.take(record("alerts", f"a{number}", wire.encode(alert(f"a{number}"))))
    kept = {each.alert_id for each in newest.alerts()}
    assert len(kept) == KEPT
    assert "a9" not in kept
    assert "a10" in kept


def test_gauges_are_those_of_our_partitions(newest: Newest) -> None:
    newest.take(record("region-counts", "UA-63", counts("UA-63", 4), partition=1))
    newest.take(record("region-counts", "UA-63", counts("UA-63", 7), partition=1))
    newest.take(record("region-counts", "RU-BEL", counts("RU-BEL", 2), partition=2))
    newest.take(record("region-counts", "UA", counts("UA", 9), partition=3))

    newest.measure(lambda role, partition: (role, partition) in {("strike-events", 1), ("signals", 3)})
    assert gauge("region_strikes", region="UA-63", window="24h") == 7
    assert gauge("region_strikes_by_weapon", region="UA-63", window="24h", weapon="drone") == 7
    assert gauge("region_outages", region="UA-63", window="24h", service="electricity") == 3
    assert gauge("region_people_without", region="UA-63", window="24h", service="electricity") == 5
    assert gauge("region_as_of_timestamp_seconds", region="UA-63") == START.timestamp()
    assert gauge("region_strikes", region="RU-BEL", window="24h") is None
    assert gauge("country_strikes", country="UA", window="1h") == 9

    newest.measure(lambda role, partition: role == "strike-events" and partition == 2)
    assert gauge("region_strikes", region="UA-63", window="24h") is None, "its partition went to another worker"
    assert gauge("region_strikes", region="RU-BEL", window="24h") == 2
    assert gauge("country_strikes", country="UA", window="1h") is None
    newest.measure(lambda role, partition: False)


def test_what_cannot_be_read_takes_nothing_else_with_it(newest: Newest) -> None:
    newest.take(record("strike-events", "e0", b'{"of": "a later version"}'))
    newest.take(record("strike-events", "e1", wire.encode(strike("e1"))))
    assert [event.event_id for event in newest.events()] == ["e1"]


def test_rows_are_flat_json() -> None:
    events = [strike("e1", sources=sources(2)), strike("e2", status="retracted", sources=[], evidence=[])]
    for row in (*map(event_row, events), alert_row(alert())):
        assert json.loads(json.dumps(row)) == row
        assert not any(isinstance(value, list | dict) for value in row.values())
