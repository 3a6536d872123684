"""The intake: every article → irrelevant, refused, or a reading.

Most articles tell of no strike, so what touches each of them is a plain loop over whole fetches: normalise, gate, on.
The others go to the language processes in batches.  Readings are sent in the order of the articles; each partition
has a lane that knows the lowest unfinished offset, which is what is committed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from mode import Service

from worker import wire
from worker.records.article import Article
from worker.records.flow import Rejected, Tick
from worker.settings import Settings
from worker.shell import metrics, tracing
from worker.shell.barrier import Barrier
from worker.shell.clock import Watermark
from worker.shell.in_order import InOrder, Record
from worker.shell.kafka import consumer_options
from worker.shell.known import KnownKeys
from worker.shell.language import STAGE, Encoded, Language, encoded
from worker.shell.sender import Sender, Sent
from worker.shell.settled import Settled
from worker.shell.tail import ReadingsTail, last_tick
from worker.shell.topics import name_of
from worker.steps.extract.gate import Gate
from worker.steps.ledger import said_nothing

log = structlog.get_logger()

SLICE = 500
"""Articles between two turns of the event loop: some 10 ms of work, enough to fill a batch that is to be read."""
MAX_POLL_INTERVAL_MS = 60 * 60 * 1000
LEAP = timedelta(days=60)
"""Where event time leaps so far, as in an archive with gaps, the steps first finish what came before: some of what they
keep is kept by event time, and would be gone when they come to it."""
QUEUED = 64
"""Batches that may wait, and as many that are on their way; those to be read are bounded by the processes too."""

Read = asyncio.Task[list[list[Encoded] | Rejected]]


@dataclass(slots=True)
class Lane:
    """One partition: what may be committed of it."""

    barrier: Barrier | None = None
    committed: int = -1
    arrived_at: float = 0.0
    """Of the last record finished or passed over, in seconds."""
    leaving: bool = False
    """Nothing more of it is handed out; what is in flight is finished."""
    closed: bool = False
    """It went to another worker, and what is unfinished with it."""

    def finish(self, offset: int) -> None:
        if self.barrier is not None:
            self.barrier.finish(offset)


@dataclass(slots=True)
class Entry:
    """An article that needs something: to be read, to be sent on, or to be refused."""

    lane: Lane
    record: Record
    article: Article | None = None
    result: list[Encoded] | Rejected | None = None
    known: bool = True
    """Something may have been read from this article before, so that even "nothing" has to be sent on."""
    began: int = field(default_factory=time.time_ns)
    """Unix time in nanoseconds."""


class Intake(Service, ConsumerRebalanceListener):  # type: ignore[misc]
    """A service of the app; begins when the tables are recovered.

    `fail` is told of what the worker cannot go on after.
    """

    logger = logging.getLogger("mode.intake")  # for what mode tells of every service

    def __init__(
        self,
        settings: Settings,
        sender: Sender,
        partitions: int,
        fail: Callable[[BaseException], None],
        settled: Settled,
        language: Language | None = None,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._sender = sender
        self._partitions = partitions
        self._fail = fail
        self._settled = settled
        self._topic = name_of(settings, "articles")
        self._readings = name_of(settings, "readings")
        self._clock = name_of(settings, "clock")
        self._gate = Gate()
        self._known = KnownKeys()
        self._tail = ReadingsTail(settings, self._known, partitions)
        self._watermark = Watermark(timedelta(seconds=settings.watermark_lead_seconds))
        self._last_article = time.monotonic()
        self._language = language
        self._consumer: AIOKafkaConsumer | None = None
        self._articles: InOrder | None = None
        self._lanes: dict[TopicPartition, Lane] = {}
        self._queue: asyncio.Queue[tuple[list[Entry], Read | None]] = asyncio.Queue(QUEUED)
        self._sent: asyncio.Queue[tuple[list[Entry], list[Sent]]] = asyncio.Queue(QUEUED)
        self._background: list[asyncio.Task[None]] = []
        self._draining = False
        self._at_work = False
        self.taking = False
        """It has caught up with the readings and has been given its partitions."""
        self.finished = 0
        """Articles done with, for the watch on progress."""

    # -- life

    async def on_start(self) -> None:
        if self._language is None:
            self._language = Language(self._settings)
        self._run(self._tail.run())
        self._run(self._begin(self._language))

    async def _begin(self, language: Language) -> None:
        await language.preload()
        await self._tail.caught_up.wait()
        if (tick := await last_tick(self._settings)) is not None:
            self._watermark.resume(tick)
        consumer = AIOKafkaConsumer(
            **consumer_options(self._settings),
            group_id=f"{self._settings.group}-intake",
            max_poll_records=self._settings.fetch_articles,
            # Reading what was fetched may take minutes; a worker that does not get on is ended by its own watch.
            max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
        )
        await consumer.start()
        self._consumer = consumer
        self._articles = articles = InOrder(consumer, self._settings.fetch_articles, SLICE)
        consumer.subscribe([self._topic], listener=self)
        self._run(self._commit_regularly(consumer))
        self._run(self._tell_time())
        self._run(self._emit())
        self._run(self._settle())
        await self._take_all(articles, language)

    def _run(self, body: Coroutine[Any, Any, None]) -> None:
        self._background.append(asyncio.create_task(self._guarded(body)))

    async def _guarded(self, body: Coroutine[Any, Any, None]) -> None:
        try:
            await body
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, the worker ends by it
            self._fail(error)

    async def drain(self) -> None:
        """Takes nothing more and finishes what is in flight, within the time that a batch may take."""
        self._draining = True
        await self._finish(self._lanes.values(), self._settings.batch_time_limit)
        if self._consumer is not None:
            await self._commit(self._consumer, self._lanes)

    async def on_stop(self) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        if self._consumer is not None:
            await self._consumer.stop()
        if self._language is not None:
            await asyncio.to_thread(self._language.stop)

    # -- partitions come and go

    async def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        for place in assigned:
            self._lanes[place] = Lane()
        self.taking = True
        log.info("articles assigned", partitions=sorted(place.partition for place in assigned))

    async def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        """Finishes what can be finished while the group waits for us; the rest comes again to its new owner."""
        if self._articles is not None:
            self._articles.forget(revoked)
        lost = {place: lane for place in revoked if (lane := self._lanes.pop(place, None)) is not None}
        await self._finish(lost.values(), self._settings.session_seconds / 2)
        if self._consumer is not None:
            await self._commit(self._consumer, lost)
        for lane in lost.values():
            lane.closed = True

    async def _finish(self, lanes: Iterable[Lane], seconds: float) -> None:
        """Hands out nothing more of the lanes, and waits for what is in flight, but no longer than that."""
        for lane in lanes:
            lane.leaving = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), seconds)

    # -- articles come in

    async def _take_all(self, articles: InOrder, language: Language) -> None:
        while not self._draining:
            taken = await articles.take()
            if taken:
                self._at_work = True
                await self._take(taken, language)
                self._at_work = False
                self._last_article = time.monotonic()
                self._watermark.stir()
                metrics.LAST_ARTICLE.set_to_current_time()
            await asyncio.sleep(0)

    async def _take(self, records: Sequence[Record], language: Language) -> None:
        """Sorts records into those that are done with and those that need something, and hands out the latter."""
        waiting, lanes = deque(records), dict(self._lanes)
        await self._hand_out(self._sort(waiting, lanes), language)
        while waiting and not self._draining:
            log.info("event time leaps", after=self._watermark.at.isoformat())
            await self._queue.join()
            await self._settled.wait()
            await self._hand_out(self._sort(waiting, lanes, leaping=True), language)

    async def _hand_out(self, entries: list[Entry], language: Language) -> None:
        for batch in batches(entries, self._settings.batch_articles):
            held = [entry for entry in batch if not entry.lane.leaving]
            articles = [entry.article for entry in held if entry.article is not None]
            await self._queue.put((held, await language.submit(articles) if articles else None))
        if (tick := self._watermark.due()) is not None:
            await self._tick(tick)

    def _sort(
        self, waiting: deque[Record], lanes: Mapping[TopicPartition, Lane], *, leaping: bool = False
    ) -> list[Entry]:
        """Takes records until event time leaps: those that need something, in order; the others are done with.

        `lanes`: those that the records were fetched for.  `leaping`: the first one may leap.
        """
        began = time.perf_counter()
        entries: list[Entry] = []
        passed = 0
        while waiting:
            record = waiting[0]
            place = TopicPartition(record.topic, record.partition)
            lane = lanes.get(place)
            if lane is None or lane is not self._lanes.get(place):
                waiting.popleft()
                continue  # revoked as it came: it comes again to the new owner
            arrived_at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
            article = wire.article_from(record.value, headers=record.headers, arrived_at=arrived_at, key=record.key)
            if not leaping and isinstance(article, Article) and self._watermark.leaps(article.published_at, LEAP):
                break
            leaping = False
            waiting.popleft()
            if lane.barrier is None:
                lane.barrier = Barrier(record.offset)
            entry = self._looked_at(lane, record, article, arrived_at)
            if entry is None:
                passed += 1
            else:
                lane.barrier.begin(record.offset)
                entries.append(entry)
            lane.barrier.read_to(record.offset + 1)
            lane.arrived_at = record.timestamp / 1000
        self.finished += passed
        metrics.ARTICLES.labels("irrelevant").inc(passed)
        metrics.STAGE.labels("normalise").observe(time.perf_counter() - began)
        return entries

    def _looked_at(self, lane: Lane, record: Record, article: Article | Rejected, arrived_at: datetime) -> Entry | None:
        """What has to be done about a record; None where nothing has."""
        if isinstance(article, Rejected):
            return Entry(lane, record, result=article)
        if article.published_at > self._watermark.at:
            self._watermark.see(article.published_at, arrived_at)
        key, article_id = article.key.encode(), article.article_id.encode()
        known = key in self._known or article_id in self._known
        if not article.withdrawn and self._gate.passes(article.title, article.text):
            # At once, not when the tail brings it: the next article may correct this one.
            self._known.add(key)
            self._known.add(article_id)
            return Entry(lane, record, article, known=known)
        # What a withdrawal takes back may be on its way through another partition, so it is always sent.
        if known or article.withdrawn:
            return Entry(lane, record, result=encoded(said_nothing(article)))
        log.debug("article", outcome="irrelevant", id=article.article_id)
        return None

    # -- readings go out

    async def _emit(self) -> None:
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

    async def _settle(self) -> None:
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

    # -- offsets and time

    async def _commit_regularly(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            await asyncio.sleep(self._settings.commit_seconds)
            await self._commit(consumer, self._lanes)

    async def _commit(self, consumer: AIOKafkaConsumer, lanes: Mapping[TopicPartition, Lane]) -> None:
        held = dict(lanes)  # they come and go while it waits
        due = {
            place: lane.barrier.committable
            for place, lane in held.items()
            if lane.barrier is not None and lane.barrier.committable > lane.committed
        }
        if not due:
            return
        try:
            await consumer.commit(due)
        except (CommitFailedError, IllegalStateError) as error:
            # The group has moved on: the partitions are another's, or come to us anew.
            log.info("commit refused", error=repr(error))
            return
        except KafkaError as error:
            if not error.retriable:
                raise
            log.warning("commit failed, to be tried again", error=repr(error))
            return
        for place, offset in due.items():
            held[place].committed = offset
        metrics.COMMITS.inc()

    async def _tell_time(self) -> None:
        while True:
            await asyncio.sleep(1)
            if self._at_work or time.monotonic() - self._last_article < self._settings.idle_seconds:
                continue
            quiet_since = self._last_article
            if (tick := self._watermark.due_idle(datetime.now(UTC))) is None:
                continue
            if tick.idle:
                # It is the last word on all that came, and must not overtake any of it.
                await self._queue.join()
                await self._settled.wait()
                if self._at_work or self._last_article != quiet_since:
                    continue
            await self._tick(tick)

    async def _tick(self, tick: Tick) -> None:
        metrics.WATERMARK.set(tick.at.timestamp())
        value = wire.encode(tick)
        sent = [
            await self._sender.send(self._clock, str(partition).encode(), value, partition=partition)
            for partition in range(self._partitions)
        ]
        await asyncio.gather(*sent)

    # -- for those who watch

    def lags(self) -> dict[TopicPartition, tuple[int, float]]:
        """Records unfinished of each partition, and the age in seconds of the oldest, about."""
        found = {}
        for place, lane in self._lanes.items():
            end = self._consumer.highwater(place) if self._consumer is not None else None
            if end is not None and lane.barrier is not None:
                records = max(0, end - lane.barrier.committable)
                found[place] = (records, max(0.0, time.time() - lane.arrived_at) if records else 0.0)
        return found


def batches(entries: list[Entry], articles: int) -> list[list[Entry]]:
    """The entries in order, in batches with at most so many articles to read."""
    found: list[list[Entry]] = []
    reading = articles
    for entry in entries:
        if reading >= articles:
            found.append([])
            reading = 0
        found[-1].append(entry)
        reading += entry.article is not None
    return found
