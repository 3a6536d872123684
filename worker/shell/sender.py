"""Sends records: encodes them, picks the partition, and gives a future that ends when all replicas have the record."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Mapping, Sequence

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from worker import wire
from worker.records.flow import Rejected
from worker.settings import Settings
from worker.shell import cloudevents, metrics
from worker.shell.kafka import partition_of
from worker.shell.topics import dead_letters_of, name_of
from worker.steps.step import Output

log = structlog.get_logger()

Headers = Sequence[tuple[str, bytes]]
Sent = asyncio.Future[RecordMetadata]

SCHEMA_VERSION = "1"


class TooManyDeadLetters(RuntimeError):
    """More dead letters in a minute than the settings allow: something upstream is wrong, and a person must look."""


class Sender:
    """One producer for all that the worker sends."""

    def __init__(self, producer: AIOKafkaProducer, settings: Settings, partitions: Mapping[str, int]) -> None:
        self._producer = producer
        self._settings = settings
        self._partitions = partitions
        self._source = cloudevents.source(settings.group)
        self._dead: deque[float] = deque()

    async def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        *,
        partition: int,
        timestamp_ms: int | None = None,
        headers: Headers = (),
    ) -> Sent:
        """Queues a record; waits only where the producer's buffer is full."""
        sent: Sent = await self._producer.send(
            topic, value, key=key, partition=partition, timestamp_ms=timestamp_ms, headers=list(headers)
        )
        return sent

    async def keyed(self, topic: str, key: bytes, value: bytes, timestamp_ms: int | None) -> Sent:
        """Queues a record for the partition of its key."""
        return await self.send(
            topic, key, value, partition=partition_of(key, self._partitions[topic]), timestamp_ms=timestamp_ms
        )

    async def output(self, output: Output, timestamp_ms: int | None, traceparent: str | None = None) -> Sent:
        """Queues an output of a step.

        It keeps the time of the record that caused it, as in Kafka Streams, and that one's `traceparent` where it has
        none of its own.
        """
        topic = name_of(self._settings, output.topic)
        partition_key = output.key if output.partition_key is None else output.partition_key
        value, headers = None, cloudevents.Headers()
        if output.value is not None:
            value = wire.encode(output.value)
            headers = cloudevents.headers(
                output.topic,
                output.key,
                output.value,
                value,
                source=self._source,
                timestamp_ms=timestamp_ms,
                traceparent=cloudevents.traceparent_of(output.value) or traceparent,
            )
        return await self.send(
            topic,
            output.key.encode(),
            value,
            partition=partition_of(partition_key.encode(), self._partitions[topic]),
            timestamp_ms=timestamp_ms,
            headers=headers,
        )

    async def dead_letter(
        self, rejected: Rejected, key: bytes | None, value: bytes | None, headers: Headers, attempt: int = 1
    ) -> Sent:
        """Queues a refused record: its own bytes, with headers after Kafka's KIP-1034 that say what was wrong.

        Raises TooManyDeadLetters.
        """
        if rejected.topic is None or rejected.partition is None:
            raise ValueError(f"a dead letter needs to know where it came from: {rejected}")
        self._count_dead_letter()
        metrics.REJECTIONS.labels(rejected.stage, rejected.reason).inc()
        log.debug(
            "refused", stage=rejected.stage, reason=rejected.reason, topic=rejected.topic, partition=rejected.partition,
            offset=rejected.offset,
        )  # fmt: skip
        topic = dead_letters_of(rejected.topic)
        told = {
            "__streams.errors.exception": rejected.reason,
            "__streams.errors.message": rejected.detail,
            "__streams.errors.topic": rejected.topic,
            "__streams.errors.partition": str(rejected.partition),
            "__streams.errors.offset": str(rejected.offset),
            "strikewire.stage": rejected.stage,
            "strikewire.attempt": str(attempt),
            "strikewire.schema-version": SCHEMA_VERSION,
        }
        return await self.send(
            topic,
            key,
            value,
            partition=rejected.partition % self._partitions[topic],
            headers=[*headers, *((name, text.encode()) for name, text in told.items())],
        )

    def _count_dead_letter(self) -> None:
        limit = self._settings.dead_letters_per_minute
        if not limit:
            return
        now = time.monotonic()
        self._dead.append(now)
        while self._dead[0] < now - 60:
            self._dead.popleft()
        if len(self._dead) > limit:
            raise TooManyDeadLetters(
                f"more than {limit} dead letters in a minute (STRIKEWIRE_DEAD_LETTERS_PER_MINUTE): see the .dlq topics"
            )

    async def stop(self) -> None:
        await self._producer.stop()
