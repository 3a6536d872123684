"""`strikewire explain` over a file of mentions."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from tests.steps.merge.invented import IZIUM, Merged, killed, mention, weapons
from worker import wire
from worker.__main__ import cli
from worker.records.mention import Claim, Mention
from worker.steps.merge.explain import Explanation

TOLD = [mention(2, 1, casualties=killed(4)), mention(3, 2, casualties=killed(4)), mention(4, 3, place=IZIUM)]


def _file(folder: Path, told: list[Mention]) -> Path:
    path = folder / "mentions.jsonl"
    path.write_bytes(b"".join(wire.encode(one) + b"\n" for one in told))
    return path


def _explained(path: Path, event_id: str, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["explain", event_id, "--from", str(path), *options], env={"COLUMNS": "160"})
    return result.exit_code, result.output


def _event_with(told: list[Mention], mention_id: str) -> str:
    (event,) = [event for event in Merged(told).live if mention_id in event.mention_ids]
    return event.event_id


@pytest.mark.parametrize("folder", [True, False], ids=["folder", "file"])
def test_the_mentions_with_reasons_and_what_was_turned_away_with_its_event(tmp_path: Path, folder: bool) -> None:
    path = _file(tmp_path, TOLD)
    status, output = _explained(tmp_path if folder else path, _event_with(TOLD, "m2"))
    assert status == 0
    assert "killed: 4 (exact; claims 4 ×2)" in output
    after = dict(pairwise(output.splitlines()))
    (joined,) = [line for line in after if line.rstrip().endswith("m3")]
    assert joined.startswith("outlet-3.example") and len(joined) <= 80
    assert after[joined].split() == ["5", "same", "place", "+3;", "killed", "4", "in", "both", "+2"]
    (refused,) = [line for line in after if line.rstrip().endswith("m4")]
    assert f"{_event_with(TOLD, 'm4')}: another place, 112 km away" in after[refused]


def test_what_the_sides_say_and_the_wave_it_was_part_of(tmp_path: Path) -> None:
    claims = [Claim(by="RU", stance="denies"), Claim(by="UA", stance="claims")]
    told = [mention(1, claims=claims), mention(2, kind="wave", region="UA", place=None, weapons=weapons("missile"))]
    _, output = _explained(_file(tmp_path, told), _event_with(told, "m1"))
    assert "RU denies it" in output and "UA claims it" in output
    assert f"part of the wave {_event_with(told, 'm2')}" in output


def test_for_programs(tmp_path: Path) -> None:
    status, output = _explained(_file(tmp_path, TOLD), _event_with(TOLD, "m2"), "--json")
    assert status == 0
    explanation = msgspec.json.decode(output, type=Explanation)
    assert (explanation.founder, [c.mention_id for c in explanation.joined]) == ("m2", ["m3"])


def test_an_id_that_gave_way_leads_to_its_event(tmp_path: Path) -> None:
    earlier = mention(1, casualties=killed(4))
    status, output = _explained(_file(tmp_path, [*TOLD, earlier]), _event_with(TOLD, "m2"))
    assert status == 0
    assert f"gave way to {_event_with([*TOLD, earlier], 'm1')}" in output


def test_of_a_closed_date_the_mentions_are_shown_without_reasons(tmp_path: Path) -> None:
    later = mention(9, 24 * 400, date="2032-04-13")
    status, output = _explained(_file(tmp_path, [*TOLD, later]), _event_with(TOLD, "m2"))
    assert status == 0
    assert "outlet-3.example" in output and "same place" not in output


def test_an_unknown_event_and_a_missing_file(tmp_path: Path) -> None:
    path = _file(tmp_path, TOLD)
    status, output = _explained(path, "ev-0")
    assert status == 1 and "these mentions make no event ev-0" in output
    assert _explained(tmp_path / "none.jsonl", "ev-0")[0] == 2


def test_signs_that_a_terminal_would_obey_are_shown_as_dots(tmp_path: Path) -> None:
    told = [mention(1, outlet="wire\x1b[31m.example")]
    _, output = _explained(_file(tmp_path, told), _event_with(told, "m1"))
    assert "wire·[31m.example" in output
