"""Standby tables: a worker keeps copies of another's tables, and takes over with them."""

from __future__ import annotations

from collections.abc import Callable

from tests.brokers.waiting import wait_until
from tests.stream.conftest import Replayed, assert_same
from tests.stream.installation import Installation


def test_a_standby_has_all_rows_and_takes_over(
    install: Callable[..., Installation], articles: list[bytes], replayed: Replayed
) -> None:
    stream = install(STRIKEWIRE_STANDBY_REPLICAS="1")
    workers = [stream.start("a"), stream.start("b")]
    for worker in workers:
        worker.wait_ready()
    wait_until("both have articles", lambda: all(len(w.articles_assigned()) == 2 for w in workers), 150)
    half = len(articles) // 2
    stream.feed(articles[:half])
    stream.wait_drained()
    rows = len(stream.newest("strike-events"))
    assert rows
    wait_until(
        "both have the rows of all events",
        lambda: all(w.metric("strikewire_table_rows", table="events") == rows for w in workers),
        30,
    )
    workers.pop(0).kill()
    stream.feed(articles[half:])
    stream.wait_drained()
    assert_same(stream, replayed)
