"""Rolling counts as a table, each sum with what it rests on."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from worker.records.counts import RegionCounts, WindowCounts
from worker.shell.demo import words

LOSSES = {"killed": "red", "injured": "yellow", "without_power": ""}
FIRED = {"launched": "", "intercepted": ""}
HEADINGS = {"intercepted": "shot down", "without_power": "no power"}
DIM = "bright_black"
KEY = "·  no event gives a number   +  some events give none"
LONG_KEY = "12/37  of 37 events, 12 give a number   98–131  the least and the most that sources claim"


def region_table(counts: list[RegionCounts], rows: int, *, narrow: bool = True) -> Table:
    """Strikes in a day and a week, and the week's losses; the first `rows` rows.

    A `narrow` table only marks the sums that more would belong to.
    """
    table = Table(box=None, expand=narrow, padding=(0, 1), pad_edge=False, header_style=DIM)
    table.add_column("strikes in", no_wrap=True, overflow="ellipsis", ratio=1 if narrow else None)
    losses = LOSSES if narrow else FIRED | LOSSES
    for heading in ("24 h", "7 d"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name in losses:
        table.add_column(HEADINGS.get(name, name), justify="right", no_wrap=True)
        if not narrow:
            table.add_column(no_wrap=True)

    def rank(row: RegionCounts) -> tuple[bool, int, str]:
        return "-" in row.region, -row.windows["7d"].strikes, row.region

    shown = [row for row in sorted(counts, key=rank) if any_count(row.windows["7d"])]
    for row in shown[:rows]:
        day, week = row.windows["24h"], row.windows["7d"]
        table.add_row(
            Text(words.region(row.region), style="" if "-" in row.region else "bold"),
            figure(day.strikes, "cyan"),
            figure(week.strikes, "bold cyan"),
            *(cell for name, style in losses.items() for cell in summed(week, name, style, narrow=narrow)),
        )
    return table


def any_count(window: WindowCounts) -> bool:
    return bool(window.strikes or window.interceptions or window.waves)


def figure(value: float | int, style: str = "") -> Text:
    return Text(words.number(value), style=style) if value else Text("·", style=DIM)


def summed(window: WindowCounts, name: str, style: str, *, narrow: bool) -> list[Text]:
    """The sum; and, in a cell beside it, its bounds where claims conflict and of how many of the events it is."""
    basis = window.basis.get(name)
    if basis is None or not basis.known:
        told = Text("·", style=DIM)
    else:
        told = Text.assemble(
            (words.number(getattr(window, name)), style), ("+" if narrow and basis.unknown else "", DIM)
        )
    if narrow:
        return [told]
    rests_on = Text(style=DIM)
    if basis is not None:
        if basis.minimum < basis.maximum:
            rests_on.append(f"{words.number(basis.minimum)}–{words.number(basis.maximum)} ")
        rests_on.append(f"{basis.known}/{basis.known + basis.unknown}")
    return [told, rests_on]
