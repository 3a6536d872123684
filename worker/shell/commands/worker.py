"""`strikewire worker`."""

from __future__ import annotations

import sys

import structlog
import typer

from worker import settings
from worker.shell import logs


def worker() -> None:
    """Run the stream worker on $KAFKA_BOOTSTRAP_SERVERS until SIGTERM or Ctrl-C."""
    chosen = settings.needs_kafka(settings.load())
    logs.configure(chosen)
    # Not at the head: the language processes import this module too, and have no use for Faust.
    from worker.shell import app
    from worker.shell.wiring import steps

    try:
        app.run(chosen, steps())
    except Exception as error:  # noqa: BLE001 - the last place that can say why
        structlog.get_logger().critical("the worker ends", error=f"{type(error).__name__}: {error}", exc_info=True)
        sys.stderr.flush()
        raise typer.Exit(1) from None
