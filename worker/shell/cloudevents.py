"""CloudEvents 1.0 headers on what we publish, by the Kafka protocol binding in binary mode.

The value stays the record's plain JSON: a consumer that knows nothing of CloudEvents reads it as before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from worker.records.flow import Signal
from worker.shell import schemas

Headers = list[tuple[str, bytes]]


class Kind(NamedTuple):
    """What the records of a topic are as CloudEvents; `time` gives the event time of a record."""

    type: str
    time: Callable[[Any], datetime]


KINDS = {
    "mentions": Kind("strikewire.mention", attrgetter("revised_at")),
    "strike-events": Kind("strikewire.strike-event", attrgetter("updated_at")),
    "region-counts": Kind("strikewire.region-counts", attrgetter("as_of")),
    "alerts": Kind("strikewire.alert", attrgetter("sent")),
}
"""The topics that others read."""


def source(group: str) -> str:
    """The `source` of an installation's records, by its consumer group."""
    return f"urn:strikewire:app:{group}"


def headers(
    topic: str,
    key: str,
    record: msgspec.Struct,
    encoded: bytes,
    *,
    source: str,
    timestamp_ms: int | None,
    traceparent: str | None,
) -> Headers:
    """The headers of a record; none on internal topics.

    `topic` is the role, `encoded` the record's bytes, `timestamp_ms` the Kafka timestamp, which is that of the cause.
    The id is made of key, value and timestamp: the same when the record is sent again after a crash, and another one
    when later news brings a region back to counts that it had before.
    """
    kind = KINDS.get(topic)
    if kind is None:
        return []
    identity = blake2b(f"{key}\n{timestamp_ms}\n".encode(), digest_size=16)
    identity.update(encoded)
    told = {
        "ce_specversion": "1.0",
        "ce_id": identity.hexdigest(),
        "ce_source": source,
        "ce_type": kind.type,
        "ce_subject": key,
        "ce_time": msgspec.to_builtins(kind.time(record)),
        "ce_dataschema": schemas.identity(topic),
        "content-type": "application/json",
    }
    if traceparent:
        told["traceparent"] = traceparent
    return [(name, text.encode()) for name, text in told.items()]


def traceparent_of(record: msgspec.Struct) -> str | None:
    """The W3C trace context that a record carries from the article behind it."""
    if isinstance(record, Signal):
        record = record.event
    found: str | None = getattr(record, "traceparent", None)
    return found
