"""Where the commands print."""

from __future__ import annotations

import sys

from rich.console import Console

UNBOUNDED = 10_000
"""Columns."""


def console() -> Console:
    """Standard output.  Nothing is cut to a width where no terminal has one: a pipe, a file, a container's log."""
    return Console(width=None if sys.stdout.isatty() else UNBOUNDED)
