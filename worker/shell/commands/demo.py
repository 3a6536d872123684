"""`strikewire demo`: broker, worker and sample articles, to the alerts."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Annotated

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from worker.records.alert import Alert
from worker.records.event import StrikeEvent
from worker.shell.broker import BrokerUnavailable, EmbeddedBroker
from worker.shell.demo import summary
from worker.shell.demo.board import Board, Refusal
from worker.shell.demo.plain import Plain
from worker.shell.demo.run import DemoFailed, View, prepared, sample
from worker.shell.demo.screen import Screen


class LiveView:
    """Draws the screen whenever it is told to."""

    def __init__(self, screen: Screen, live: Live) -> None:
        self._screen = screen
        self._live = live

    def stage(self, name: str) -> None:
        self._screen.stage = name
        self._live.refresh()

    def took(self, record: StrikeEvent | Alert | Refusal) -> None:
        """The next `draw` shows it."""

    def draw(self) -> None:
        self._live.refresh()


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave broker and worker running until Ctrl-C.")] = False,
) -> None:
    """Show it all on this machine: an embedded broker, the worker, a week of invented news."""
    console = Console()
    try:
        with EmbeddedBroker() as broker:
            asyncio.run(_run(console, broker, keep))
    except (BrokerUnavailable, DemoFailed) as error:
        typer.echo(f"strikewire: {error}", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        raise typer.Exit(0 if keep else 130) from None


async def _run(console: Console, broker: EmbeddedBroker, keep: bool) -> None:
    lines = sample()
    board = Board(total=len(lines))
    began = time.monotonic()
    shown, view, screen = _view(console, board, broker)
    with shown:
        async with prepared(board, view, broker) as running:
            screen.metrics = running.metrics_url
            await running.go(lines)
            if isinstance(shown, Live):
                shown.stop()  # the summary goes below the screen, not over it
            summary.show(console, board, time.monotonic() - began)
            if keep:
                console.print(_addresses(broker, running.metrics_url))
                await asyncio.Event().wait()
    console.print(Text("\nAgain, and left running: strikewire demo --keep", style="bright_black"))


def _view(
    console: Console, board: Board, broker: EmbeddedBroker
) -> tuple[AbstractContextManager[object], View, Screen]:
    screen = Screen(board, broker.bootstrap_servers)
    if not console.is_terminal:
        return nullcontext(), Plain(board, console), screen
    live = Live(screen, console=console, screen=True, auto_refresh=False)
    return live, LiveView(screen, live), screen


def _addresses(broker: EmbeddedBroker, metrics: str) -> Text:
    return Text.assemble(
        "\nRunning until Ctrl-C.\n  ",
        ("metrics  ", "bold"), metrics, "\n  ",
        ("broker   ", "bold"), broker.bootstrap_servers, "\n  ",
        ("feed it  ", "bold"), f"KAFKA_BOOTSTRAP_SERVERS={broker.bootstrap_servers} strikewire feed ARTICLES.jsonl",
    )  # fmt: skip
