"""`strikewire topics`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from worker import settings
from worker.shell.admin import Admin, Difference
from worker.shell.commands.terminal import console
from worker.shell.kafka import reach
from worker.shell.topics import Topic, wanted
from worker.shell.wiring import steps


def topics(
    check: Annotated[bool, typer.Option("--check", help="Create nothing, only compare.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Create the topics that are missing, and compare all with their settings; exit status 1 where one differs."""
    chosen = settings.needs_kafka(settings.load())
    due = wanted(chosen, steps())
    created, different = asyncio.run(_create_and_compare(chosen, due, create=not check))
    if json:
        console().print_json(data={"created": created, "differences": [str(found) for found in different]})
    else:
        _show(due, created, different)
    if different:
        raise typer.Exit(1)


async def _create_and_compare(
    chosen: settings.Settings, due: list[Topic], *, create: bool
) -> tuple[list[str], list[Difference]]:
    await reach(chosen)
    async with Admin(chosen) as admin:
        created = await admin.create(due) if create else []
        return created, await admin.differences(due)


def _show(due: list[Topic], created: list[str], different: list[Difference]) -> None:
    table = Table("topic", "key", "cleanup", "state", box=None)
    by_topic: dict[str, list[str]] = {}
    for found in different:
        by_topic.setdefault(found.topic, []).append(found.what)
    for topic in due:
        state = "; ".join(by_topic.get(topic.name, [])) or ("created" if topic.name in created else "as it should be")
        table.add_row(topic.name, topic.key, topic.settings.get("cleanup.policy", ""), state)
    console().print(table)
    for found in different:
        typer.echo(f"strikewire: {found}", err=True)
