"""The headers of what we publish, on the examples of the schemas."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from worker import wire
from worker.formats import cloudevents as reader
from worker.records.event import StrikeEvent
from worker.records.flow import Rejected, Signal
from worker.shell import cloudevents, schemas
from worker.shell.topics import TOPICS

FOLDER = Path(__file__).parents[2] / "schemas"
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SOURCE = cloudevents.source("strikewire")


def example(topic: str) -> msgspec.Struct:
    path = sorted((FOLDER / topic / "examples").rglob("*.json"))[0]
    record = wire.decode(path.read_bytes(), schemas.TOPICS[topic])
    assert not isinstance(record, Rejected)
    return record


def headers(
    topic: str, *, key: str = "k", timestamp_ms: int = 7, record: msgspec.Struct | None = None
) -> dict[str, str]:
    record = record or example(topic)
    found = cloudevents.headers(
        topic, key, record, wire.encode(record), source=SOURCE, timestamp_ms=timestamp_ms, traceparent=PARENT
    )
    assert len(dict(found)) == len(found), "no header comes twice"
    return {name: value.decode("ascii") for name, value in found}


def test_those_topics_have_them_that_others_read() -> None:
    written = {topic.role for topic in TOPICS if not topic.internal} - {"articles"}
    assert set(cloudevents.KINDS) == written


@pytest.mark.parametrize("topic", cloudevents.KINDS)
def test_the_attributes_are_those_of_the_specification(topic: str) -> None:
    found = headers(topic, key="UA-63")
    assert found["ce_specversion"] == "1.0"
    assert found["ce_subject"] == "UA-63"
    assert found["content-type"] == "application/json"
    assert found["traceparent"] == PARENT
    assert found["ce_dataschema"] == schemas.schema_of(topic)["$id"]
    assert datetime.fromisoformat(found["ce_time"]).tzinfo is not None
    assert all(found[f"ce_{name}"] for name in ("id", "source", "type"))
    assert all(re.fullmatch(r"(ce_[a-z0-9]+|content-type|traceparent)", name) for name in found)


@pytest.mark.parametrize("topic", cloudevents.KINDS)
def test_our_own_reader_of_cloudevents_finds_what_we_wrote(topic: str) -> None:
    found = headers(topic)
    context = reader.context([(name, value.encode()) for name, value in found.items()])
    assert (context.traceparent, context.time) == (PARENT, found["ce_time"])


def test_the_id_is_that_of_the_occurrence() -> None:
    alert = headers("alerts")["ce_id"]
    assert headers("alerts")["ce_id"] == alert, "sent again after a crash"
    assert headers("alerts", key="other")["ce_id"] != alert
    assert headers("alerts", timestamp_ms=8)["ce_id"] != alert, "the same counts again, for another reason"
    other = msgspec.structs.replace(example("alerts"), headline="other")
    assert headers("alerts", record=other)["ce_id"] != alert


def test_internal_records_have_none() -> None:
    assert headers("readings") == {}


def test_a_signal_carries_the_trace_of_its_event() -> None:
    event = example("strike-events")
    assert isinstance(event, StrikeEvent)
    traced = msgspec.structs.replace(event, traceparent=PARENT)
    assert cloudevents.traceparent_of(traced) == PARENT
    assert cloudevents.traceparent_of(Signal(country="UA", event=traced)) == PARENT
    assert cloudevents.traceparent_of(example("clock")) is None
