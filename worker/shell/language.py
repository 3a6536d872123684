"""The language processes: articles in, encoded readings out, off the event loop.

Processes are spawned and load their model once.  A batch that takes too long, or takes its process down, is tried again
article by article, so that one bad article costs itself and nothing else.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import pebble
import structlog

from worker import wire
from worker.records.article import Article
from worker.records.flow import Reading, Rejected
from worker.settings import Settings
from worker.shell import metrics
from worker.shell.orphans import end_with_parent
from worker.steps.extract.heap import settle
from worker.steps.extract.reader import Reader
from worker.steps.ledger import copies

log = structlog.get_logger()

STAGE = "extract"


class LanguageUnavailable(RuntimeError):
    """The language processes cannot work at all, for example because the model is not installed."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A reading as it is sent, with what is counted of it."""

    key: bytes
    value: bytes
    kinds: tuple[str, ...]
    """Kinds of its mentions."""


def encoded(reading: Reading) -> list[Encoded]:
    return [
        Encoded(copy.article_key.encode(), wire.encode(copy), tuple(mention.kind for mention in copy.mentions))
        for copy in copies(reading)
    ]


Results = list[list[Encoded]]

_reader: Reader | None = None


def _load(model: str) -> None:
    global _reader
    _reader = Reader(model)
    settle()


def _begin(load: Callable[[str], None], model: str) -> None:
    end_with_parent()
    load(model)


def _read(articles: list[Article]) -> Results:
    if _reader is None:
        raise LanguageUnavailable("the process has no model")
    return [encoded(reading) for reading in _reader.read(articles)]


def _timed(read: Callable[[list[Article]], Results], articles: list[Article]) -> tuple[Results, float]:
    """What `read` gives, and the seconds that it took."""
    began = time.perf_counter()
    return read(articles), time.perf_counter() - began


class Language:
    """A pool of language processes with a bounded number of batches in flight.

    `load` is called once in each process, with the name of the model, and `read` with each batch.
    """

    def __init__(
        self, settings: Settings, load: Callable[[str], None] = _load, read: Callable[[list[Article]], Results] = _read
    ) -> None:
        self._call = read
        self._limit = settings.batch_time_limit
        self._pool = pebble.ProcessPool(
            max_workers=settings.processes,
            initializer=_begin,
            initargs=(load, settings.model),
            context=multiprocessing.get_context("spawn"),
        )
        self._room = asyncio.Semaphore(settings.processes * settings.max_in_flight)
        self._stage = metrics.STAGE.labels(STAGE)
        metrics.LANGUAGE_PROCESSES.set(settings.processes)

    async def preload(self) -> None:
        """Starts a process and its model.  Raises LanguageUnavailable."""
        await self._run([])

    async def submit(self, articles: Sequence[Article]) -> asyncio.Task[list[list[Encoded] | Rejected]]:
        """Hands in a batch, when there is room.

        The task gives for each article its readings as they are to be sent, or why there are none; it raises
        LanguageUnavailable.
        """
        await self._room.acquire()
        task = asyncio.create_task(self._read(articles))
        task.add_done_callback(lambda _: self._room.release())
        return task

    async def _read(self, articles: Sequence[Article]) -> list[list[Encoded] | Rejected]:
        try:
            readings, seconds = await self._run(articles)
            self._stage.observe(seconds)
            return list(readings)
        except LanguageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the article is refused with it, and nothing else is lost
            cause = _cause(error)
            metrics.PROCESS_FAILURES.labels(cause).inc()
            log.warning("language batch failed", cause=cause, articles=len(articles), error=repr(error))
            if len(articles) == 1:
                return [Rejected(reason=cause, detail=repr(error), stage=STAGE, article_id=articles[0].article_id)]
        found: list[list[Encoded] | Rejected] = []
        for article in articles:
            found.extend(await self._read([article]))
        return found

    async def _run(self, articles: Sequence[Article]) -> tuple[Results, float]:
        """The readings, and the seconds that a process was at work on them."""
        try:
            future = self._pool.schedule(_timed, args=(self._call, list(articles)), timeout=self._limit)
        except RuntimeError as error:  # the pool has ended
            raise LanguageUnavailable(f"the language processes have ended: {error}") from error
        try:
            result: tuple[Results, float] = await asyncio.wrap_future(future)
        except BrokenProcessPool as error:  # none of them could load the model
            raise LanguageUnavailable(f"the language processes do not start: {error}") from error
        return result

    def stop(self) -> None:
        """Ends the processes; what they were at is lost."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _cause(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, pebble.ProcessExpired):
        return "process_died"
    return "extract_failed"
