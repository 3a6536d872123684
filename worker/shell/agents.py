"""The one agent body that runs every step: decode → step → journal → outputs → changelogs → acknowledge.

Records of an agent overlap, in order: while the effects of one are on their way, the next is worked on (it sees the
writes of the former, see `tables.py`).  What holds for each record: its outputs and its writes are sent when the
journal has all of its writes, and it is acknowledged when all of that is safe, after all before it.  So after a crash
it comes again to tables from before it or after it, and the step makes the same of it.

The changelogs get the writes of many records at once, and of each row the last: most of what a record writes is
written again by the next.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

import faust
import msgspec
import structlog
from faust.types import TP, EventT, StreamT

from worker import wire
from worker.records.flow import Rejected
from worker.shell import journal, metrics, tracing
from worker.shell.cloudevents import traceparent_of
from worker.shell.counted import count_output
from worker.shell.sender import Sender, Sent
from worker.shell.tables import Pending, Shard, StepTable, TableBroken
from worker.steps.step import Output, Result, StepSpec, Write

log = structlog.get_logger()

IN_FLIGHT = 256
"""Records of one agent that may be unacknowledged: enough to fill the producer's batches; a journal holds as many."""

GROUP = IN_FLIGHT // 2
GROUP_SECONDS = 0.2
"""Writes go to the changelogs in groups of so many records, or of so long: nothing but the acknowledgement waits."""

STEP_FAILED = "step_failed"
"""Why a record is refused that a step cannot take: a defect."""


@dataclass(slots=True)
class Staged:
    """A write that is on its way to the changelog."""

    shard: Shard
    changelog: str
    pending: Pending
    raw: bytes | None
    sent: Sent | None = None


@dataclass(slots=True)
class Flight:
    """A record whose effects are on their way."""

    event: EventT[Any]
    began: int
    """Unix time in nanoseconds."""
    journal: Staged | None = None
    """All of its writes in one; None where it has none."""
    writes: list[Staged] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    traceparent: str | None = None
    refused: str = ""
    """Why, where the step could not take it."""
    sent: list[Sent] = field(default_factory=list)


class StepAgent:
    """Runs one step on the records of its topics.

    `fail` is told of what the worker cannot go on after; from then on nothing is acknowledged.
    """

    def __init__(
        self,
        spec: StepSpec,
        *,
        inputs: Mapping[str, type[msgspec.Struct]],
        tables: Mapping[str, StepTable],
        journal_table: StepTable,
        sender: Sender,
        fail: Callable[[BaseException], None],
    ) -> None:
        self._spec = spec
        self._inputs = inputs
        self._tables = tables
        self._journal = journal_table
        self._numbers: dict[int, int] = {}
        """By partition, the number of the next entry of the journal."""
        self._mended: dict[int, int | None] = {}
        """By partition, the generation of the group in which it was seen to."""
        self._sender = sender
        self._fail = fail
        self._journaled: asyncio.Queue[Flight] = asyncio.Queue()
        self._published: asyncio.Queue[Flight] = asyncio.Queue()
        self._written: asyncio.Queue[Flight] = asyncio.Queue()
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._reads_articles = "readings" in spec.inputs
        self._stage = metrics.STAGE.labels(spec.name)
        metrics.REJECTIONS.labels(spec.name, STEP_FAILED)  # begins at 0
        self.finished = 0
        """Records acknowledged, for the watch on progress."""
        self._unfinished = 0
        self.idle = asyncio.Event()
        """No record is unfinished."""
        self.idle.set()
        self.reached: dict[TP, float] = {}
        """Time of the last record acknowledged, in seconds, by partition."""
        self.done: dict[TP, int] = {}
        """The offset after it: everything below is acknowledged."""

    async def __call__(self, stream: faust.Stream[Any]) -> None:
        """The body of a Faust agent."""
        background = [
            asyncio.create_task(self._guarded(self._publish)),
            asyncio.create_task(self._guarded(self._write)),
            asyncio.create_task(self._guarded(self._acknowledge)),
        ]
        try:
            await self._guarded(lambda: self._take_all(stream))
        finally:
            for task in background:
                task.cancel()

    async def _guarded(self, body: Callable[[], Any]) -> None:
        try:
            await body()
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, the worker ends by it
            self._fail(error)
            # Not a return: Faust would start the agent again, or go on without it.
            await asyncio.Event().wait()

    async def _take_all(self, stream: faust.Stream[Any]) -> None:
        async for event in stream.noack().events():
            self._unfinished += 1
            self.idle.clear()
            await self._room.acquire()
            self._journaled.put_nowait(await self._take(event))

    async def _take(self, event: EventT[Any]) -> Flight:
        flight = Flight(event, time.time_ns())
        message = event.message
        partition = message.partition
        record = wire.decode(message.value, self._inputs[message.topic])
        if isinstance(record, Rejected):
            return await self._refuse(flight, record)
        flight.traceparent = traceparent_of(record)
        shards = {name: table.shard(partition) for name, table in self._tables.items()}
        if self._mended.get(partition) != message.generation_id:
            await self._mend(partition, shards)
            self._mended[partition] = message.generation_id
        began = time.perf_counter()
        try:
            result = self._spec.run(shards, record, partition)
        except TableBroken:
            raise
        except Exception as error:
            # A record that a step cannot take must not stop those behind it: it is kept, with what went wrong.
            log.exception("step failed", step=self._spec.name, topic=message.topic, offset=message.offset)
            rejected = Rejected(reason=STEP_FAILED, detail=f"{type(error).__name__}: {error}", stage=self._spec.name)
            return await self._refuse(flight, rejected)
        self._stage.observe(time.perf_counter() - began)
        self._note(result)
        log.debug(
            "record", step=self._spec.name, topic=message.topic, partition=partition, offset=message.offset,
            notes=result.notes, outputs=len(result.outputs),
        )  # fmt: skip
        flight.writes = [
            self._prepare(shards[write.table], self._tables[write.table], write) for write in result.writes
        ]
        if result.writes:
            flight.journal = await self._enter(partition, result.writes, flight.writes)
        flight.outputs = result.outputs
        return flight

    async def _mend(self, partition: int, shards: Mapping[str, Shard]) -> None:
        """Makes good the writes that whoever had the partition before did not come to."""
        kept = journal.entries(self._journal.shard(partition))
        self._numbers[partition] = kept[-1].number + 1 if kept else 0
        mended = [
            self._prepare(shards[table], self._tables[table], Write(table, key, value))
            for table, key, value in journal.undone(kept, shards)
        ]
        for staged in mended:
            await self._send(staged, partition)
        for staged in mended:
            await self._settle(staged)
        if mended:
            log.info("writes made good", step=self._spec.name, partition=partition, rows=len(mended))

    def _prepare(self, shard: Shard, table: StepTable, write: Write) -> Staged:
        raw = None if write.value is None else wire.encode(write.value)
        return Staged(shard, table.changelog_topic_name, shard.stage(write.key, write.value), raw)

    async def _enter(self, partition: int, writes: Sequence[Write], staged: Sequence[Staged]) -> Staged:
        """Sends all writes of a record to the journal, as one."""
        number = self._numbers[partition]
        self._numbers[partition] = number + 1
        rows = [
            journal.Row(write.table, write.key, journal.DELETED if one.raw is None else msgspec.Raw(one.raw))
            for write, one in zip(writes, staged, strict=True)
        ]
        entry = Write(self._journal.name, str(number % IN_FLIGHT), journal.Entry(number, rows))
        entered = self._prepare(self._journal.shard(partition), self._journal, entry)
        await self._send(entered, partition)
        return entered

    async def _send(self, staged: Staged, partition: int) -> None:
        key = staged.pending.key.encode()
        staged.sent = await self._sender.send(staged.changelog, key, staged.raw, partition=partition)

    async def _settle(self, staged: Staged) -> None:
        assert staged.sent is not None
        staged.shard.settle(staged.pending, staged.raw, (await staged.sent).offset)

    async def _refuse(self, flight: Flight, rejected: Rejected) -> Flight:
        message = flight.event.message
        placed = msgspec.structs.replace(
            rejected, topic=message.topic, partition=message.partition, offset=message.offset
        )
        headers = message.headers or []
        headers = list(headers.items() if isinstance(headers, Mapping) else headers)
        flight.refused = rejected.reason
        flight.sent.append(await self._sender.dead_letter(placed, message.key, message.value, headers))
        return flight

    async def _publish(self) -> None:
        """Sends a record's outputs when the journal has its writes; records in order."""
        while True:
            flight = await self._journaled.get()
            if flight.journal is not None:
                await self._settle(flight.journal)
            timestamp = flight.event.message.timestamp
            for output in flight.outputs:
                flight.sent.append(await self._sender.output(output, int(timestamp * 1000), flight.traceparent))
                if flight.writes:  # without any, it is what was sent before, said again
                    count_output(output, timestamp)
            self._published.put_nowait(flight)

    async def _write(self) -> None:
        """Takes what groups of records have written to the changelogs; groups in order."""
        while True:
            group = await self._group()
            last = {
                (staged.changelog, flight.event.message.partition, staged.pending.key): staged
                for flight in group
                for staged in flight.writes
            }
            for (_, partition, _), staged in last.items():
                await self._send(staged, partition)
            for staged in last.values():
                await self._settle(staged)
            for flight in group:
                self._written.put_nowait(flight)

    async def _group(self) -> list[Flight]:
        """The next records whose outputs have been sent."""
        group = [await self._published.get()]
        with suppress(TimeoutError):
            async with asyncio.timeout(GROUP_SECONDS):
                while len(group) < GROUP:
                    group.append(await self._published.get())
        return group

    async def _acknowledge(self) -> None:
        """Acknowledges a record when its outputs are safe too; records in order."""
        while True:
            flight = await self._written.get()
            for sent in flight.sent:
                await sent
            flight.event.ack()
            message = flight.event.message
            self.reached[message.tp] = message.timestamp
            self.done[message.tp] = message.offset + 1
            self.finished += 1
            outputs = (traceparent_of(output.value) for output in flight.outputs if output.value is not None)
            tracing.passed(self._spec.name, message, flight.began, (flight.traceparent, *outputs), flight.refused)
            self._unfinished -= 1
            if not self._unfinished:
                self.idle.set()
            self._room.release()

    def _note(self, result: Result) -> None:
        for note, times in result.notes.items():
            kind, _, what = note.partition(":")
            # Only the step that reads the readings can tell what became of an article.
            if kind == "outcome" and self._reads_articles:
                metrics.ARTICLES.labels(what).inc(times)
            else:
                metrics.NOTES.labels(self._spec.name, note).inc(times)


def add(app: faust.App, agent: StepAgent, spec: StepSpec, topics: list[str]) -> None:
    """Gives the step's agent its topics, as raw bytes."""
    channel = app.topic(
        *topics, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw", allow_empty=True
    )

    async def body(stream: StreamT[Any]) -> None:
        await agent(cast("faust.Stream[Any]", stream))

    app.agent(channel, name=f"worker.{spec.name}", concurrency=1)(body)
