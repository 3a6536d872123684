"""What a format reads off a record: the article's parts under one name each, not yet checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

Record = Mapping[str, Any]
"""A decoded JSON object."""


class Draft(msgspec.Struct, gc=False):
    """The parts of an article as its ingester wrote them; empty or None where it wrote none.

    Times are whatever the format uses (see `times.moment`).
    """

    article_id: str = ""
    url: str = ""
    outlet: str = ""
    title: str = ""
    text: str = ""
    language: str = ""
    published: object = None
    modified: object = None
    fetched: object = None
    withdrawn: bool = False


def string(value: object) -> str:
    """A field that should be text: a value of another type counts as missing."""
    return value if isinstance(value, str) else ""


def identity(value: object) -> str:
    """An id: text, or a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def first(record: Record, *names: str) -> str:
    """The first of these fields that holds some text."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value and not value.isspace():
            return value
    return ""


def records(value: object) -> list[Record]:
    """The objects in a list, or the one object there is in its place."""
    if isinstance(value, Mapping):
        return [value]
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
