"""CloudEvents 1.0 around an article, by the Kafka protocol binding: structured (JSON), or binary (headers).

Headers begin with `ce_` (Kafka) or `ce-` (as HTTP bridges leave them).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Sequence
from typing import NamedTuple

from worker.formats.draft import Record

Headers = Sequence[tuple[str, bytes]]
TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context, section 3.2; all-zero ids are not valid there."""


class Context(NamedTuple):
    """What an envelope adds to its article; texts are empty where it adds nothing."""

    traceparent: str | None = None
    time: str = ""


def is_structured(record: Record) -> bool:
    return "specversion" in record and ("data" in record or "data_base64" in record)


def data(event: Record) -> object:
    """The article of a structured event: an object, or the bytes of one.  Raises ValueError where there is none."""
    if "data" in event:
        content = event["data"]
        return content.encode() if isinstance(content, str) else content
    encoded = event["data_base64"]
    if not isinstance(encoded, str):
        raise ValueError("data_base64 is not a string")
    try:
        return b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError(f"data_base64: {error}") from error


def context(headers: Headers, event: Record | None = None) -> Context:
    """From a record's headers, and from the event in its value; the transport's own `traceparent` comes first."""
    attributes = dict(event or {})
    for name, value in headers:
        name = name.lower()
        if name.startswith(("ce_", "ce-")):
            attributes[name[3:]] = _text(value)
    for name, value in headers:
        if name.lower() == "traceparent":
            attributes["traceparent"] = _text(value)
    parent, time = attributes.get("traceparent"), attributes.get("time")
    valid = isinstance(parent, str) and TRACEPARENT.fullmatch(parent) is not None
    return Context(parent if valid else None, time if isinstance(time, str) else "")


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
