"""The keyed steps, in the order of the flow, as the stream and the batch both run them."""

from __future__ import annotations

from worker.steps import ledger, merge, tally, watch
from worker.steps.step import StepSpec


def steps() -> list[StepSpec]:
    return [ledger.STEP, merge.STEP, tally.STEP, watch.STEP]
