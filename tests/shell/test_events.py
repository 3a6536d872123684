"""`strikewire events` over the output of a replay."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.steps.strike_events import START, strike
from worker import wire
from worker.__main__ import cli

DAY = timedelta(days=1)
EVENTS = [
    strike("first", reported=START - 3 * DAY, date="2022-10-07", killed=4),
    strike("kyiv", region="UA-30"),
    strike("gone", status="retracted"),
    strike("border", region="RU-BEL", reported=START + DAY, date="2022-10-11", attacker="UA"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "events.jsonl").write_bytes(b"".join(wire.encode(event) + b"\n" for event in EVENTS))
    return tmp_path


def told(folder: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["events", "--from", str(folder), *options], env={"COLUMNS": "160"})
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], ["border", "kyiv", "first"]),
        (["--limit", "1"], ["border"]),
        (["--region", "UA"], ["kyiv", "first"]),
        (["--region", "UA-63"], ["first"]),
        (["--since", "2022-10-10"], ["border", "kyiv"]),
        (["--since", "2022-10-11T00:00:00+03:00"], ["border"]),
        (["--status", "retracted,merged"], ["gone"]),
    ],
)
def test_the_newest_that_are_wanted_come_first(folder: Path, options: list[str], ids: list[str]) -> None:
    status, output = told(folder, "--json", *options)
    assert status == 0
    assert [event["event_id"] for event in json.loads(output)] == ids


def test_a_map_gets_features(folder: Path) -> None:
    status, output = told(folder, "--geojson", "--limit", "2")
    assert status == 0
    assert [feature["id"] for feature in json.loads(output)["features"]] == ["border", "kyiv"]


def test_people_see_a_line_for_each(folder: Path) -> None:
    status, output = told(folder)
    assert status == 0
    (line,) = [line for line in output.splitlines() if "first" in line]
    for part in ("○", "2022-10-07", "Kharkiv", "4 killed", "reported, 1 report: outlet-0"):
        assert part in line


@pytest.mark.parametrize("options", [["--status", "lost"], ["--since", "yesterday"], ["--url", "http://localhost"]])
def test_what_makes_no_sense_is_told_so(folder: Path, options: list[str]) -> None:
    assert told(folder, *options)[0] == 2


def test_a_folder_without_events_is_told_so(tmp_path: Path) -> None:
    status, output = told(tmp_path)
    assert status == 1 and "events.jsonl" in output
