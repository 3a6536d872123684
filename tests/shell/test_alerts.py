"""`strikewire alerts` over the output of a replay."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.exports.test_cap import SCHEMA
from tests.steps.strike_events import START, strike
from tests.steps.watch.test_watch import REFINERY, bench, told
from worker import wire
from worker.__main__ import cli

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three alerts: of Kharkiv, of Belgorod a day later, and one that was told and taken back."""
    messages = told(
        bench(),
        strike("kharkiv", killed=12, facility=REFINERY),
        strike("kyiv", region="UA-30", killed=20),
        strike("kyiv", 2, region="UA-30", status="retracted"),
        strike("border", region="RU-BEL", reported=START + DAY, date="2022-10-11", attacker="UA", facility=REFINERY),
    )
    (tmp_path / "alerts.jsonl").write_bytes(b"".join(wire.encode(message) + b"\n" for message in messages))
    return tmp_path


def run(folder: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["alerts", "--from", str(folder), *options], env={"COLUMNS": "160"})
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("options", "regions"),
    [
        ([], ["RU-BEL", "UA-30", "UA-63"]),
        (["--limit", "1"], ["RU-BEL"]),
        (["--region", "UA"], ["UA-30", "UA-63"]),
        (["--region", "UA-63"], ["UA-63"]),
        (["--since", "2022-10-11"], ["RU-BEL"]),
        (["--rule", "energy-or-fuel-site"], ["RU-BEL", "UA-63"]),
    ],
)
def test_the_last_word_of_each_that_is_wanted_the_latest_first(
    folder: Path, options: list[str], regions: list[str]
) -> None:
    status, output = run(folder, "--json", *options)
    assert status == 0
    newest = {alert["region"]: alert for alert in json.loads(output)}
    assert sorted(newest) == regions
    assert [alert["sent"] for alert in newest.values()] == sorted((a["sent"] for a in newest.values()), reverse=True)
    assert "UA-30" not in newest or newest["UA-30"]["msg_type"] == "Cancel"


def test_cap_readers_get_a_valid_document_for_each(folder: Path) -> None:
    out = folder / "cap"
    status, _ = run(folder, "--cap", str(out), "--sender", "desk@example.org")
    documents = sorted(out.iterdir())
    assert status == 0 and len(documents) == 3
    for path in documents:
        SCHEMA.validate(path)
    mine = next(path.read_text() for path in documents if "kharkiv" in path.read_text())
    assert "<sender>desk@example.org<" in mine and "<value>energy-or-fuel-site<" in mine


def test_a_map_gets_features(folder: Path) -> None:
    status, output = run(folder, "--geojson")
    collection = json.loads(output)
    assert status == 0 and collection["type"] == "FeatureCollection" and len(collection["features"]) == 3


def test_people_see_a_line_for_each(folder: Path) -> None:
    status, output = run(folder)
    assert status == 0
    (line,) = [line for line in output.splitlines() if "Kharkiv" in line]
    for part in ("Severe", "2022-10-10 06:00", "Mass casualties", "energy-or-fuel-site"):
        assert part in line
    assert "cancelled" in next(line for line in output.splitlines() if "Kyiv" in line)


@pytest.mark.parametrize("options", [["--since", "yesterday"], ["--url", "http://localhost"], ["--limit", "0"]])
def test_what_makes_no_sense_is_told_so(folder: Path, options: list[str]) -> None:
    assert run(folder, *options)[0] == 2


def test_a_sender_that_cap_forbids_is_told_so(folder: Path) -> None:
    status, output = run(folder, "--cap", str(folder / "cap"), "--sender", "two words")
    assert status == 2 and "two words" in output


def test_a_folder_without_alerts_is_told_so(tmp_path: Path) -> None:
    status, output = run(tmp_path)
    assert status == 1 and "alerts.jsonl" in output
