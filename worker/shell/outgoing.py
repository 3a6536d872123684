"""Readings go out in the order of the articles, and an article is done with when the brokers have what came of it."""

from __future__ import annotations

import asyncio

import msgspec
import structlog

from worker.records.flow import Rejected
from worker.settings import Settings
from worker.shell import metrics, tracing
from worker.shell.language import STAGE, Encoded
from worker.shell.sender import Sender, Sent
from worker.shell.sorting import Entry
from worker.shell.topics import name_of

log = structlog.get_logger()

QUEUED = 64
"""Batches that may wait, and as many that are on their way; those to be read are bounded by the processes too."""

Read = asyncio.Task[list[list[Encoded] | Rejected]]
"""What the articles of a batch hold, in order."""


class Outgoing:
    """`emit` and `settle` run beside each other, until cancelled."""

    def __init__(self, settings: Settings, sender: Sender) -> None:
        self._sender = sender
        self._readings = name_of(settings, "readings")
        self._queue: asyncio.Queue[tuple[list[Entry], Read | None]] = asyncio.Queue(QUEUED)
        self._sent: asyncio.Queue[tuple[list[Entry], list[Sent]]] = asyncio.Queue(QUEUED)
        self.finished = 0
        """Articles done with."""

    async def put(self, batch: list[Entry], reading: Read | None) -> None:
        """A batch, and the reading of those among it that are to be read; waits while too many are on their way."""
        await self._queue.put((batch, reading))

    async def join(self) -> None:
        """Until all that was put is done with."""
        await self._queue.join()

    async def emit(self) -> None:
        """Sends what batches brought, in order."""
        while True:
            batch, reading = await self._queue.get()
            read = iter(await reading if reading is not None else [])
            for entry in batch:
                if entry.article is not None:
                    entry.result = next(read)
            # What was revoked meanwhile comes again to the new owner.
            held = [entry for entry in batch if not entry.lane.closed]
            await self._sent.put((held, [sent for entry in held for sent in await self._send(entry)]))

    async def settle(self) -> None:
        """Lets the barriers move when the brokers have what was sent; batches in order."""
        while True:
            held, sent = await self._sent.get()
            await asyncio.gather(*sent)
            for entry in held:
                entry.lane.finish(entry.record.offset)
                if entry.article is not None:
                    refused = entry.result.reason if isinstance(entry.result, Rejected) else ""
                    tracing.passed(STAGE, entry.record, entry.began, [entry.article.traceparent], refused)
            self.finished += len(held)
            self._queue.task_done()

    async def _send(self, entry: Entry) -> list[Sent]:
        record = entry.record
        if isinstance(entry.result, Rejected):
            rejected = msgspec.structs.replace(
                entry.result, topic=record.topic, partition=record.partition, offset=record.offset
            )
            metrics.ARTICLES.labels("rejected").inc()
            attempt = 1 if entry.article is None else 2
            return [await self._sender.dead_letter(rejected, record.key, record.value, record.headers, attempt)]
        futures: list[Sent] = []
        if not entry.known and not any(reading.kinds for reading in entry.result or []):
            metrics.ARTICLES.labels("irrelevant").inc()
            log.debug("article", outcome="irrelevant", partition=record.partition, offset=record.offset)
            return futures
        mentions = sum(len(reading.kinds) for reading in entry.result or [])
        log.debug("article", outcome="read", partition=record.partition, offset=record.offset, mentions=mentions)
        for reading in entry.result or []:
            for kind in reading.kinds:
                metrics.MENTIONS.labels(kind).inc()
            futures.append(
                await self._sender.keyed(self._readings, reading.key, reading.value, timestamp_ms=record.timestamp)
            )
        return futures
