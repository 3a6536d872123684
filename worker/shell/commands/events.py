"""`strikewire events`: strikes in the terminal, of a running worker or of a replay, each with what is said of it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, get_args

import aiohttp
import msgspec
import typer
from rich.table import Table
from rich.text import Text

from worker.exports.geojson import collection
from worker.records.event import EventStatus, StrikeEvent
from worker.shell.commands.arguments import GeoJson, Limit, Region, Replayed, instant
from worker.shell.commands.asking import Unanswered, Url, ask
from worker.shell.commands.terminal import console
from worker.shell.demo import words
from worker.steps.contribution import microseconds, occurred_at
from worker.steps.lookup import HOLDING, Wanted, newest_events

OUTLETS = 3
"""Outlets named in a line; more are counted."""
STATUSES: tuple[EventStatus, ...] = get_args(EventStatus)
MARK: dict[EventStatus, tuple[str, str]] = {
    "reported": ("○", "yellow"),
    "corroborated": ("●", "green"),
    "retracted": ("×", "red"),
    "merged": ("→", "bright_black"),
}
"""Sign and colour."""


def events(
    url: Url = None,
    source: Replayed = None,
    region: Region = None,
    since: Annotated[
        str | None, typer.Option(help="That happened since then: a date (UTC), or an instant as 2022-10-10T06:00:00Z.")
    ] = None,
    status: Annotated[str, typer.Option(help=f"Any of {', '.join(STATUSES)}, separated by commas.")] = ",".join(
        HOLDING
    ),
    limit: Limit = 50,
    json: Annotated[bool, typer.Option("--json", help="For programs: whole events, one array.")] = False,
    geojson: GeoJson = False,
) -> None:
    """Strikes, the latest first: when, where, what is told of them, and who says so."""
    if source is not None and url is not None:
        raise typer.BadParameter("--from stands alone: a replay has no worker")
    statuses = status.split(",")
    if not set(statuses) <= set(STATUSES):
        raise typer.BadParameter(f"one or several of {', '.join(STATUSES)}", param_hint="--status")
    wanted = Wanted(region, instant(since) if since else None, limit)
    try:
        found = _replayed(source, wanted, statuses) if source else _asked(url, wanted, status)
    except (OSError, TimeoutError, aiohttp.ClientError, msgspec.MsgspecError, Unanswered) as error:
        typer.echo(f"strikewire: {str(error) or type(error).__name__}", err=True)
        raise typer.Exit(1) from error
    if json:
        typer.echo(msgspec.json.encode(found))
    elif geojson:
        typer.echo(msgspec.json.encode(collection(found)))
    else:
        console().print(_table(found))


def _replayed(folder: Path, wanted: Wanted, statuses: Collection[str]) -> list[StrikeEvent]:
    lines = (folder / "events.jsonl").read_bytes().splitlines()
    found = [msgspec.json.decode(line, type=StrikeEvent) for line in lines]
    earliest = None if wanted.since is None else microseconds(wanted.since)
    chosen = [
        event
        for event in found
        if event.status in statuses
        and wanted.covers(event.region)
        and (earliest is None or occurred_at(event) >= earliest)
    ]
    return newest_events(chosen)[: wanted.limit]


def _asked(url: str | None, wanted: Wanted, status: str) -> list[StrikeEvent]:
    query = {"status": status, "limit": str(wanted.limit)}
    if wanted.region is not None:
        query["region"] = wanted.region
    if wanted.since is not None:
        query["since"] = wanted.since.isoformat()
    return msgspec.json.decode(asyncio.run(ask(url, "/events", query)), type=list[StrikeEvent])


def _table(events: Sequence[StrikeEvent]) -> Table:
    rows = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bright_black")
    for name in ("", "event", "date"):
        rows.add_column(name, no_wrap=True)
    for name, ratio in (("where", 2), ("told", 4), ("by", 3)):
        rows.add_column(name, ratio=ratio)
    for event in events:
        mark, style = MARK[event.status]
        outlets = words.some(words.outlets(event), OUTLETS)
        rows.add_row(
            Text(mark, style=style),
            Text(event.event_id, style="bright_black"),
            Text(event.date, style="cyan"),
            Text(words.where(event), style="bold"),
            Text(words.what(event) or event.kind),
            Text(f"{event.status}, {words.reports(event)}: {outlets}", style="bright_black"),
        )
    return rows
