"""The demo while it runs: one screen of a terminal, drawn anew several times a second."""

from __future__ import annotations

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.layout import Layout
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from worker.records.alert import Alert
from worker.records.event import StrikeEvent
from worker.shell.demo import words
from worker.shell.demo.board import Board
from worker.shell.demo.sums import region_table

OUTCOMES = {
    "mentions": ("green", "told of strikes"),
    "irrelevant": ("bright_black", "of no concern"),
    "duplicate": ("blue", "seen before"),
    "withdrawn": ("yellow", "taken back"),
    "rejected": ("red", "refused"),
}
SEVERITY = {"Extreme": "bold white on red", "Severe": "bold red", "Moderate": "yellow", "Minor": "cyan"}
CARD_LINES = 3
NARROW = 110
"""Columns of a terminal below which the panels stand one above the other."""


class Screen:
    """Draws the board at the size of the terminal."""

    def __init__(self, board: Board, broker: str) -> None:
        self.stage = "starting"
        self.metrics = ""
        self._board = board
        self._broker = broker

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        layout = Layout()
        layout.split_column(
            Layout(self._head(), size=5),
            Layout(name="body"),
        )
        events = Layout(Events(self._board), ratio=5)
        alerts, regions = Layout(Alerts(self._board), ratio=3), Layout(Regions(self._board), ratio=3)
        if options.max_width < NARROW:
            layout["body"].split_column(events, alerts, regions)
        else:
            right = Layout(ratio=4)
            right.split_column(alerts, regions)
            layout["body"].split_row(events, right)
        yield layout

    def _head(self) -> RenderableType:
        board = self._board
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1)
        grid.add_column(justify="right", no_wrap=True)
        fed = Text.assemble(("articles ", "bold"), (f"{board.finished}", "bold cyan"), f" of {board.total} done")
        bar = ProgressBar(board.total, board.finished, complete_style="cyan", finished_style="green")
        time = f"{board.event_time:%a %d %b %H:%M} UTC" if board.event_time else ""
        grid.add_row(fed, bar, Text.assemble(("event time ", "bright_black"), (time, "bold")))
        where = Text.assemble(("broker ", "bright_black"), self._broker, ("   metrics ", "bright_black"), self.metrics)
        return Panel(
            Group(grid, outcomes(board), where),
            title=Text.assemble(("strikewire demo", "bold"), (f" · {self.stage}", "cyan")),
            title_align="left",
            border_style="cyan",
            box=box.ROUNDED,
        )


def outcomes(board: Board) -> Text:
    """What became of the articles so far, in a line."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for name, (style, told) in OUTCOMES.items():
        if name in board.outcomes:
            text.append("■ ", style=style).append(str(board.outcomes[name]), style="bold").append(f" {told}   ")
    return text


class Events:
    """The events that hold, the one that changed last on top, with their sources."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        standing = self._board.standing()
        height = options.height or options.max_height
        rows = max(1, (height - 2) // CARD_LINES)
        grid = Table.grid(expand=True)
        grid.add_column(no_wrap=True, overflow="ellipsis")
        for event in standing[:rows]:
            for line in card(event):
                grid.add_row(line)
        several = sum(len(words.outlets(event)) > 1 for event in standing)
        title = f"Events: {len(standing)}, {several} told by several outlets"
        yield panel(grid if standing else waiting("events"), title, "green", height)


def card(event: StrikeEvent) -> list[Text]:
    """Three lines: where and when; what; who says so."""
    settled = event.status == "corroborated"
    head = Text(no_wrap=True, overflow="ellipsis")
    head.append("● " if settled else "○ ", style="green" if settled else "yellow")
    head.append(words.where(event), style="bold").append(f"  {words.when(event)}", style="cyan")
    head.append(
        f"  by {words.region(event.attacker)}" if event.attacker else "  attacker left open", style="bright_black"
    )
    if event.background:
        head.append("  recalled", style="bright_black")
    sources = Text("  ", no_wrap=True, overflow="ellipsis", style="bright_black")
    sources.append(words.reports(event), style="green" if settled else "yellow")
    sources.append(f": {', '.join(words.outlets(event))}")
    return [head, Text(f"  {words.what(event) or event.kind}", no_wrap=True, overflow="ellipsis"), sources]


class Alerts:
    """Each alert's newest message, the one that changed last on top."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        alerts = list(reversed(self._board.alerts.values()))
        height = options.height or options.max_height
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        for alert in alerts[: height - 2]:
            grid.add_row(*alert_row(alert))
        title = f"Alerts: {len(alerts)}, in {self._board.alert_messages} messages"
        yield panel(grid if alerts else waiting("alerts"), title, "magenta", height)


def alert_row(alert: Alert) -> tuple[Text, Text]:
    style = "bright_black strike" if alert.msg_type == "Cancel" else SEVERITY.get(alert.severity, "white")
    kind = {"Alert": "", "Update": f"  updated ×{alert.revision - 1}", "Cancel": "  cancelled"}[alert.msg_type]
    return Text(alert.severity, style=style), Text.assemble(alert.headline, (kind, "bright_black"))


class Regions:
    """Rolling counts: countries first, then the regions with most strikes."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        height = options.height or options.max_height
        table = region_table(list(self._board.counts.values()), height - 3)
        yield panel(table if self._board.counts else waiting("counts"), "Regions", "blue", height)


def panel(content: RenderableType, title: str, style: str, height: int) -> Panel:
    heading = Text(title, style="bold")
    return Panel(content, title=heading, title_align="left", border_style=style, box=box.ROUNDED, height=height)


def waiting(for_what: str) -> Text:
    return Text(f"no {for_what} yet", style="bright_black italic")
