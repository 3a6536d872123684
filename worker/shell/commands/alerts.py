"""`strikewire alerts`: what each alert says last, of a running worker or of a replay; on a screen, a map, or as CAP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import aiohttp
import msgspec
import typer
from rich.table import Table
from rich.text import Text

from worker.exports.cap import cap_xml
from worker.exports.geojson import collection
from worker.records.alert import Alert
from worker.shell.commands.arguments import GeoJson, Limit, Region, Replayed, instant
from worker.shell.commands.asking import Unanswered, Url, ask
from worker.shell.commands.terminal import console
from worker.shell.demo.screen import alert_row
from worker.steps.lookup import Wanted, newest_alerts, wants


def alerts(
    url: Url = None,
    source: Replayed = None,
    region: Region = None,
    since: Annotated[
        str | None, typer.Option(help="Sent since then: a date (UTC), or an instant as 2022-10-10T06:00:00Z.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option(help="Whose strikes meet that rule, whichever rule tells of them.")
    ] = None,
    limit: Limit = 50,
    json: Annotated[bool, typer.Option("--json", help="For programs: whole alerts, one array.")] = False,
    geojson: GeoJson = False,
    cap: Annotated[
        Path | None,
        typer.Option(metavar="DIR", file_okay=False, help="CAP 1.2 XML: a file each in that folder; made if missing."),
    ] = None,
    sender: Annotated[str, typer.Option(help="Who issues the CAP messages.")] = "strikewire",
) -> None:
    """Alerts, the latest first, each by its last message."""
    if source is not None and url is not None:
        raise typer.BadParameter("--from stands alone: a replay has no worker")
    wanted = Wanted(region, instant(since) if since else None, limit)
    try:
        found = _replayed(source, wanted, rule) if source else _asked(url, wanted, rule)
    except (OSError, TimeoutError, aiohttp.ClientError, msgspec.MsgspecError, Unanswered) as error:
        typer.echo(f"strikewire: {str(error) or type(error).__name__}", err=True)
        raise typer.Exit(1) from error
    if cap is not None:
        _write(found, cap, sender)
    elif json:
        typer.echo(msgspec.json.encode(found))
    elif geojson:
        typer.echo(msgspec.json.encode(collection(found)))
    else:
        console().print(_table(found))


def _replayed(folder: Path, wanted: Wanted, rule: str | None) -> list[Alert]:
    lines = (folder / "alerts.jsonl").read_bytes().splitlines()
    last = {alert.alert_id: alert for alert in (msgspec.json.decode(line, type=Alert) for line in lines)}
    return newest_alerts([alert for alert in last.values() if wants(wanted, rule, alert)])[: wanted.limit]


def _asked(url: str | None, wanted: Wanted, rule: str | None) -> list[Alert]:
    query = {"limit": str(wanted.limit)}
    if wanted.region is not None:
        query["region"] = wanted.region
    if wanted.since is not None:
        query["since"] = wanted.since.isoformat()
    if rule is not None:
        query["rule"] = rule
    return msgspec.json.decode(asyncio.run(ask(url, "/alerts", query)), type=list[Alert])


def _write(found: Sequence[Alert], folder: Path, sender: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for alert in found:
        try:
            document = cap_xml(alert, sender)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--sender") from error
        (folder / f"{alert.alert_id}-{alert.revision}.xml").write_bytes(document)
    typer.echo(f"{len(found)} alerts in {folder}", err=True)


def _table(found: Sequence[Alert]) -> Table:
    rows = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bright_black")
    for name in ("severity", "sent (UTC)"):
        rows.add_column(name, no_wrap=True)
    rows.add_column("alert", ratio=1)
    rows.add_column("rules")
    for alert in found:
        severity, told = alert_row(alert)
        rules = Text(", ".join(alert.rules or [alert.rule]), style="bright_black")
        rows.add_row(severity, Text(f"{alert.sent:%Y-%m-%d %H:%M}", style="cyan"), told, rules)
    return rows
