"""Where the commands print, and how they show that they are at work."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from worker.shell.batch import lines_of

UNBOUNDED = 10_000
"""Columns."""


def console() -> Console:
    """Standard output.  Nothing is cut to a width where no terminal has one: a pipe, a file, a container's log."""
    return Console(width=None if sys.stdout.isatty() else UNBOUNDED)


def progress(*, prints: bool = False) -> Progress:
    """Bars on standard error, gone when the work is done; none where that is no terminal.

    `prints`: the command writes to standard output meanwhile, so that there must be none if both are one terminal.
    """
    shown = sys.stderr.isatty() and not (prints and sys.stdout.isatty())
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(show_speed=True)
    return Progress(
        *columns, TimeElapsedColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True, disable=not shown,
    )  # fmt: skip


@contextmanager
def followed(path: Path, bars: Progress, doing: str) -> Iterator[Iterator[bytes]]:
    """The lines of a file (see `lines_of`), with a bar of how much of it has been taken."""
    with lines_of(path) as lines:
        if bars.disable:
            yield iter(lines)
            return
        # What a pipe will bring, or a compressed file, is not known.
        known = path.is_file() and path.suffix != ".gz"
        task = bars.add_task(doing, total=path.stat().st_size if known else None)

        def taken() -> Iterator[bytes]:
            for line in lines:
                bars.advance(task, len(line))
                yield line

        yield taken()
