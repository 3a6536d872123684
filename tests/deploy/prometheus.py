"""Prometheus as a process of its own, with the project's rules, scraping a worker that the test has started."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from tests.brokers.waiting import wait_until
from worker.shell.broker import free_port

DEPLOY = Path(__file__).parents[2] / "deploy"
SCRAPE = "1s"

Series = dict[str, Any]
"""`metric`, and `value` (instant) or `values` (range), as the HTTP API gives them."""


class QueryError(AssertionError):
    """Prometheus does not take the query; with its words."""


class Prometheus:
    """Inside its `with` block it scrapes `target` (host:port) each second and evaluates the rules as often."""

    def __init__(self, folder: Path, target: str) -> None:
        self._folder = folder
        self._target = target
        self._address = ""
        self._process: subprocess.Popen[bytes] | None = None

    def _config(self) -> dict[str, Any]:
        """The project's own, but for what finds the workers and how often they are asked."""
        config: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
        config["global"] = {"scrape_interval": SCRAPE, "evaluation_interval": SCRAPE}
        config["rule_files"] = [str(DEPLOY / "prometheus" / pattern) for pattern in config["rule_files"]]
        for job in config["scrape_configs"]:
            del job["dns_sd_configs" if job["job_name"] == "strikewire" else "static_configs"]
            target = self._target if job["job_name"] == "strikewire" else self._address
            job["static_configs"] = [{"targets": [target]}]
        return config

    def __enter__(self) -> Self:
        binary = shutil.which("prometheus")
        assert binary, "prometheus is not installed (Debian: prometheus)"
        self._address = f"127.0.0.1:{free_port()}"
        file = self._folder / "prometheus.yml"
        file.write_text(yaml.safe_dump(self._config()))
        self._log = (self._folder / "prometheus.log").open("wb")
        command = [
            binary,
            f"--config.file={file}",
            f"--storage.tsdb.path={self._folder / 'tsdb'}",
            f"--web.listen-address={self._address}",
            "--enable-feature=exemplar-storage",
            "--log.level=warn",
        ]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        wait_until("Prometheus is ready", self._ready, 150)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=30)
        self._log.close()

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "prometheus.log").read_text()
        try:
            with urllib.request.urlopen(f"http://{self._address}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def get(self, path: str, **parameters: str) -> Any:
        """`data` of an answer of the HTTP API.  Raises QueryError."""
        url = f"http://{self._address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise QueryError(f"{json.load(error)['error']}: {parameters}") from None

    def instant(self, expr: str, at: float | None = None) -> list[Series]:
        """`at` in seconds; now, if not given."""
        found: list[Series] = self.get("query", query=expr, **({} if at is None else {"time": str(at)}))["result"]
        return found

    def range(self, expr: str, start: float, end: float, step: float = 1) -> list[Series]:
        found: list[Series] = self.get("query_range", query=expr, start=str(start), end=str(end), step=str(step))[
            "result"
        ]
        return found
