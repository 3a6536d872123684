"""What more than one command takes."""

from __future__ import annotations

from pathlib import Path

import typer


def input_file(path: Path) -> Path:
    """Of an argument: a file, a pipe, or - for standard input."""
    if str(path) != "-" and (path.is_dir() or not path.exists()):
        raise typer.BadParameter(f"no such file: {path}")
    return path
