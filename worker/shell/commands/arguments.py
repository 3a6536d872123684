"""What more than one command takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

Replayed = Annotated[
    Path | None, typer.Option("--from", metavar="DIR", help="The output of `strikewire replay`, without a worker.")
]
Region = Annotated[str | None, typer.Option(metavar="CODE", help="Of a region or a whole country, as UA-63 or UA.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="The newest so many.")]
"""As many as a worker gives at once."""
GeoJson = Annotated[bool, typer.Option("--geojson", help="For maps: one FeatureCollection.")]


def input_file(path: Path) -> Path:
    """Of an argument: a file, a pipe, or - for standard input."""
    if str(path) != "-" and (path.is_dir() or not path.exists()):
        raise typer.BadParameter(f"no such file: {path}")
    return path


def instant(text: str) -> datetime:
    """Of `--since`: an instant, or a date in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("a date, or an instant with its offset", param_hint="--since") from error
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
