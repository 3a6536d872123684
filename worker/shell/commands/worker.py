"""`strikewire worker`."""

from __future__ import annotations

import sys

import structlog
import typer

from worker import settings
from worker.shell import app, logs
from worker.shell.wiring import steps


def worker() -> None:
    """Run the stream worker on $KAFKA_BOOTSTRAP_SERVERS until SIGTERM or Ctrl-C."""
    chosen = settings.needs_kafka(settings.load())
    logs.configure(chosen)
    try:
        app.run(chosen, steps())
    except Exception as error:
        structlog.get_logger().critical("the worker ends", error=f"{type(error).__name__}: {error}", exc_info=True)
        sys.stderr.flush()
        raise typer.Exit(1) from None
