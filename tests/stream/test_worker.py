"""A worker that nothing disturbs: what it sends, refuses, tells of itself, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Broker
from tests.stream.conftest import Replayed, assert_same
from tests.stream.installation import Installation, Worker
from worker.shell import metrics

BROKEN = b'{"id": "n-1", "title": "Shells fell on'


class Run:
    """The sample through one worker, once for all tests of this file."""

    def __init__(self, stream: Installation, worker: Worker) -> None:
        self.stream = stream
        self.worker = worker


@pytest.fixture(scope="module")
def run(
    broker: Broker, articles: list[bytes], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Run]:
    with Installation(broker, f"run-{broker.kind}-", tmp_path_factory.mktemp("run")) as stream:
        worker = stream.start().wait_ready()
        stream.feed(articles)
        stream.produce("articles", b"some key", BROKEN, [("origin", b"crawler 7")])
        stream.wait_drained()
        yield Run(stream, worker)


def test_stream_and_batch_agree(run: Run, replayed: Replayed) -> None:
    assert replayed.events(), "the sample holds strikes"
    assert_same(run.stream, replayed)


def test_a_broken_record_becomes_a_dead_letter_with_its_bytes(run: Run) -> None:
    letters = [record for record in run.stream.records("articles.dlq") if record.value == BROKEN]
    assert len(letters) == 1
    letter = letters[0]
    headers = dict(letter.headers)
    assert letter.key == b"some key"
    assert headers.pop("origin") == b"crawler 7"
    assert headers["__streams.errors.topic"].decode() == f"{run.stream.prefix}articles"
    assert headers["__streams.errors.exception"] == b"not_json"
    assert headers["__streams.errors.message"]
    offset, partition = int(headers["__streams.errors.offset"]), int(headers["__streams.errors.partition"])
    original = [r for r in run.stream.records("articles") if (r.partition, r.offset) == (partition, offset)]
    assert [record.value for record in original] == [BROKEN]


def test_every_article_has_one_outcome(run: Run, articles: list[bytes], replayed: Replayed) -> None:
    outcomes = {
        outcome: run.worker.metric("strikewire_articles_total", outcome=outcome)
        for outcome in ("mentions", "irrelevant", "duplicate", "rejected", "withdrawn")
    }
    assert sum(outcomes.values()) == len(articles) + 1
    assert outcomes["rejected"] == len(replayed.lines("rejected")) + 1
    assert outcomes["mentions"] > 0
    assert outcomes["irrelevant"] > 0


def test_health_and_metrics_can_be_read(run: Run) -> None:
    assert run.worker.get("/healthz")[0] == 200
    assert run.worker.get("/readyz")[0] == 200
    status, text = run.worker.get("/metrics")
    assert status == 200
    defined = re.findall(r'"(strikewire_[a-z0-9_]+)"', Path(metrics.__file__).read_text())
    assert defined
    assert [name for name in defined if f"# TYPE {name.removesuffix('_total')}" not in text] == []
    assert run.worker.metric("strikewire_lag_records") == 0


def test_sigterm_ends_it_in_good_order(run: Run) -> None:
    """Last of this file: after it nobody answers."""
    assert run.worker.terminate() == 0
    assert run.worker.get("/healthz")[0] == 0


def test_a_worker_refuses_to_run_without_its_topics(broker: Broker, prefix: str, tmp_path: Path) -> None:
    worker = Installation(broker, prefix, tmp_path).start()
    assert worker.process.wait(timeout=150) == 1
    assert "strikewire topics" in worker.log()


def test_a_worker_refuses_other_partitions_than_its_own(install: Callable[..., Installation]) -> None:
    stream = install()
    stream.settings["STRIKEWIRE_PARTITIONS"] = "3"
    worker = stream.start()
    assert worker.process.wait(timeout=150) == 1
    assert "4 partitions, not 3" in worker.log()
