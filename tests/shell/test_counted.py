"""What leaves the worker is counted."""

from __future__ import annotations

from prometheus_client import REGISTRY

from worker.shell.counted import expect_alerts
from worker.steps.watch.rules import parse_rules

RULES = """
rules:
  - name: test-rule
    headline: Something hit
    severity: Severe
    escalate:
      - {killed: 20, severity: Extreme}
    expires_hours: 24
    group: region
    event: {killed: 10}
"""


def test_alerts_are_counted_from_0_with_every_severity_that_they_can_have() -> None:
    expect_alerts(parse_rules(RULES, "rules"))
    series = [sample for family in REGISTRY.collect() for sample in family.samples]
    found = {
        (sample.labels["msg_type"], sample.labels["severity"]): sample.value
        for sample in series
        if sample.name == "strikewire_alerts_total" and sample.labels["rule"] == "test-rule"
    }
    kinds = ("Alert", "Update", "Cancel")
    assert found == {(kind, severity): 0 for kind in kinds for severity in ("Severe", "Extreme")}
