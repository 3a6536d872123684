"""What a batch has in the end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from tests.steps.merge.invented import START, mention
from worker.__main__ import cli
from worker.flow import run
from worker.records.flow import Reading
from worker.shell.commands.batch import Told
from worker.shell.wiring import steps


def test_an_event_that_the_tables_have_forgotten_is_still_told() -> None:
    readings = []
    for number, days in enumerate((0, 1500)):
        at = START + timedelta(days=days)
        said = replace(mention(number), published_at=at, revised_at=at, date=at.date().isoformat())
        readings.append(
            Reading(
                article_key=said.article_key,
                article_id=said.article_key,
                digest=str(number),
                revised_at=at,
                published_at=at,
                mentions=[said],
            )
        )
    flow, outputs = run(steps(), readings)
    told = Told(outputs)
    assert len(flow.tables["events"]) == 1
    assert [event.first_reported_at for event in told.in_order()] == [reading.published_at for reading in readings]
    assert len(told.current_mentions()) == 2


@pytest.mark.parametrize("command", [["merge"], ["extract"], ["feed"], ["replay", "--out", "out"]])
def test_a_file_that_is_not_there_is_bad_usage(command: list[str], tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.jsonl"):
        result = CliRunner().invoke(cli, [command[0], str(path), *command[1:]], env={"COLUMNS": "1000"})
        assert (result.exit_code, f"no such file: {path}" in result.output) == (2, True), result.output
