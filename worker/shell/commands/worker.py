"""`strikewire worker`."""

from __future__ import annotations

from worker import settings
from worker.shell import logs


def worker() -> None:
    """Run the stream worker on $KAFKA_BOOTSTRAP_SERVERS until SIGTERM or Ctrl-C."""
    chosen = settings.needs_kafka(settings.load())
    logs.configure(chosen)
    # Not at the head: the language processes import this module too, and have no use for Faust.
    from worker.shell import app, counted, tracing
    from worker.shell.wiring import steps
    from worker.steps.extract.model import seek_model
    from worker.steps.watch.rules import SHIPPED, load_rules

    seek_model(chosen.model)
    rules = load_rules(chosen.alert_rules or SHIPPED)
    counted.expect_alerts(rules)
    tracing.configure(chosen)
    app.run(chosen, steps(rules))
