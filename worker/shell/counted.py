"""Counts what leaves the worker, for `metrics.py`."""

from __future__ import annotations

import itertools
import time
from typing import get_args

from worker.records.alert import Alert, MsgType
from worker.records.event import StrikeEvent
from worker.shell import metrics
from worker.steps.step import Output
from worker.steps.watch import digest
from worker.steps.watch.rules import Rules


def expect_alerts(rules: Rules) -> None:
    """Begins the counters of alerts at 0, so that the first alert of a rule shows in rate() and increase()."""
    severities = {rule.name: {rule.severity, *(step.severity for step in rule.escalate)} for rule in rules.rules}
    severities[digest.RULE] = set().union(*severities.values())  # as grave as the gravest alert in it
    for rule, possible in severities.items():
        for msg_type, severity in itertools.product(get_args(MsgType), sorted(possible)):
            metrics.ALERTS.labels(rule, msg_type, severity)


def count_output(output: Output, caused_at: float) -> None:
    """Counts what has left the worker; `caused_at` is the time of the record that caused it, in seconds."""
    value = output.value
    if isinstance(value, StrikeEvent):
        metrics.EVENTS.labels(value.status).inc()
    elif isinstance(value, Alert):
        metrics.ALERTS.labels(value.rule, value.msg_type, value.severity).inc()
        if value.msg_type == "Alert":
            now, trace = time.time(), metrics.exemplar(value.traceparent)
            metrics.ARRIVAL_TO_ALERT.observe(max(0.0, now - caused_at), trace)
            metrics.PUBLICATION_TO_ALERT.observe(max(0.0, now - value.sent.timestamp()), trace)
