"""`strikewire watch`: alerts and regions as they change, on a screen, or as lines where there is no terminal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import nullcontext
from typing import Annotated

import msgspec
import typer
from aiokafka import AIOKafkaConsumer, TopicPartition
from rich.console import Console, ConsoleOptions, RenderResult
from rich.layout import Layout
from rich.live import Live
from rich.text import Text

from worker import settings, wire
from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.shell.admin import found
from worker.shell.demo import words
from worker.shell.demo.board import Board
from worker.shell.demo.screen import NARROW, Alerts, Regions
from worker.shell.kafka import consumer_options, reach
from worker.shell.topics import name_of

EARLIER = 25
"""Alerts of each partition from before the start."""
POLL_SECONDS = 0.25


def watch(
    json: Annotated[
        bool, typer.Option("--json", help='For programs: {"alert": …} or {"counts": …}, one a line, as they come.')
    ] = False,
) -> None:
    """Show alerts and rolling counts live, from the topics, until Ctrl-C."""
    chosen = settings.needs_kafka(settings.load())
    try:
        asyncio.run(_print_all(chosen) if json else _watch(chosen, Console()))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


class Change(msgspec.Struct, omit_defaults=True):
    """What has changed, for a program: one of the two."""

    alert: Alert | None = None
    counts: RegionCounts | None = None


class Screen:
    """Alerts beside regions, or above them where the terminal is narrow."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        time = self._board.event_time
        head = Text.assemble(("strikewire", "bold"), f"   event time {time:%a %d %b %Y %H:%M} UTC" if time else "")
        layout, body = Layout(), Layout()
        parts = Layout(Alerts(self._board), ratio=3), Layout(Regions(self._board), ratio=2)
        if options.max_width < NARROW:
            body.split_column(*parts)
        else:
            body.split_row(*parts)
        layout.split_column(Layout(head, size=1), body)
        yield layout


def line(record: Alert | RegionCounts) -> str:
    """What has changed, in one line."""
    if isinstance(record, Alert):
        return f"{record.sent:%Y-%m-%d %H:%M}  {record.msg_type.lower():6}  {record.severity}: {record.headline}"
    day, week = record.windows["24h"], record.windows["7d"]
    told = (f"{window.strikes} strikes, {window.killed} killed, {window.injured} injured" for window in (day, week))
    counts = "; ".join(f"{name} {text}" for name, text in zip(("24 h", "7 d"), told, strict=True))
    return f"{record.as_of:%Y-%m-%d %H:%M}  counts  {words.region(record.region)}: {counts}"


async def _print_all(chosen: settings.Settings) -> None:
    board = Board(total=0)
    async for records in _changes(chosen):
        for record in _told(board, records):
            change = Change(alert=record) if isinstance(record, Alert) else Change(counts=record)
            typer.echo(wire.encode(change))


def _told(board: Board, records: Iterable[tuple[Alert | RegionCounts, bool]]) -> Iterator[Alert | RegionCounts]:
    """Takes the records; gives what tells something: of counts those that came after the start."""
    for record, is_new in records:
        took = board.take_alert(record) if isinstance(record, Alert) else board.take_counts(record)
        if took and (is_new or isinstance(record, Alert)):
            yield record


async def _watch(chosen: settings.Settings, console: Console) -> None:
    board = Board(total=0)
    live = Live(Screen(board), console=console, screen=True, auto_refresh=False) if console.is_terminal else None
    with live or nullcontext():
        async for records in _changes(chosen):
            for record in _told(board, records):
                if live is None:
                    console.print(Text(line(record)), soft_wrap=True)
            if live is not None:
                live.refresh()


async def _changes(chosen: settings.Settings) -> AsyncIterator[list[tuple[Alert | RegionCounts, bool]]]:
    """What comes, with whether it came after the start; the counts from their beginning, of alerts the latest."""
    await reach(chosen)
    types: dict[str, type[Alert] | type[RegionCounts]] = {
        name_of(chosen, "alerts"): Alert,
        name_of(chosen, "region-counts"): RegionCounts,
    }
    partitions = await found(chosen, types)
    places = [TopicPartition(topic, number) for topic in types for number in range(partitions[topic])]
    consumer = AIOKafkaConsumer(**consumer_options(chosen))  # in no group: it sees all, and commits nothing
    async with consumer:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        for place in places:
            if types[place.topic] is Alert:
                consumer.seek(place, max(await consumer.position(place), ends[place] - EARLIER))
        while True:
            changes: list[tuple[Alert | RegionCounts, bool]] = []
            for place, records in (await consumer.getmany(timeout_ms=int(POLL_SECONDS * 1000))).items():
                for record in records:
                    value = wire.decode(record.value, types[place.topic]) if record.value else None
                    if isinstance(value, (Alert, RegionCounts)):  # a newer worker's may be beyond us
                        changes.append((value, record.offset >= ends[place]))
            yield changes
