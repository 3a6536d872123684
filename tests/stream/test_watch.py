"""`strikewire watch` and `strikewire feed` for programs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Broker
from tests.stream.installation import COMMAND, Installation


@pytest.mark.parametrize("command", ["watch", "feed /dev/null"])
def test_without_topics_a_command_names_them(broker: Broker, prefix: str, tmp_path: Path, command: str) -> None:
    environment = Installation(broker, prefix, tmp_path).environment()
    done = subprocess.run([*COMMAND, *command.split()], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert prefix in done.stderr
    assert "strikewire topics" in done.stderr


def test_what_changes_comes_as_json(
    install: Callable[..., Installation], articles: list[bytes], tmp_path: Path
) -> None:
    stream = install()
    stream.start().wait_ready()
    source = tmp_path / "articles.jsonl"
    source.write_bytes(b"\n".join(articles))
    with subprocess.Popen([*COMMAND, "watch", "--json"], stdout=subprocess.PIPE, env=stream.environment()) as watch:
        fed = json.loads(stream.run("feed", str(source), "--json"))
        assert fed == {"fed": len(articles), "topic": f"{stream.prefix}articles"}
        assert watch.stdout is not None
        seen: dict[str, str] = {}
        while seen.keys() != {"alert", "counts"}:
            ((kind, value),) = json.loads(watch.stdout.readline()).items()
            seen[kind] = value["alert_id" if kind == "alert" else "region"]
        watch.terminate()
    stream.wait_drained()
    assert seen["alert"] in stream.newest("alerts")
    assert seen["counts"] in stream.newest("region-counts")
