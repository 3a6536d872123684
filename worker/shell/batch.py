"""Articles from a file through the steps, without Kafka: what `extract`, `replay` and `merge` do."""

from __future__ import annotations

import sys
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from worker import wire
from worker.records.article import Article
from worker.records.flow import Reading, Rejected
from worker.shell.orphans import end_with_parent
from worker.steps.extract.gate import Gate
from worker.steps.extract.heap import settle
from worker.steps.extract.model import seek_model
from worker.steps.extract.reader import Reader
from worker.steps.ledger import said_nothing

BATCH = 64
"""Articles a task: few of them are worth reading, and those are read fastest together."""
AHEAD = 4
"""Tasks in flight per process: enough that none waits, few enough that memory stays flat."""

T = TypeVar("T")


class Unreadable(OSError):
    """A compressed file that is broken, or cut short."""


@contextmanager
def lines_of(path: Path) -> Iterator[BinaryIO]:
    """The file, or standard input for `-`; gzip by its ending.  Raises OSError."""
    if str(path) == "-":
        yield sys.stdin.buffer
    elif path.suffix == ".gz":
        import gzip

        try:
            with gzip.open(path) as lines:
                yield lines  # type: ignore[misc]  # a GzipFile reads like any binary file
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise Unreadable(f"{path}: {error}") from error
    else:
        with path.open("rb") as lines:
            yield lines


def articles_in(lines: Iterable[bytes], now: datetime | None = None) -> Iterator[Article | Rejected]:
    """One article or rejection a line; blank lines are skipped.

    `offset` of a rejection is the line's number, from 0.
    """
    arrived_at = now or datetime.now(UTC)
    for number, line in enumerate(lines):
        if line.strip():
            found = wire.article_from(line, arrived_at=arrived_at)
            yield msgspec.structs.replace(found, offset=number) if isinstance(found, Rejected) else found


_reader: Reader | None = None


def _load(model: str) -> None:
    global _reader
    end_with_parent()
    _reader = Reader(model)
    settle()


def _read(articles: list[Article]) -> list[bytes]:
    assert _reader is not None
    return [wire.encode(reading) for reading in _reader.read(articles)]


def _received(readings: Iterable[bytes]) -> list[Reading]:
    """As the stream has them, which is more than the same values: what is left out as a default goes by identity."""
    decoded = []
    for raw in readings:
        reading = wire.decode(raw, Reading)
        if isinstance(reading, Rejected):
            raise ValueError(f"a reading that we cannot read ourselves: {reading.detail}")
        decoded.append(reading)
    return decoded


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def readings_of(articles: Iterable[Article], model: str, processes: int) -> Iterator[tuple[Article, Reading]]:
    """Each article with what it says, in input order.  What fails the gate costs no language processing.

    Raises ModelNotFound.
    """
    seek_model(model)  # here, and not in each process
    gate = Gate()

    def split(batch: list[Article]) -> tuple[list[bool], list[Article]]:
        """Which articles are to be read, and those.  One that was taken back says nothing any more."""
        marks = [not article.withdrawn and gate.passes(article.title, article.text) for article in batch]
        return marks, [article for article, mark in zip(batch, marks, strict=True) if mark]

    if processes <= 1:
        reader = Reader(model)
        settle()
        for batch in batches(articles, BATCH):
            marks, relevant = split(batch)
            yield from _joined(batch, marks, _received(map(wire.encode, reader.read(relevant))))
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_load, initargs=(model,)) as pool:
        flying: deque[tuple[list[Article], list[bool], Future[list[bytes]]]] = deque()
        for batch in batches(articles, BATCH):
            marks, relevant = split(batch)
            flying.append((batch, marks, pool.submit(_read, relevant)))
            if len(flying) >= processes * AHEAD:
                first, marks, future = flying.popleft()
                yield from _joined(first, marks, _received(future.result()))
        for first, marks, future in flying:
            yield from _joined(first, marks, _received(future.result()))


def _joined(batch: list[Article], marks: list[bool], read: list[Reading]) -> Iterator[tuple[Article, Reading]]:
    found = iter(read)
    for article, mark in zip(batch, marks, strict=True):
        yield article, next(found) if mark else said_nothing(article)
