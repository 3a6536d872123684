"""Records of several partitions in the order of their times, as far as one can know it.

Event time is told by the newest article, and what lies months behind it is closed.  A reader that took a backlog
partition by partition would be at its end with the first and call all of the others late.  Kafka Streams takes the
partition whose next record is the oldest, for the same reason (KIP-353); so do we.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from heapq import heapify, heappop, heapreplace
from typing import TypeAlias

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

Record: TypeAlias = "ConsumerRecord[bytes, bytes]"

POLL_MS = 250
PATIENCE = 2.0
"""Seconds to wait for a partition that has more but does not give it: its broker may be away."""


class InOrder:
    """The records of a consumer's partitions.  `at_once`: how many to fetch, `slice_size`: how many to give."""

    def __init__(self, consumer: AIOKafkaConsumer[bytes, bytes], at_once: int, slice_size: int) -> None:
        self._consumer = consumer
        self._at_once = at_once
        self._slice = slice_size
        self._waiting: dict[TopicPartition, deque[Record]] = {}
        self._next: dict[TopicPartition, int] = {}
        """The offset after the last record fetched."""
        self._awaited: dict[TopicPartition, float] = {}
        """Since when a partition is waited for."""

    def forget(self, revoked: Iterable[TopicPartition]) -> None:
        """The partitions are another's: what was fetched from them comes again."""
        for place in revoked:
            for kept in (self._waiting, self._next, self._awaited):
                kept.pop(place, None)

    async def take(self) -> list[Record]:
        """The oldest records of all that wait, the oldest first; none where nothing came for a while."""
        empty = [place for place in self._consumer.assignment() if place not in self._waiting]
        if empty or not self._waiting:
            # Even where others wait, one turn of the loop: what has arrived is taken in.
            timeout = 0 if self._waiting and not self._lacking(empty) else POLL_MS
            fetched = await self._consumer.getmany(*empty, timeout_ms=timeout, max_records=self._at_once)
            for place, records in fetched.items():
                self._waiting[place] = deque(records)
                self._next[place] = records[-1].offset + 1
                self._awaited.pop(place, None)
            if self._lacking([place for place in empty if place not in self._waiting]):
                return []
        return self._oldest()

    def _oldest(self) -> list[Record]:
        heads = [(records[0].timestamp, place) for place, records in self._waiting.items()]
        heapify(heads)
        found: list[Record] = []
        for _ in range(self._slice):
            if not heads:
                break
            place = heads[0][1]
            records = self._waiting[place]
            found.append(records.popleft())
            if records:
                heapreplace(heads, (records[0].timestamp, place))
                continue
            heappop(heads)
            del self._waiting[place]
            if self._has_more(place):
                break
        return found

    def _has_more(self, place: TopicPartition) -> bool:
        if place not in self._consumer.assignment():  # it went while we waited
            return False
        end = self._consumer.highwater(place)
        return end is None or self._next.get(place, 0) < end

    def _lacking(self, empty: Iterable[TopicPartition]) -> bool:
        """Whether one of them has more, and it is worth waiting for."""
        now = time.monotonic()
        awaited = [at for at in empty if self._has_more(at)]
        return any(now - self._awaited.setdefault(at, now) < PATIENCE for at in awaited)
