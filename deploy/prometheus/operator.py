"""Writes the rules as the Prometheus Operator takes them: python -m deploy.prometheus.operator (from the root)."""

from __future__ import annotations

from pathlib import Path

import yaml

RULES = Path(__file__).parent / "rules"
FILE = Path(__file__).parents[1] / "kubernetes/components/monitoring/prometheusrule.yaml"


def resource() -> dict[str, object]:
    groups = [group for path in sorted(RULES.glob("*.yaml")) for group in yaml.safe_load(path.read_text())["groups"]]
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "strikewire"},
        "spec": {"groups": groups},
    }


if __name__ == "__main__":
    head = "# Written from deploy/prometheus/rules by python -m deploy.prometheus.operator.\n"
    FILE.write_text(head + yaml.safe_dump(resource(), sort_keys=False, allow_unicode=True, width=120), "utf-8")
