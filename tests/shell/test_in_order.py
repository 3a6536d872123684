"""The order in which partitions are read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from worker.shell.in_order import InOrder


def place(number: int) -> TopicPartition:
    return TopicPartition("articles", number)


class Consumer:
    """Gives what each partition holds in the portions of `script`; all of it is there from the start."""

    def __init__(self, times: Mapping[int, list[int]], portion: int) -> None:
        self.left = {
            place(n): [SimpleNamespace(partition=n, offset=o, timestamp=t) for o, t in enumerate(ts)]
            for n, ts in times.items()
        }
        self.ends = {at: len(records) for at, records in self.left.items()}
        self.portion = portion

    def assignment(self) -> set[TopicPartition]:
        return set(self.left)

    def highwater(self, at: TopicPartition) -> int:
        return self.ends[at]

    async def getmany(self, *places: TopicPartition, timeout_ms: int, max_records: int) -> dict[TopicPartition, Any]:
        """One partition at a time, as brokers answer."""
        assert places
        for at in places:
            if self.left[at]:
                given, self.left[at] = self.left[at][: self.portion], self.left[at][self.portion :]
                return {at: given}
        return {}


times_of_a_partition = st.lists(st.integers(0, 50), max_size=30).map(sorted)


@given(st.lists(times_of_a_partition, min_size=1, max_size=4), st.integers(1, 9), st.integers(1, 7))
def test_a_backlog_comes_in_the_order_of_its_times(times: list[list[int]], portion: int, size: int) -> None:
    async def read() -> list[list[int]]:
        articles = InOrder(cast("AIOKafkaConsumer[bytes, bytes]", Consumer(dict(enumerate(times)), portion)), 100, size)
        found: list[list[int]] = []
        while sum(map(len, found)) < sum(map(len, times)):
            found.append([record.timestamp for record in await articles.take()])
        return found

    slices = asyncio.run(read())
    assert [time for one in slices for time in one] == sorted(time for one in times for time in one)
    assert max(map(len, slices), default=0) <= size


def test_what_was_revoked_is_not_given() -> None:
    async def read() -> list[int]:
        consumer = Consumer({0: [1, 2], 1: [3]}, 5)
        articles = InOrder(cast("AIOKafkaConsumer[bytes, bytes]", consumer), 100, 1)
        while not await articles.take():
            pass
        articles.forget([place(0)])
        del consumer.left[place(0)]
        return [record.partition for record in await articles.take()]

    assert asyncio.run(read()) == [1]
