"""The form of the log: for people on a terminal, for programs elsewhere, unless a setting says which."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from tests.shell.terminal import on_a_terminal, strikewire


@pytest.mark.parametrize(
    ("run", "form", "is_json"),
    [
        (on_a_terminal, "auto", False),
        (strikewire, "auto", True),
        (on_a_terminal, "json", True),
        (strikewire, "console", False),
    ],
)
def test_people_read_lines_and_programs_json(
    run: Callable[..., subprocess.CompletedProcess[str]], form: str, is_json: bool
) -> None:
    """A worker that reaches no broker says so, and ends."""
    done = run("worker", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1", STRIKEWIRE_LOG_FORMAT=form)
    (line,) = done.stderr.splitlines()
    assert "the worker ends" in line
    if is_json:
        assert json.loads(line)["level"] == "critical"
    else:
        assert not line.startswith("{")
