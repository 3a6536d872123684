"""The keyed steps, in the order of the flow, as the stream and the batch both run them."""

from __future__ import annotations

from worker.steps import ledger, merge, tally, watch
from worker.steps.step import StepSpec
from worker.steps.watch.rules import Rules, load_rules


def steps(alert_rules: Rules | None = None) -> list[StepSpec]:
    """With the shipped alert rules where none are given."""
    return [ledger.STEP, merge.STEP, tally.STEP, watch.watch_step(alert_rules or load_rules())]
