"""The real command, with and without a terminal."""

from __future__ import annotations

import os
import pty
import subprocess

from tests.stream.installation import COMMAND

SECONDS = 200.0


def strikewire(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command does whose output goes to pipes."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def on_a_terminal(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Likewise where standard error is a terminal, and standard output is not."""
    ours, theirs = pty.openpty()
    command = [*COMMAND, *arguments]
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    told = b""
    try:
        while part := os.read(ours, 65536):
            told += part
    except OSError:  # how Linux tells that the other side is closed
        pass
    os.close(ours)
    return subprocess.CompletedProcess(command, process.wait(timeout=SECONDS), "", told.decode())
