"""The topics, and which partition a key is in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from worker.records.flow import Reading, Tick
from worker.settings import Settings
from worker.shell.commands.feed import key_of
from worker.shell.kafka import partition_of
from worker.shell.topics import TOPICS, wanted
from worker.steps.step import Result, StepSpec, Tables


def step(tables: Tables, record: Reading, shard: int) -> Result:
    return Result()


SPEC = StepSpec("some step", step, {"readings": Reading, "clock": Tick}, {"rows": Reading})


@given(st.binary(), st.integers(1, 64))
def test_keys_go_where_every_other_producer_puts_them(key: bytes, partitions: int) -> None:
    numbers = list(range(partitions))
    assert partition_of(key, partitions) == DefaultPartitioner()(key, numbers, numbers)


def test_names_have_the_prefix_and_changelogs_the_group() -> None:
    settings = Settings(topic_prefix="press.", app_id="desk", app_version=3)
    names = {topic.name for topic in wanted(settings, [SPEC])}
    assert {"press.articles", "press.articles.dlq", "press.readings.dlq", "desk-v3-rows-changelog"} <= names
    assert "press.alerts.dlq" not in names, "nobody reads alerts here, so none can be refused"


def test_the_topics_are_those_of_the_working_rules() -> None:
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text()
    rows = re.findall(r"^\| `([a-z-]+)`(?: \(internal\))? \| [^|]+ \| [^|]+ \| ([a-z, ]+) \|$", text, re.MULTILINE)
    assert {(topic.role, topic.settings["cleanup.policy"]) for topic in TOPICS} == {
        (role, cleanup.replace(", ", ",")) for role, cleanup in rows
    }


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (b'{"id": "n-1", "url": "https://gazette.example/1"}', b"n-1"),
        (b'{"url": "https://gazette.example/1"}', b"https://gazette.example/1"),
        (b'{"id": 7}', b"7"),
        (b"{}", None),
        (b"[1]", None),
        (b'{"id": ', None),
    ],
)
def test_articles_are_fed_by_their_id_or_url(line: bytes, key: bytes | None) -> None:
    assert key_of(line) == key
