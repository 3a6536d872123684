"""Writes the dashboards: python -m deploy.grafana.source (from the root of the repository)."""

from __future__ import annotations

import json
from pathlib import Path

from deploy.grafana.source.strikes import STRIKES
from deploy.grafana.source.worker import WORKER

FOLDER = Path(__file__).parents[1] / "dashboards"
DASHBOARDS = {"strikes.json": STRIKES, "worker.json": WORKER}


def text_of(dashboard: dict[str, object]) -> str:
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, dashboard in DASHBOARDS.items():
        (FOLDER / name).write_text(text_of(dashboard), encoding="utf-8")
