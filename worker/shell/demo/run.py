"""Runs the demo: an embedded broker, the real worker as a process, the sample articles at a pace one can follow."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import aiohttp
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord
from prometheus_client.parser import text_string_to_metric_families

from worker import wire
from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.records.event import StrikeEvent
from worker.records.flow import Rejected
from worker.settings import Settings, variable
from worker.shell.admin import Admin
from worker.shell.broker import EmbeddedBroker, free_port
from worker.shell.commands.feed import key_of
from worker.shell.demo.board import Board, Refusal
from worker.shell.kafka import client_options, started_producer
from worker.shell.topics import dead_letters_of, name_of, wanted
from worker.shell.wiring import steps

FEED_SECONDS = 40.0
"""How long the feeding takes, whatever the number of articles: long enough to watch, short enough to wait for."""
START_SECONDS = 120.0
FINISH_SECONDS = 120.0
"""For a slow machine; a usual one needs a tenth."""
QUIET_SECONDS = 2.5
"""Nothing new for this long, and every article done: the last tick of event time (`idle_seconds`) is through."""
STOP_SECONDS = 20.0
STATE_SECONDS = 0.4
DRAW_SECONDS = 0.12


class DemoFailed(RuntimeError):
    """The worker did not do what the demo shows; the message has the end of its log."""


class View(Protocol):
    """What shows the board while it fills."""

    def stage(self, name: str) -> None:
        """Another part of the demo has begun."""

    def took(self, record: StrikeEvent | Alert | Refusal) -> None:
        """The board has something new."""

    def draw(self) -> None:
        """Several times a second."""


def sample() -> list[bytes]:
    """The sample articles, as bytes: one of them cannot be read, on purpose."""
    lines = (files("worker") / "data" / "sample" / "articles.jsonl").read_bytes().splitlines()
    return [line for line in lines if line.strip()]


def settings_for(broker: EmbeddedBroker, folder: Path) -> dict[str, Any]:
    """The settings by which the demo differs from a real run."""
    return {
        "kafka_bootstrap_servers": broker.bootstrap_servers,
        "topic_prefix": "",
        "partitions": 4,
        "producer_batch_bytes": 1,  # the embedded broker's end offsets (see worker/shell/broker.py)
        "session_seconds": 6,
        "data_dir": folder / "state",
        "http_host": "127.0.0.1",
        "http_port": free_port(),
        "batch_articles": 2,  # one sees each article at once
        "idle_seconds": 1,
        "log_format": "console",
    }


class Demo:
    """One run: `start` the worker, `go` feeds everything and returns when all of it is done, `stop`."""

    def __init__(self, board: Board, view: View, settings: Settings, log: Path) -> None:
        self.metrics_url = f"http://{settings.http_host}:{settings.http_port}/metrics"
        self._board = board
        self._view = view
        self._settings = settings
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._lag = 0.0
        self._last_news = time.monotonic()

    async def go(self, lines: Sequence[bytes]) -> None:
        """Raises DemoFailed where the worker ends, or does not finish in time."""
        self._view.stage("waiting for the worker")
        script = asyncio.create_task(self._script(lines))
        others = [asyncio.create_task(part) for part in (self._watch(), self._look(), self._draw())]
        try:
            done, _ = await asyncio.wait([script, *others], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (script, *others):
                task.cancel()
            await asyncio.gather(script, *others, return_exceptions=True)

    async def _script(self, lines: Sequence[bytes]) -> None:
        await self._until("the worker was ready", START_SECONDS, self._ready)
        self._view.stage("a week of news in 40 seconds")
        await self._feed(lines)
        self._view.stage("finishing")
        await self._until("every article was done", FINISH_SECONDS, self._finished)
        self._view.stage("done")

    async def _until(self, what: str, seconds: float, condition: Any) -> None:
        deadline = time.monotonic() + seconds
        while not await condition():
            if self._process is not None and self._process.returncode is not None:
                raise DemoFailed(f"the worker ended with {self._process.returncode}:\n{self._log_tail()}")
            if time.monotonic() > deadline:
                raise DemoFailed(f"not within {seconds:.0f} seconds: {what}\n{self._log_tail()}")
            await asyncio.sleep(0.1)

    async def _ready(self) -> bool:
        return (await self._get("/readyz"))[0] == 200

    async def _finished(self) -> bool:
        quiet = time.monotonic() - self._last_news > QUIET_SECONDS
        return quiet and self._lag == 0 and self._board.finished >= self._board.fed

    async def _get(self, path: str) -> tuple[int, str]:
        url = self.metrics_url.removesuffix("/metrics") + path
        try:
            async with aiohttp.ClientSession() as session, session.get(url) as answer:
                return answer.status, await answer.text()
        except aiohttp.ClientConnectionError:
            return 0, ""

    async def _feed(self, lines: Sequence[bytes]) -> None:
        producer = await started_producer(self._settings)
        try:
            topic = name_of(self._settings, "articles")
            pause = FEED_SECONDS / len(lines)
            for line in lines:
                await producer.send_and_wait(topic, line, key=key_of(line))
                self._board.fed += 1
                self._last_news = time.monotonic()
                await asyncio.sleep(pause)
        finally:
            await producer.stop()

    async def _watch(self) -> None:
        """Reads what the worker sends, for ever."""
        types: dict[str, type[StrikeEvent | RegionCounts | Alert]] = {
            "strike-events": StrikeEvent,
            "region-counts": RegionCounts,
            "alerts": Alert,
        }
        topics = {name_of(self._settings, role): kind for role, kind in types.items()}
        refused = dead_letters_of(name_of(self._settings, "articles"))
        consumer = AIOKafkaConsumer(**client_options(self._settings), auto_offset_reset="earliest")
        async with consumer:
            names = [*topics, refused]
            consumer.assign([TopicPartition(name, n) for name in names for n in range(self._settings.partitions)])
            async for record in consumer:
                self._last_news = time.monotonic()
                if record.topic == refused:
                    refusal = refusal_from(record)
                    self._board.refusals.append(refusal)
                    self._view.took(refusal)
                elif record.value is not None:
                    self._take(wire.decode(record.value, topics[record.topic]))

    def _take(self, record: StrikeEvent | RegionCounts | Alert | Rejected) -> None:
        match record:
            case StrikeEvent():
                if self._board.take_event(record):
                    self._view.took(record)
            case Alert():
                if self._board.take_alert(record):
                    self._view.took(record)
            case RegionCounts():
                self._board.take_counts(record)
            case Rejected():
                raise DemoFailed(f"the worker sent what it cannot read itself: {record.detail}")

    async def _look(self) -> None:
        """Reads the worker's metrics, for ever."""
        while True:
            outcomes: Counter[str] = Counter()
            lag = 0.0
            for family in text_string_to_metric_families((await self._get("/metrics"))[1]):
                for sample in family.samples:
                    if sample.name == "strikewire_articles_total":
                        outcomes[sample.labels["outcome"]] += int(sample.value)
                    elif sample.name == "strikewire_lag_records":
                        lag += sample.value
            self._board.outcomes, self._lag = outcomes, lag
            await asyncio.sleep(STATE_SECONDS)

    async def _draw(self) -> None:
        while True:
            self._view.draw()
            await asyncio.sleep(DRAW_SECONDS)

    def _log_tail(self) -> str:
        return self._log.read_text(errors="replace")[-3000:]

    async def start(self, environment: Mapping[str, str]) -> None:
        with self._log.open("wb") as log:
            # A session of its own: Ctrl-C is for the demo, which then stops the worker in good order.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "worker", "worker",
                env=dict(environment), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def prepared(board: Board, view: View, broker: EmbeddedBroker) -> AsyncIterator[Demo]:
    """Topics, and a worker that is on its way; at the end the worker stops and its state is gone."""
    with TemporaryDirectory(prefix="strikewire-demo-") as folder:
        changed = settings_for(broker, Path(folder))
        settings = Settings(**changed)
        view.stage("creating the topics")
        async with Admin(settings) as admin:
            await admin.create(wanted(settings, steps()))
        demo = Demo(board, view, settings, Path(folder) / "worker.log")
        try:
            await demo.start(os.environ | {variable(name): str(value) for name, value in changed.items()})
            yield demo
        finally:
            await demo.stop()


def refusal_from(record: ConsumerRecord[bytes, bytes]) -> Refusal:
    headers = {name: value.decode(errors="replace") for name, value in record.headers}
    return Refusal(
        headers.get("__streams.errors.exception", ""),
        headers.get("__streams.errors.message", ""),
        (record.value or b"")[:80].decode(errors="replace"),
    )
