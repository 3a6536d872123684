"""What an intake must know before it begins: which articles something was read from, and how far event time has come.

Both were told by any worker, and are read from the topics.
"""

from __future__ import annotations

import asyncio

from aiokafka import AIOKafkaConsumer, TopicPartition

from worker import wire
from worker.records.flow import Rejected, Tick
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


async def last_tick(settings: Settings) -> Tick | None:
    """The last tick that was sent; None where there is none any more.  Raises KafkaError."""
    place = TopicPartition(name_of(settings, "clock"), 0)  # each goes to all partitions
    async with AIOKafkaConsumer(**consumer_options(settings)) as consumer:
        consumer.assign([place])
        end = (await consumer.end_offsets([place]))[place]
        if end <= (await consumer.beginning_offsets([place]))[place]:
            return None
        consumer.seek(place, end - 1)
        tick = wire.decode((await consumer.getone(place)).value, Tick)
    return None if isinstance(tick, Rejected) else tick
