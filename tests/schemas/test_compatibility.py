"""Readers and writers of different versions understand one another.

Old records under the new schema are among the examples of test_schemas.py, which holds those of every version.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.schemas.test_schemas import EXAMPLES, FOLDER, topic_of, validator
from worker.shell import schemas

PUBLISHED = sorted(FOLDER.glob("*/versions/*.json"))
CURRENT = [path for path in EXAMPLES if path.parent.name == f"v{schemas.VERSION}"]


def test_the_current_version_of_every_topic_was_published() -> None:
    names = {str(path.relative_to(FOLDER)) for path in PUBLISHED}
    assert {f"{topic}/versions/{schemas.VERSION}.json" for topic in ["articles", *schemas.TOPICS]} <= names


@pytest.mark.parametrize("path", CURRENT, ids=lambda path: f"{topic_of(path)}/{path.stem}")
def test_a_new_record_is_read_by_whoever_has_an_old_schema(path: Path) -> None:
    topic = topic_of(path)
    for published in (FOLDER / topic / "versions").glob("*.json"):
        found = list(validator(topic, f"versions/{published.name}").iter_errors(orjson.loads(path.read_bytes())))
        assert found == [], published.name


def objects(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The object types of a schema by name; the root, where it is one itself, by the empty name."""
    return {"": schema, **schema.get("$defs", {})}


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: f"{topic_of(path)}/{path.stem}")
def test_no_field_goes_and_none_becomes_uncertain(path: Path) -> None:
    """What a reader found for certain in a published version is still there, under its name."""
    old = objects(orjson.loads(path.read_bytes()))
    new = objects(orjson.loads((FOLDER / topic_of(path) / "schema.json").read_bytes()))
    for name, was in old.items():
        assert name in new, name
        assert set(was.get("properties", {})) <= set(new[name].get("properties", {})), name
        assert set(was.get("required", [])) <= set(new[name].get("required", [])), name
