"""What the tests read in the dashboards: their panels, and their queries with the variables filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.deploy.prometheus import DEPLOY

Json = dict[str, Any]
FILES = sorted((DEPLOY / "grafana/dashboards").glob("*.json"))
VARIABLES = {"window": "7d", "country": ".*", "job": "strikewire", "instance": ".*", "__rate_interval": "10s"}
"""What Grafana puts in: the choices that the dashboards open with, and four scrapes and more."""


@dataclass(frozen=True)
class Target:
    """One query of one panel."""

    dashboard: str
    panel: Json
    target: Json

    @property
    def name(self) -> str:
        return f"{self.dashboard}: {self.panel['title']} {self.target['refId']}"

    @property
    def expr(self) -> str:
        return filled(self.target["expr"])


def filled(text: str) -> str:
    """Raises KeyError for a variable that the dashboards do not have."""
    return re.sub(r"\$\{?(\w+)\}?", lambda match: VARIABLES[match[1]], text)


def read(name: str) -> Json:
    found: Json = json.loads((DEPLOY / "grafana/dashboards" / name).read_text())
    return found


def targets(kind: str) -> Iterator[Target]:
    """All queries to data sources of that type."""
    for path in FILES:
        for panel in read(path.name)["panels"]:
            for target in panel.get("targets", []):
                if target["datasource"]["type"] == kind:
                    yield Target(path.name, panel, target)
