"""The intake: every article → irrelevant, refused, or a reading.

Most articles tell of no strike, so what touches each of them is a plain loop over whole fetches (`sorting.py`).  The
others go to the language processes in batches.  Readings are sent in the order of the articles (`outgoing.py`); each
partition has a lane that knows the lowest unfinished offset, which is what is committed (`lanes.py`).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from mode import Service

from worker import wire
from worker.records.flow import Tick
from worker.settings import Settings
from worker.shell import metrics
from worker.shell.clock import Watermark
from worker.shell.in_order import InOrder, Record
from worker.shell.kafka import consumer_options
from worker.shell.known import KnownKeys
from worker.shell.lanes import Lane, commit, unfinished
from worker.shell.language import Language
from worker.shell.outgoing import Outgoing
from worker.shell.sender import Sender
from worker.shell.settled import Settled
from worker.shell.sorting import Entry, Sorting
from worker.shell.tail import ReadingsTail, last_tick
from worker.shell.topics import name_of

log = structlog.get_logger()

SLICE = 500
"""Articles between two turns of the event loop: some 10 ms of work, enough to fill a batch that is to be read."""
MAX_POLL_INTERVAL_MS = 60 * 60 * 1000


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
        self._clock = name_of(settings, "clock")
        known = KnownKeys()
        self._tail = ReadingsTail(settings, known, partitions)
        self._watermark = Watermark(timedelta(seconds=settings.watermark_lead_seconds))
        self._lanes: dict[TopicPartition, Lane] = {}
        self._sorting = Sorting(self._lanes, known, self._watermark)
        self._outgoing = Outgoing(settings, sender)
        self._last_article = time.monotonic()
        self._language = language
        self._consumer: AIOKafkaConsumer | None = None
        self._articles: InOrder | None = None
        self._background: list[asyncio.Task[None]] = []
        self._draining = False
        self._at_work = False
        self.taking = False
        """It has caught up with the readings and has been given its partitions."""

    @property
    def finished(self) -> int:
        """Articles done with, for the watch on progress."""
        return self._sorting.passed + self._outgoing.finished

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
        self._run(self._outgoing.emit())
        self._run(self._outgoing.settle())
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
            await commit(self._consumer, self._lanes)

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
            await commit(self._consumer, lost)
        for lane in lost.values():
            lane.closed = True

    async def _finish(self, lanes: Iterable[Lane], seconds: float) -> None:
        """Hands out nothing more of the lanes, and waits for what is in flight, but no longer than that."""
        for lane in lanes:
            lane.leaving = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._outgoing.join(), seconds)

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
        await self._hand_out(self._sorting.sort(waiting, lanes), language)
        while waiting and not self._draining:
            log.info("event time leaps", after=self._watermark.at.isoformat())
            await self._outgoing.join()
            await self._settled.wait()
            await self._hand_out(self._sorting.sort(waiting, lanes, leaping=True), language)

    async def _hand_out(self, entries: list[Entry], language: Language) -> None:
        for batch in batches(entries, self._settings.batch_articles):
            held = [entry for entry in batch if not entry.lane.leaving]
            articles = [entry.article for entry in held if entry.article is not None]
            await self._outgoing.put(held, await language.submit(articles) if articles else None)
        if (tick := self._watermark.due()) is not None:
            await self._tick(tick)

    # -- offsets and time

    async def _commit_regularly(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            await asyncio.sleep(self._settings.commit_seconds)
            await commit(consumer, self._lanes)

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
                await self._outgoing.join()
                settled = await self._settled.wait()
                if self._at_work or self._last_article != quiet_since:
                    continue
                if not settled:
                    self._watermark.stir()
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

    def unfinished(self) -> dict[TopicPartition, tuple[int, float]]:
        """Records unfinished of each partition, and the time of the last one that is finished, in seconds."""
        return unfinished(self._consumer, self._lanes) if self._consumer is not None else {}


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
