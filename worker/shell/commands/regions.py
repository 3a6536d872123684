"""`strikewire regions`: rolling counts in the terminal, of a running worker or of a replay."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import aiohttp
import msgspec
import typer
from rich.console import Console

from worker import settings
from worker.records.counts import RegionCounts
from worker.shell.demo.screen import region_table

SECONDS = 30.0
WIDE = 100
"""Columns of a terminal that has room for what was launched and shot down."""


def regions(
    url: Annotated[
        str | None, typer.Option(help="A worker's HTTP address; by default one on this machine, at the port as set.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="The output of `strikewire replay`, without a worker.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="As of an earlier instant, as 2022-10-10T06:00:00Z.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs: all windows, one array.")] = False,
) -> None:
    """Strikes and losses by country and region, over the last day and week of event time."""
    if source is not None and (url is not None or as_of is not None):
        raise typer.BadParameter("--from stands alone: a replay's counts are as of its end")
    try:
        counts = _replayed(source) if source else asyncio.run(_asked(url or _here(), as_of))
    except (OSError, TimeoutError, aiohttp.ClientError, msgspec.MsgspecError, Unanswered) as error:
        typer.echo(f"strikewire: {str(error) or type(error).__name__}", err=True)
        raise typer.Exit(1) from error
    if json:
        typer.echo(msgspec.json.encode(counts))
    else:
        console = Console()
        console.print(region_table(counts, len(counts), narrow=console.width < WIDE))


class Unanswered(RuntimeError):
    """The worker does not answer the question; the message says why."""


def _here() -> str:
    chosen = settings.load()
    return f"http://{chosen.http_host}:{chosen.http_port}"


def _replayed(folder: Path) -> list[RegionCounts]:
    lines = (folder / "region-counts.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=RegionCounts) for line in lines]


async def _asked(url: str, as_of: str | None) -> list[RegionCounts]:
    query = {"as_of": as_of} if as_of else {}
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as client,
        client.get(f"{url.rstrip('/')}/regions", params=query) as answer,
    ):
        body = await answer.read()
        if answer.status != 200:
            raise Unanswered(f"{url}: {answer.status} {body.decode(errors='replace').strip()}")
    return msgspec.json.decode(body, type=list[RegionCounts])
