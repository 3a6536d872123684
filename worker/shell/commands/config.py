"""`strikewire config`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.table import Table

from worker import settings
from worker.shell.commands.terminal import console


def config(
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Document all settings with their defaults.")] = False,
) -> None:
    """Show the settings in effect, without secrets."""
    if markdown:
        typer.echo(documented(), nl=False)
        return
    shown = effective(settings.load())
    if json:
        console().print_json(data=shown)
        return
    table = Table("variable", "value", "meaning", box=None)
    for name, field in settings.Settings.model_fields.items():
        variable = settings.variable(name)
        value = shown[variable]
        table.add_row(variable, "" if value is None else str(value), field.description)
    console().print(table)


def effective(chosen: settings.Settings) -> dict[str, Any]:
    """Variable → value; a secret is stars where it is set."""
    values = chosen.model_dump(mode="json")
    return {settings.variable(name): value for name, value in values.items()}


def documented() -> str:
    """The table of all settings, as `deploy/SETTINGS.md` has it."""
    properties = settings.Settings.model_json_schema(by_alias=False)["properties"]
    rows = [
        f"| `{settings.variable(name)}` | {_default(field)} | {_values(field)} | {field['description']} |"
        for name, field in properties.items()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Every setting is an environment variable. `strikewire config` shows those in effect. A variable with our",
            "prefix that is no setting, or a value that does not fit, ends a command with one line and status 2.",
            "This table is written by `make schemas`.",
            "",
            "| variable | default | values | meaning |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _default(field: Mapping[str, Any]) -> str:
    value = field.get("default")
    if value in (None, ""):
        return ""
    return f"`{value}`" if " " not in str(value) else str(value)


def _values(field: Mapping[str, Any]) -> str:
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    kind = "path" if "anyOf" in field or field.get("format") == "path" else field["type"]
    named = {"integer": "whole number", "number": "number", "string": "text"}.get(kind, kind)
    bounds = {"exclusiveMinimum": ">", "minimum": "≥", "maximum": "≤"}
    told = [f"{sign} {field[name]:g}" for name, sign in bounds.items() if name in field]
    return ", ".join([named, *told])
