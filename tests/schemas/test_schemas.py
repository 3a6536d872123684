"""The committed schemas are those of the records, and every example is what its schema and the wire say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from worker import wire
from worker.records.article import Article
from worker.shell import schemas

FOLDER = Path(__file__).parent.parent.parent / "schemas"
EXAMPLES = sorted(FOLDER.glob("*/examples/v*/*.json"))
"""Of all versions: what was written once must be read for good."""
ARRIVED = datetime(2026, 3, 9, tzinfo=UTC)


def topic_of(example: Path) -> str:
    return example.relative_to(FOLDER).parts[0]


def validator(topic: str, file: str = "schema.json") -> Draft202012Validator:
    schema: dict[str, Any] = orjson.loads((FOLDER / topic / file).read_bytes())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("topic", schemas.TOPICS)
def test_the_committed_schema_is_the_records(topic: str) -> None:
    """`make schemas` writes them anew."""
    assert (FOLDER / topic / "schema.json").read_bytes() == schemas.encoded(schemas.schema_of(topic))


@pytest.mark.parametrize("topic", ["articles", *schemas.TOPICS])
def test_every_topic_has_examples(topic: str) -> None:
    assert any(topic_of(path) == topic for path in EXAMPLES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{topic_of(path)}/{path.parent.name}/{path.stem}")
def test_an_example_is_valid_and_passes_the_wire(path: Path) -> None:
    topic = topic_of(path)
    example = orjson.loads(path.read_bytes())
    assert not list(validator(topic).iter_errors(example))
    if topic == "articles":
        assert isinstance(wire.article_from(path.read_bytes(), arrived_at=ARRIVED), Article)
    else:
        record = wire.decode(path.read_bytes(), schemas.TOPICS[topic])
        assert isinstance(record, schemas.TOPICS[topic]), record
        if path.parent.name == f"v{schemas.VERSION}":
            assert orjson.loads(wire.encode(record)) == example


@pytest.mark.parametrize(
    "article",
    [
        {},
        {"id": "a"},
        {"text": "x"},
        {"id": "", "text": "x"},
        {"id": "a", "text": " ", "title": ""},
        {"id": "a", "withdrawn": False},
        {"url": None, "id": None, "title": "x"},
    ],
)
def test_the_schema_of_articles_refuses_what_the_wire_refuses(article: dict[str, Any]) -> None:
    assert list(validator("articles").iter_errors(article))
    assert not isinstance(wire.article_from(orjson.dumps(article), arrived_at=ARRIVED), Article)


def test_fields_carry_the_docstrings_of_the_records() -> None:
    properties = schemas.schema_of("mentions")["$defs"]["Mention"]["properties"]
    assert properties["revised_at"]["description"].startswith("Of the article's version")
