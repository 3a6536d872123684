"""What the demo leaves in the terminal when it has ended: what was merged, what was refused, and why."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from worker.shell.demo import words
from worker.shell.demo.board import Board
from worker.shell.demo.screen import OUTCOMES, alert_row
from worker.shell.demo.sums import region_table

WHY = {
    "mentions": "told of at least one strike",
    "irrelevant": "told of none: other news, forecasts, strikes without a date",
    "duplicate": "the same version of an article that was there already",
    "withdrawn": "took back what the article had said",
    "rejected": "could not be read; kept with its bytes in articles.dlq",
}
REGIONS = 12
ALERTS = 12


def show(console: Console, board: Board, seconds: float) -> None:
    """Prints the summary of a run that took `seconds`."""
    standing = board.standing()
    console.print()
    console.print(
        Text.assemble(
            (f"{board.fed} articles", "bold"), " became ", (f"{len(standing)} events", "bold green"), " and ",
            (f"{len(board.alerts)} alerts", "bold magenta"), f" in {seconds:.0f} seconds.",
        )
    )  # fmt: skip
    section(console, "What became of the articles", _outcomes(board))
    section(console, "Merged: events told by more than one article", _merged(board))
    if changed := _taken_back(board):
        section(console, "Taken back", changed)
    if board.refusals:
        section(console, "Refused", _refused(board))
    section(console, "Regions, by event time", _regions(board))
    section(console, "Alerts, newest first", _alerts(board))


def section(console: Console, title: str, content: RenderableType) -> None:
    console.print()
    console.print(Text(title, style="bold underline"))
    console.print(Padding(content, (0, 0, 0, 2)))


def _outcomes(board: Board) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    for _ in range(3):
        table.add_column()
    most = max(board.outcomes.values(), default=1)
    for name, (style, _) in OUTCOMES.items():
        if count := board.outcomes[name]:
            bar = "█" * max(1, round(24 * count / most))
            table.add_row(Text(str(count), style="bold"), Text(name), Text(bar, style=style), Text(WHY[name]))
    return table


def _merged(board: Board) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bright_black", pad_edge=False, padding=(0, 1))
    table.add_column("when", no_wrap=True)
    table.add_column("where")
    table.add_column("what", ratio=1)
    table.add_column("who says so", ratio=1)
    several = [event for event in board.standing() if len({source.article_id for source in event.sources}) > 1]
    for event in sorted(several, key=lambda one: (-len(one.sources), one.date, one.event_id)):
        settled = event.status == "corroborated"
        table.add_row(
            Text(words.when(event), style="cyan"),
            Text(words.where(event), style="bold"),
            Text(words.what(event)),
            Text.assemble(
                (words.reports(event), "green" if settled else "yellow"),
                (f": {words.some(words.outlets(event), 4)}", "bright_black"),
            ),
        )
    return table


def _taken_back(board: Board) -> Group | None:
    lines = []
    for event in board.retracted():
        told = f"{words.where(event)}, {words.when(event)}: no source stands by it any more"
        lines.append(Text.assemble(("retracted  ", "yellow"), told))
    for gone, stays in board.joined:
        if stays in board.events:
            event = board.events[stays]
            told = f"{gone} gave way to {stays}: {words.where(event)}, {words.when(event)}"
            lines.append(Text.assemble(("joined     ", "blue"), told))
    return Group(*lines) if lines else None


def _refused(board: Board) -> Table:
    table = Table.grid(padding=(0, 2))
    for refusal in board.refusals:
        table.add_row(
            Text(refusal.reason, style="red"),
            Text(refusal.detail),
            Text(refusal.excerpt, style="bright_black", no_wrap=True, overflow="ellipsis"),
        )
    return table


def _regions(board: Board) -> Table:
    return region_table(list(board.counts.values()), REGIONS, narrow=False)


def _alerts(board: Board) -> Group:
    alerts = list(reversed(board.alerts.values()))
    table = Table.grid(padding=(0, 2))
    for alert in alerts[:ALERTS]:
        severity, headline = alert_row(alert)
        table.add_row(severity, Text(f"{alert.sent:%d %b %H:%M}", style="cyan"), headline)
    more = len(alerts) - ALERTS
    return Group(table, *([Text(f"and {more} more in the topic alerts", style="bright_black")] if more > 0 else []))
