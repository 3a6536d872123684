"""The AsyncAPI document is valid, fresh, and its references lead somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from worker import wire
from worker.records.flow import Rejected
from worker.shell import asyncapi, cloudevents, schemas
from worker.shell.topics import TOPICS

FOLDER = Path(__file__).parents[2] / "schemas"
# `schemas/3.0.0-without-$id.json` of the npm package @asyncapi/specs 6.11.1 (Apache-2.0).
SPECIFICATION = Path(__file__).parents[1] / "data" / "asyncapi-3.0.0.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text("utf-8"))
    return found


def errors(document: dict[str, Any]) -> list[str]:
    validator = Draft7Validator(json.loads(SPECIFICATION.read_text("utf-8")))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def test_it_is_as_the_topics_and_schemas_are() -> None:
    """`make schemas` writes it anew."""
    assert (FOLDER / "asyncapi.yaml").read_text("utf-8") == asyncapi.encoded(asyncapi.document(FOLDER))


def test_it_is_asyncapi_3(document: dict[str, Any]) -> None:
    assert errors(document) == []
    assert errors(document | {"channels": {"articles": {"adress": "articles"}}}), "the check can fail"


def test_it_tells_of_every_topic_that_others_use(document: dict[str, Any]) -> None:
    assert set(document["channels"]) == {topic.role for topic in TOPICS if not topic.internal} | {"articles.dlq"}


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert found
    for reference in found:
        if reference.startswith("#/"):
            node: Any = document
            for part in reference[2:].split("/"):
                node = node[part]
        else:
            assert (FOLDER / reference).is_file(), reference


@pytest.mark.parametrize("topic", cloudevents.KINDS)
def test_the_headers_are_those_that_are_written(document: dict[str, Any], topic: str) -> None:
    message = document["components"]["messages"][topic]
    record = wire.decode(json.dumps(message["examples"][0]["payload"]).encode(), schemas.TOPICS[topic])
    assert not isinstance(record, Rejected)
    source = cloudevents.source("desk")
    written = cloudevents.headers(
        topic, "k", record, wire.encode(record), source=source, timestamp_ms=1, traceparent="00-1-2-01"
    )
    told = {name: value.decode() for name, value in written}
    assert list(Draft7Validator(message["headers"]).iter_errors(told)) == []
    assert set(told) == set(message["headers"]["properties"])
