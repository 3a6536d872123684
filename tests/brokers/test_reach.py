"""Brokers that do not answer."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.stream.installation import COMMAND
from worker.shell.broker import free_port


@pytest.mark.parametrize("command", [["topics"], ["feed", os.devnull], ["watch"], ["worker"]], ids=" ".join)
def test_a_command_ends_with_one_line_that_names_them_and_status_1(command: list[str]) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    environment = os.environ | {"KAFKA_BOOTSTRAP_SERVERS": nobody}
    done = subprocess.run([*COMMAND, *command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert nobody in done.stderr
