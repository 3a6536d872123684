"""Three brokers of Apache Kafka, and the sample with what the batch makes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.brokers.kafka import KafkaCluster
from tests.stream.conftest import articles, many, replayed  # noqa: F401 - fixtures

PATIENCE = 400.0
"""Seconds until all is done: three brokers and the workers share the machine, and most of it comes more than once."""


@pytest.fixture(scope="session")
def cluster() -> Iterator[KafkaCluster]:
    with KafkaCluster(3) as running:
        yield running


@pytest.fixture(autouse=True)
def whole_cluster(cluster: KafkaCluster) -> None:
    """Each test begins with every node at work, whatever the one before did to them."""
    for node in cluster.nodes:
        if not node.alive():
            node.start()
    cluster.wait_ready()
