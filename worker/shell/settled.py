"""Tells when the steps are done with all that they were sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from worker.settings import Settings
from worker.shell.kafka import consumer_options

log = structlog.get_logger()

LOOK_SECONDS = 0.25
PATIENCE = 120.0
"""Seconds after which the wait is given up: another worker may be busy for longer."""


class Settled:
    """Of the topics that the steps read, in all workers of the group."""

    def __init__(self, settings: Settings, topics: Iterable[str]) -> None:
        self._settings = settings
        self._places = [TopicPartition(topic, number) for topic in topics for number in range(settings.partitions)]

    async def wait(self) -> bool:
        """Until everything is committed, and nothing new has come of it; False if that takes too long.  KafkaError."""
        # In the group, so that it may ask what was committed; without a subscription, so that it is no member.
        consumer = AIOKafkaConsumer(**consumer_options(self._settings), group_id=self._settings.group)
        async with consumer:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._settle(consumer)
            except TimeoutError:
                log.warning("the steps are not done with what came before", seconds=PATIENCE)
                return False
        return True

    async def _settle(self, consumer: AIOKafkaConsumer) -> None:
        before: dict[TopicPartition, int] = {}
        while True:
            ends = await consumer.end_offsets(self._places)
            done = [await consumer.committed(place) or 0 for place in self._places]
            if ends == before and all(at >= ends[place] for at, place in zip(done, self._places, strict=True)):
                return
            before = ends
            await asyncio.sleep(LOOK_SECONDS)
