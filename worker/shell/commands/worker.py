"""`strikewire worker`."""

from __future__ import annotations

from worker import settings
from worker.shell import logs


def worker() -> None:
    """Run the stream worker on $KAFKA_BOOTSTRAP_SERVERS until SIGTERM or Ctrl-C."""
    chosen = settings.needs_kafka(settings.load())
    logs.configure(chosen)
    # Not at the head: the language processes import this module too, and have no use for Faust.
    from worker.shell import app
    from worker.shell.wiring import steps

    app.run(chosen, steps(chosen.alert_rules))
