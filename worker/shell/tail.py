"""Follows the readings topic to its end, and on: which articles something was read from, by any worker."""

from __future__ import annotations

import asyncio

from aiokafka import AIOKafkaConsumer, TopicPartition

from worker.settings import Settings
from worker.shell.kafka import consumer_options
from worker.shell.known import KnownKeys
from worker.shell.topics import name_of

FETCH = 5000
"""Records a fetch; of each only the key is looked at."""


class ReadingsTail:
    """Adds the keys of all readings to `known`; `caught_up` when it has those that were there at the start."""

    def __init__(self, settings: Settings, known: KnownKeys, partitions: int) -> None:
        self._settings = settings
        self._known = known
        self._places = [TopicPartition(name_of(settings, "readings"), number) for number in range(partitions)]
        self.caught_up = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled.  Raises KafkaError."""
        # In no group: every worker reads all partitions.
        consumer = AIOKafkaConsumer(**consumer_options(self._settings), max_poll_records=FETCH)
        await consumer.start()
        try:
            consumer.assign(self._places)
            await consumer.seek_to_beginning(*self._places)
            waiting = {place: end for place, end in (await consumer.end_offsets(self._places)).items() if end}
            while True:
                if waiting:
                    waiting = {place: end for place, end in waiting.items() if await consumer.position(place) < end}
                if not waiting:
                    self.caught_up.set()
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    for record in records:
                        if record.key is not None:
                            self._known.add(record.key)
        finally:
            await consumer.stop()
