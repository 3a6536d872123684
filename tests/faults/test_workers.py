"""Workers that are killed in bursts, freeze and wake up, and floods of what is no article."""

from __future__ import annotations

import json
import random
import subprocess
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

BAD = 30_000
"""Records of the flood: everything that may come by mistake, and a few articles among it."""


@pytest.fixture
def stream(cluster: KafkaCluster, prefix: str, tmp_path: Path) -> Iterator[Installation]:
    broker = Broker("kafka", cluster.bootstrap_servers)
    with Installation(broker, prefix, tmp_path, SLOWLY | {"STRIKEWIRE_REPLICATION_FACTOR": "3"}) as installed:
        yield installed


def test_killed_in_bursts(stream: Installation, many: list[bytes], replayed: Replayed) -> None:
    """Again and again, while it recovers too."""
    stream.start().wait_ready()
    stream.feed(many)
    for n, pause in enumerate((0.3, 2, 5, 8, 11, 14), start=1):
        wait_until("some are done", lambda: stream.committed("articles") >= n * 20, 90)  # noqa: B023
        stream.workers[-1].kill()
        dying = stream.start()
        with pytest.raises(subprocess.TimeoutExpired):  # however far it has come by then
            dying.process.wait(timeout=pause)
        dying.kill()
        stream.start().wait_ready()
    stream.wait_drained(PATIENCE)
    assert_same(stream, replayed)


def test_a_worker_that_freezes_and_wakes_ends(stream: Installation, many: list[bytes], replayed: Replayed) -> None:
    """Frozen for longer than its session it loses its partitions; awake, it must not write over their new owner."""
    stays, freezes = workers = [stream.start("a"), stream.start("b")]
    for worker in workers:
        worker.wait_ready()
    wait_until("both have articles", lambda: all(len(w.articles_assigned()) == 2 for w in workers), 150)
    stream.feed(many)
    wait_until("both have read some", lambda: all(w.metric("strikewire_articles_total") >= 5 for w in workers), 150)
    freezes.pause()
    wait_until("the other has them all", lambda: len(stays.articles_assigned()) == 4, 150)
    wait_until("it goes on", lambda: stream.committed("articles") == len(many), 150)
    freezes.resume()
    assert freezes.process.wait(timeout=150) == 1
    assert "StoodStill" in freezes.log()
    stream.wait_drained(PATIENCE)
    assert_same(stream, replayed)
    # What a restart reads from the changelogs is what the survivor held.
    stays.kill()
    stream.start("c").wait_ready()
    stream.feed(many)
    stream.wait_drained(PATIENCE)
    assert_same(stream, replayed)


def test_a_flood_of_bad_records(stream: Installation, articles: list[bytes], replayed: Replayed) -> None:
    worker = stream.start().wait_ready()
    chosen = random.Random(7)
    flood = [bad(chosen) for _ in range(BAD)]
    for at, article in zip(sorted(chosen.sample(range(BAD), len(articles))), articles, strict=True):
        flood[at] = article
    stream.feed(flood)
    stream.wait_drained(PATIENCE)
    assert_same(stream, replayed)
    refused = BAD - len(articles) + len(replayed.lines("rejected"))
    assert worker.metric("strikewire_articles_total", outcome="rejected") == refused
    assert worker.metric("strikewire_articles_total") == BAD
    assert sum(end for _, end in stream.progress("articles.dlq")) == refused


def bad(chosen: random.Random) -> bytes:
    """A line that is no article; newlines within it would make two."""
    return chosen.choice(
        [
            b"null",
            b"[1, 2, 3]",
            b'{"title": "',
            json.dumps({"title": 7, "text": ["a"]}).encode(),
            json.dumps({"outlet": "Lowland Courier", "published_at": "yesterday"}).encode(),
            bytes(chosen.choices(range(1, 9), k=40)),
            b"\xff\xfe" + chosen.randbytes(30).replace(b"\n", b"x").replace(b"\r", b"x"),
            b"<html><body>404</body></html>",
        ]
    )
