"""The sample week and its gold: what the demo shows, and what accuracy is checked on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

import worker
from worker import wire
from worker.records.article import Article
from worker.records.flow import Rejected

SAMPLE = Path(worker.__file__).parent / "data" / "sample" / "articles.jsonl"
GOLD = Path(__file__).parent / "data" / "sample-gold.jsonl"
ARRIVED = datetime(2026, 3, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def records() -> list[Article | Rejected]:
    return [wire.article_from(line, arrived_at=ARRIVED) for line in SAMPLE.read_bytes().splitlines()]


@pytest.fixture(scope="module")
def gold() -> dict[str, list[dict[str, Any]]]:
    return {line["id"]: line["strikes"] for line in map(orjson.loads, GOLD.read_bytes().splitlines())}


def test_one_record_is_broken_and_says_why(records: list[Article | Rejected]) -> None:
    assert [r.reason for r in records if isinstance(r, Rejected)] == ["not_json"]


def test_a_week_of_eight_outlets_in_order(records: list[Article | Rejected]) -> None:
    articles = [r for r in records if isinstance(r, Article)]
    assert len(articles) >= 80
    assert len({article.outlet for article in articles}) == 8
    assert {article.published_at.date().isoformat() for article in articles} == {
        f"2026-03-0{day}" for day in range(2, 9)
    }
    assert not [article.article_id for article in articles if "future" in article.published_assumed]


def test_one_article_is_corrected_and_one_taken_back(records: list[Article | Rejected]) -> None:
    versions: dict[str, list[Article]] = {}
    for record in records:
        if isinstance(record, Article):
            versions.setdefault(record.key, []).append(record)
    twice = [pair for pair in versions.values() if len(pair) > 1]
    assert sorted(pair[-1].withdrawn for pair in twice) == [False, True]
    for earlier, later in twice:
        assert later.revised_at > earlier.revised_at
        assert wire.digest(later) != wire.digest(earlier)


def test_the_gold_speaks_of_every_article_and_quotes_it(
    records: list[Article | Rejected], gold: dict[str, list[dict[str, Any]]]
) -> None:
    articles = {r.article_id: r for r in records if isinstance(r, Article) and not r.withdrawn}  # the last version
    assert articles.keys() == gold.keys()
    for article_id, strikes in gold.items():
        for strike in strikes:
            quoted = strike["evidence"]
            assert quoted in articles[article_id].text or quoted in articles[article_id].title
            assert len(quoted.split()) <= 25


def test_the_gold_has_both_directions_waves_and_strikes_told_by_many(gold: dict[str, list[dict[str, Any]]]) -> None:
    strikes = [strike for told in gold.values() for strike in told]
    assert {strike["attacker"] for strike in strikes} >= {"RU", "UA"}
    assert {strike.get("kind", "strike") for strike in strikes} == {"strike", "wave", "interception"}
    told = {event: sum(s["event"] == event for s in strikes) for event in {s["event"] for s in strikes}}
    assert sum(count >= 3 for count in told.values()) >= 10
    assert sum(not strikes for strikes in gold.values()) >= 15
