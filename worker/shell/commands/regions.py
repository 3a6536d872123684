"""`strikewire regions`: rolling counts in the terminal, of a running worker or of a replay."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import aiohttp
import msgspec
import typer
from rich.text import Text

from worker.exports.geojson import collection
from worker.records.counts import RegionCounts
from worker.shell.commands.arguments import GeoJson, Replayed
from worker.shell.commands.asking import Unanswered, Url, ask
from worker.shell.commands.terminal import console
from worker.shell.demo.sums import DIM, KEY, LONG_KEY, region_table

WIDE = 140
"""Columns of a terminal that has room for what each sum rests on, and for what was launched and shot down."""


def regions(
    url: Url = None,
    source: Replayed = None,
    as_of: Annotated[str | None, typer.Option(help="As of an earlier instant, as 2022-10-10T06:00:00Z.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs: all windows, one array.")] = False,
    geojson: GeoJson = False,
) -> None:
    """Strikes and losses by country and region, over the last day and week of event time."""
    if source is not None and (url is not None or as_of is not None):
        raise typer.BadParameter("--from stands alone: a replay's counts are as of its end")
    try:
        counts = _replayed(source) if source else _asked(url, as_of)
    except (OSError, TimeoutError, aiohttp.ClientError, msgspec.MsgspecError, Unanswered) as error:
        typer.echo(f"strikewire: {str(error) or type(error).__name__}", err=True)
        raise typer.Exit(1) from error
    if json:
        typer.echo(msgspec.json.encode(counts))
    elif geojson:
        typer.echo(msgspec.json.encode(collection(counts)))
    else:
        screen = console()
        narrow = screen.width < WIDE
        screen.print(region_table(counts, len(counts), narrow=narrow))
        if counts:
            until = max(row.as_of for row in counts)
            screen.print(Text(f"\n{KEY if narrow else LONG_KEY}\nas of {until:%a %d %b %Y %H:%M} UTC", style=DIM))


def _replayed(folder: Path) -> list[RegionCounts]:
    lines = (folder / "region-counts.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=RegionCounts) for line in lines]


def _asked(url: str | None, as_of: str | None) -> list[RegionCounts]:
    body = asyncio.run(ask(url, "/regions", {"as_of": as_of} if as_of else {}))
    return msgspec.json.decode(body, type=list[RegionCounts])
