"""`strikewire config`."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from worker import settings


def config(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show the settings in effect, without secrets."""
    shown = effective(settings.load())
    if json:
        Console().print_json(data=shown)
        return
    table = Table("variable", "value", "meaning", box=None)
    for name, field in settings.Settings.model_fields.items():
        variable = settings.variable(name)
        value = shown[variable]
        table.add_row(variable, "" if value is None else str(value), field.description)
    Console().print(table)


def effective(chosen: settings.Settings) -> dict[str, Any]:
    """Variable → value; a secret is stars where it is set."""
    values = chosen.model_dump(mode="json")
    return {settings.variable(name): value for name, value in values.items()}
