"""Nothing lost, nothing counted twice: whatever comes twice, dies, or is shared ends in the same events."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.brokers.waiting import wait_until
from tests.stream.conftest import Replayed, assert_same
from tests.stream.installation import Installation

SLOWLY = {"STRIKEWIRE_BATCH_ARTICLES": "2", "STRIKEWIRE_MAX_IN_FLIGHT": "1", "STRIKEWIRE_COMMIT_SECONDS": "0.2"}
"""So that a worker can be met in the middle of its work."""

Install = Callable[..., Installation]

pytestmark = pytest.mark.timeout(600)
"""Several starts of a worker, on a machine that may have other things to do."""


def test_every_article_twice_changes_nothing(install: Install, articles: list[bytes], replayed: Replayed) -> None:
    stream = install()
    worker = stream.start().wait_ready()
    stream.feed([copy for article in articles for copy in (article, article)])
    stream.wait_drained()
    assert_same(stream, replayed)
    refused = len(replayed.lines("rejected"))
    assert worker.metric("strikewire_articles_total", outcome="rejected") == 2 * refused
    assert worker.metric("strikewire_articles_total") == 2 * len(articles)


def test_killed_twice_in_the_middle(install: Install, many: list[bytes], replayed: Replayed) -> None:
    stream = install(**SLOWLY)
    worker = stream.start().wait_ready()
    stream.feed(many)
    for part in (0.25, 0.6):
        mark = part * len(many)
        wait_until(f"{part:.0%} of the articles committed", lambda: stream.committed("articles") >= mark, 150)  # noqa: B023
        worker.kill()
        assert stream.committed("articles") < len(many), "it was killed in the middle"
        worker = stream.start().wait_ready()
    stream.wait_drained()
    assert_same(stream, replayed)


def test_two_workers_share_the_work_and_one_dies(install: Install, many: list[bytes], replayed: Replayed) -> None:
    stream = install(**SLOWLY)
    stays, dies = workers = [stream.start("a"), stream.start("b")]
    for worker in workers:
        worker.wait_ready()
    wait_until("both have articles", lambda: all(len(w.articles_assigned()) == 2 for w in workers), 150)
    stream.feed(many)
    wait_until("both have read some", lambda: all(w.metric("strikewire_articles_total") >= 5 for w in workers), 150)
    dies.kill()
    assert stream.committed("articles") < len(many), "it was killed in the middle"
    wait_until("the other has them all", lambda: len(stays.articles_assigned()) == 4, 150)
    stream.wait_drained()
    assert_same(stream, replayed)


@pytest.mark.real_kafka
def test_workers_come_and_go(install: Install, articles: list[bytes], replayed: Replayed) -> None:
    """Partitions move back and forth between two workers while articles come."""
    stream = install()
    stays = stream.start("a").wait_ready()
    with ThreadPoolExecutor() as pool:
        feeding = pool.submit(stream.feed, articles, "--rate", "2")
        for turn in range(2):
            guest = stream.start("b").wait_ready()
            wait_until("both have articles", lambda: all(len(w.articles_assigned()) == 2 for w in (stays, guest)), 150)  # noqa: B023
            wait_until(
                "the guest has read some",
                lambda: guest.metric("strikewire_articles_total") >= 2 or feeding.done(),  # noqa: B023
                60,
            )
            assert guest.terminate() == 0
            assert turn or not feeding.done(), "it went while articles came"
        feeding.result()
    stream.wait_drained()
    assert_same(stream, replayed)


def test_a_drained_worker_leaves_nothing_to_be_done_again(install: Install, many: list[bytes]) -> None:
    stream = install(**SLOWLY)
    first = stream.start().wait_ready()
    stream.feed(many)
    wait_until("some are done", lambda: stream.committed("articles") >= len(many) / 4, 150)
    assert first.terminate() == 0
    done = stream.committed("articles")
    assert done < len(many), "it was stopped in the middle"
    # What was sent on and not yet counted: a reading has one outcome, its copy under the article's id has none.
    sent = [json.loads(record.value) for record in stream.left("readings") if record.value is not None]
    waiting = sum("alias_of" not in reading and not reading.get("superseded") for reading in sent)
    second = stream.start().wait_ready()
    stream.wait_drained()
    assert second.metric("strikewire_articles_total") == len(many) - done + waiting
