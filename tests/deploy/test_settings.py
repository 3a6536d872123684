"""The table of settings is that of the code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from worker import settings
from worker.shell.commands.config import documented

FILE = Path(__file__).parents[2] / "deploy" / "SETTINGS.md"


def test_the_table_is_fresh() -> None:
    """`make schemas` writes it anew."""
    assert FILE.read_text("utf-8") == documented()


def test_the_table_does_not_depend_on_where_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    before = documented()
    monkeypatch.setenv("STRIKEWIRE_PARTITIONS", "77")
    assert documented() == before
    assert all(f"`{settings.variable(name)}`" in before for name in settings.Settings.model_fields)


@pytest.mark.parametrize("command", [["config"], ["worker"], ["topics"], ["feed", "-"]])
@pytest.mark.parametrize("wrong", [{"STRIKEWIRE_PARTITION": "3"}, {"STRIKEWIRE_PARTITIONS": "three"}])
def test_a_wrong_setting_stops_every_command_with_one_line_and_status_2(
    command: list[str], wrong: dict[str, str]
) -> None:
    outside = {name: value for name, value in os.environ.items() if not name.startswith(settings.PREFIX)}
    environment = outside | {"KAFKA_BOOTSTRAP_SERVERS": "localhost:1"} | wrong
    done = subprocess.run(
        [sys.executable, "-m", "worker", *command],
        env=environment,
        capture_output=True,
        text=True,
        input="",
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert next(iter(wrong)) in done.stderr
