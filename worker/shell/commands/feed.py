"""`strikewire feed`."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.progress import Progress

from worker import settings, wire
from worker.records.flow import Rejected
from worker.shell.admin import found
from worker.shell.batch import lines_of
from worker.shell.commands.arguments import input_file
from worker.shell.commands.terminal import progress
from worker.shell.kafka import reach, started_producer
from worker.shell.topics import name_of

IN_FLIGHT = 5000
"""Records sent and not yet confirmed."""
DAYS_A_SECOND = 50
"""Of a file, at most: whoever reads several partitions has a fetch of one after that of another, and would meet months
out of order if years went by between the two."""
LONGEST_PAUSE = 5.0
"""Seconds, however long nothing was published: what came before has been read by then, by every worker."""


def feed(
    articles: Annotated[
        Path,
        typer.Argument(
            metavar="ARTICLES.jsonl|-", help="Articles, one a line; - is standard input.", callback=input_file
        ),
    ],
    rate: Annotated[
        float | None, typer.Option(min=0.001, help="Articles a second; as fast as it goes, if not given.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Tell the end as JSON.")] = False,
) -> None:
    """Produce articles to the articles topic, keyed by their id.

    A file is fed in the order of publication, as news comes, and no faster than 50 days of it a second; it is held in
    memory.  Standard input is fed as it comes.
    """
    chosen = settings.needs_kafka(settings.load())
    topic = name_of(chosen, "articles")
    with progress() as bars, lines_of(articles) as lines:
        timed = ((0.0, line) for line in lines) if str(articles) == "-" else as_published(lines)
        fed = asyncio.run(_feed(chosen, topic, timed, rate, bars))
    if json:
        typer.echo(orjson.dumps({"fed": fed, "topic": topic}))
    else:
        typer.echo(f"{fed} articles fed to {topic}", err=True)


async def _feed(
    chosen: settings.Settings, topic: str, timed: Iterable[tuple[float, bytes]], rate: float | None, bars: Progress
) -> int:
    await reach(chosen)
    await found(chosen, [topic])
    producer = await started_producer(chosen)
    began, fed = time.monotonic(), 0
    flying: deque[asyncio.Future[Any]] = deque()
    try:
        for due, line in bars.track(timed, description="feeding"):
            value = line.strip()
            if not value:
                continue
            ahead = began + max(due, fed / rate if rate else 0.0) - time.monotonic()
            if ahead > 0:
                await asyncio.sleep(ahead)
            flying.append(await producer.send(topic, value, key=key_of(value)))
            fed += 1
            if len(flying) > IN_FLIGHT:
                await flying.popleft()
        for sent in flying:
            await sent
    finally:
        await producer.stop()
    return fed


def as_published(lines: Iterable[bytes]) -> list[tuple[float, bytes]]:
    """The lines by publication time, each with when it is due, in seconds from the first.

    What is no article stays behind the line before it.
    """
    now = latest = datetime.now(UTC)
    timed = []
    for line in lines:
        article = wire.article_from(line, arrived_at=now)
        if not isinstance(article, Rejected):
            latest = article.published_at
        timed.append((latest, line))
    timed.sort(key=lambda pair: pair[0])
    gaps = (after - before for (before, _), (after, _) in pairwise(timed))
    pauses = (min(gap / timedelta(days=DAYS_A_SECOND), LONGEST_PAUSE) for gap in gaps)
    return list(zip(accumulate(pauses, initial=0.0), (line for _, line in timed), strict=False))


def key_of(value: bytes) -> bytes | None:
    """The article's id, else its URL: versions of one article then come in order.  None for what is not an article."""
    try:
        article = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    found = article.get("id") or article.get("url") if isinstance(article, dict) else None
    return str(found).encode() if found else None
