"""One example of what each ingester writes, and the article it becomes (`tests/data/formats`)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from worker import wire
from worker.records.article import Article

EXAMPLES = sorted((Path(__file__).parent.parent / "data" / "formats").glob("*.json"))
ARRIVED = datetime(2026, 3, 7, tzinfo=UTC)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_ingesters_record_becomes_the_article(path: Path) -> None:
    example = orjson.loads(path.read_bytes())
    article = wire.article_from(
        orjson.dumps(example["record"]),
        headers=[(name, value.encode()) for name, value in example.get("headers", {}).items()],
        key=example["key"].encode() if "key" in example else None,
        arrived_at=ARRIVED,
    )
    assert isinstance(article, Article), article
    assert orjson.loads(wire.encode(article)) == example["article"]
