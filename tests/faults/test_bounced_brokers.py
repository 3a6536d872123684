"""Brokers that die, come back and fall silent under a working stream: the events are those of a quiet day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers.kafka import KafkaCluster
from tests.brokers.waiting import wait_until
from tests.conftest import Broker
from tests.faults.conftest import PATIENCE
from tests.stream.conftest import Replayed, assert_same
from tests.stream.installation import Installation
from tests.stream.test_once import SLOWLY

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(1200)]


@pytest.fixture
def stream(cluster: KafkaCluster, prefix: str, tmp_path: Path) -> Iterator[Installation]:
    broker = Broker("kafka", cluster.bootstrap_servers)
    with Installation(broker, prefix, tmp_path, SLOWLY | {"STRIKEWIRE_REPLICATION_FACTOR": "3"}) as installed:
        yield installed


def test_each_broker_killed_in_turn(
    cluster: KafkaCluster, stream: Installation, many: list[bytes], replayed: Replayed
) -> None:
    stream.start().wait_ready()
    stream.feed(many)
    for n, node in enumerate(cluster.nodes, start=1):
        mark = n * len(many) / 5
        wait_until(f"{mark:.0f} articles committed", lambda: stream.committed("articles") >= mark, 90)  # noqa: B023
        node.kill()
        node.start()
        cluster.wait_ready()
    stream.wait_drained(PATIENCE)
    assert_same(stream, replayed)


def test_a_broker_that_falls_silent(
    cluster: KafkaCluster, stream: Installation, many: list[bytes], replayed: Replayed
) -> None:
    stream.start().wait_ready()
    stream.feed(many)
    wait_until("some are done", lambda: stream.committed("articles") >= len(many) / 5, 90)
    silent, *others = cluster.nodes
    silent.pause()
    cluster.wait_fenced(silent, others)
    silent.resume()
    stream.wait_drained(PATIENCE)
    assert_same(stream, replayed)
