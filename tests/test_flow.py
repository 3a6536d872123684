"""The batch: the same steps, one article after the other."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from msgspec.structs import replace

from tests.steps.merge.invented import START, mention
from worker.flow import run
from worker.records.flow import Reading
from worker.shell.wiring import steps


def reading(key: str, version: int, *, says: bool) -> Reading:
    at = START + timedelta(hours=version)
    return Reading(
        article_key=key,
        article_id=key,
        digest=f"{key} {version}",
        revised_at=at,
        published_at=START,
        mentions=[replace(mention(1), article_key=key, revised_at=at)] if says else [],
    )


def test_what_tells_of_no_strike_in_any_version_is_passed_over() -> None:
    flow, outputs = run(steps(), [reading("a", 1, says=False), reading("a", 2, says=False)])
    assert {output.topic for output in outputs} == {"clock"}
    assert flow.notes["intake:outcome:irrelevant"] == 2


def test_a_version_that_takes_everything_back_counts_in_any_order() -> None:
    for versions in permutations([reading("a", 1, says=True), reading("a", 2, says=False)]):
        flow, outputs = run(steps(), list(versions))
        assert list(outputs)
        assert [event.status for event in flow.tables["events"].values() if event.status != "retracted"] == []
