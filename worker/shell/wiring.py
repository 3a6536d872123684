"""The keyed steps, in the order of the flow, as the stream and the batch both run them."""

from __future__ import annotations

from pathlib import Path

from worker.steps import ledger, merge, tally, watch
from worker.steps.step import StepSpec
from worker.steps.watch.rules import SHIPPED, load_rules


def steps(alert_rules: Path | None = None) -> list[StepSpec]:
    """The shipped rules where no file is given.  Raises RuleError, which begins with `file:line`, if they are wrong."""
    return [ledger.STEP, merge.STEP, tally.STEP, watch.watch_step(load_rules(alert_rules or SHIPPED))]
