"""Commits that Faust lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping

from faust.types import TP

from worker.shell.commits import OwedCommits

PLACE = TP("mentions", 3)
PATIENCE = 5.0


class Consumer:
    def __init__(self, committed: int | None) -> None:
        self._committed_offset: MutableMapping[TP, int | None] = {PLACE: committed}
        self.assigned = {PLACE}
        self.refuses = False
        self.commits: list[dict[TP, int]] = []

    def assignment(self) -> set[TP]:
        return self.assigned

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        self.commits.append(dict(offsets))
        return not self.refuses


def settle(owed: OwedCommits, consumer: Consumer, done: int, now: float) -> list[dict[TP, int]]:
    asyncio.run(owed.settle(consumer, {PLACE: done}, now))
    return consumer.commits


def test_what_faust_commits_itself_is_left_to_it() -> None:
    owed, consumer = OwedCommits(PATIENCE), Consumer(None)
    for now in range(0, 60, 4):
        assert settle(owed, consumer, done=now + 10, now=now) == []
        consumer._committed_offset[PLACE] = now + 9


def test_what_stays_uncommitted_is_committed() -> None:
    owed, consumer = OwedCommits(PATIENCE), Consumer(54)
    assert settle(owed, consumer, done=200, now=0) == []
    assert settle(owed, consumer, done=244, now=6) == [{PLACE: 244}]
    assert consumer._committed_offset[PLACE] == 244


def test_a_partition_at_rest_is_committed_once_more_and_then_left() -> None:
    owed, consumer = OwedCommits(PATIENCE), Consumer(244)
    for now in range(0, 60, 4):
        settle(owed, consumer, done=244, now=now)
    assert consumer.commits == [{PLACE: 244}]
    settle(owed, consumer, done=250, now=61)
    consumer._committed_offset[PLACE] = 250
    for now in range(62, 90, 4):
        settle(owed, consumer, done=250, now=now)
    assert consumer.commits == [{PLACE: 244}, {PLACE: 250}]


def test_a_refused_commit_is_tried_again() -> None:
    owed, consumer = OwedCommits(PATIENCE), Consumer(54)
    consumer.refuses = True
    settle(owed, consumer, done=244, now=0)
    settle(owed, consumer, done=244, now=6)
    consumer.refuses = False
    assert len(settle(owed, consumer, done=244, now=7)) == 2


def test_nothing_is_committed_of_what_is_anothers() -> None:
    owed, consumer = OwedCommits(PATIENCE), Consumer(54)
    settle(owed, consumer, done=244, now=0)
    consumer.assigned = set()
    assert settle(owed, consumer, done=244, now=60) == []


def test_what_another_worker_has_committed_meanwhile_stands() -> None:
    owed, consumer = OwedCommits(PATIENCE), Consumer(60)
    for now in range(0, 60, 4):
        settle(owed, consumer, done=20, now=now)
    assert consumer.commits == []
