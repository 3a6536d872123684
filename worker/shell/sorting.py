"""What has to be done about each article that comes: about most of them nothing.

Every article passes here, one after the other: normalise, gate, on.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from aiokafka import TopicPartition

from worker import wire
from worker.records.article import Article
from worker.records.flow import Rejected
from worker.shell import metrics
from worker.shell.barrier import Barrier
from worker.shell.clock import Watermark
from worker.shell.in_order import Record
from worker.shell.known import KnownKeys
from worker.shell.lanes import Lane
from worker.shell.language import Encoded, encoded
from worker.steps.extract.gate import Gate
from worker.steps.ledger import said_nothing

log = structlog.get_logger()

LEAP = timedelta(days=60)
"""Where event time leaps so far, as in an archive with gaps, the steps first finish what came before: some of what they
keep is kept by event time, and would be gone when they come to it."""


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


class Sorting:
    """`lanes`: those of the partitions that are ours, as they come and go."""

    def __init__(self, lanes: Mapping[TopicPartition, Lane], known: KnownKeys, watermark: Watermark) -> None:
        self._lanes = lanes
        self._known = known
        self._watermark = watermark
        self._gate = Gate()
        self.passed = 0
        """Articles that needed nothing."""

    def sort(
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
        self.passed += passed
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
