"""Bytes ⇄ records.  Bad input becomes a `Rejected`, never an exception.

An article passes `article_from`, which knows the formats of ingesters (`worker/formats/`) and brings what it finds to
one shape; our own records pass `decode` and `encode`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import Literal, TypeVar

import msgspec
import orjson

from worker import formats
from worker.formats import cloudevents
from worker.formats.cloudevents import Context, Headers
from worker.formats.draft import Draft, Record
from worker.formats.times import Moment, moment
from worker.formats.urls import domain, is_web, normalised
from worker.records.article import Article
from worker.records.flow import Rejected

Reason = Literal[
    "empty",  # no bytes at all (a tombstone)
    "too_large",
    "bad_encoding",  # not UTF-8
    "not_json",
    "not_an_object",
    "bad_envelope",  # a CloudEvent whose data cannot be read
    "no_text",  # neither text nor title
    "no_identity",  # neither id nor URL, nor a key on the record
    "bad_schema",  # one of our own records, not as its schema says
]
"""Why bytes were refused: a closed set, fit for a metric's label."""

STAGE = "wire"
MAX_BYTES = 8 << 20
"""An article is a few kilobytes; 8 MiB leaves room for a whole page beside its text."""
MAX_IDENTITY = 2048
"""Characters of an id or a URL: longer ones are junk, and keys travel with every record."""
CLOCK_SKEW = timedelta(hours=1)
"""A time up to this much past the arrival is a clock that runs ahead; further ahead it is wrong."""
EASTERNMOST = timedelta(hours=14)
"""A bare date may begin this much earlier than in UTC (Kiribati, UTC+14)."""

RecordT = TypeVar("RecordT", bound=msgspec.Struct)


class _Refused(Exception):
    """Inside this file only: the input cannot be used, for this reason."""

    def __init__(self, reason: Reason, detail: str, article_id: str | None = None) -> None:
        self.reason, self.detail, self.article_id = reason, detail, article_id


def article_from(
    value: bytes | None, *, headers: Headers = (), arrived_at: datetime, key: bytes | None = None
) -> Article | Rejected:
    """The article in a record of the articles topic, whatever ingester wrote it.

    `arrived_at` (aware) is the record's own time; `headers` and `key` are the record's.  Never raises for its input.

    Publication time: as the source gives it; one that cannot be read, or lies before 1990, counts as missing, and
    then the modification, the fetch or the record's own time is taken and marked `time`.  So no article is refused for
    its time.  One beyond the arrival by more than an hour becomes the arrival, marked `future`.
    """
    try:
        record, context = _opened(value, headers)
        return _article(formats.read(record), record, context, arrived_at, key)
    except _Refused as refused:
        return _rejected(refused.reason, refused.detail, refused.article_id)


def decode(raw: bytes | None, type_: type[RecordT]) -> RecordT | Rejected:
    """One of our own records from its JSON, checked against its types and their constraints."""
    if not raw:
        return _rejected("empty", "no value")
    try:
        record: RecordT = _decoder(type_).decode(raw)
    except msgspec.ValidationError as error:  # before DecodeError, of which it is a kind
        return _rejected("bad_schema", str(error))
    except (msgspec.DecodeError, RecursionError) as error:
        return _rejected("not_json", str(error))
    except UnicodeDecodeError as error:
        return _rejected("bad_encoding", str(error))
    return record


def encode(record: msgspec.Struct) -> bytes:
    """The JSON of a record: the same bytes for the same record, times in RFC 3339, UTC as `Z`."""
    return _ENCODER.encode(record)


def digest(article: Article) -> str:
    """Of what a version of an article says: title, text, publication time (32 hexadecimal digits).

    A publication time that was assumed is left out, or the same article fed twice would never be a duplicate.
    """
    state = blake2b(digest_size=16)
    for part in (article.title, article.text):
        state.update(part.encode("utf-8", "surrogatepass"))
        state.update(b"\x00")
    if "time" not in article.published_assumed and "future" not in article.published_assumed:
        state.update(article.published_at.astimezone(UTC).isoformat().encode())
    return state.hexdigest() if not article.withdrawn else f"withdrawn-{state.hexdigest()}"


def article_key(article_id: str, url: str | None) -> str:
    """What names an article across its versions: its normalised URL, else its id."""
    return normalised(url) if url else article_id


_NO_CONTEXT = Context()
_ENCODER = msgspec.json.Encoder(order="deterministic")


@cache
def _decoder(type_: type[RecordT]) -> msgspec.json.Decoder[RecordT]:
    return msgspec.json.Decoder(type_)


def _rejected(reason: Reason, detail: str, article_id: str | None = None) -> Rejected:
    return Rejected(reason=reason, detail=detail, stage=STAGE, article_id=article_id)


def _opened(value: bytes | None, headers: Headers) -> tuple[Record, Context]:
    """The record's object, out of its CloudEvent if it came in one."""
    if not value:
        raise _Refused("empty", "no value")
    record = _object(_json(value))
    if not cloudevents.is_structured(record):
        return record, cloudevents.context(headers) if headers else _NO_CONTEXT
    try:
        content = cloudevents.data(record)
    except ValueError as error:
        raise _Refused("bad_envelope", str(error)) from error
    if isinstance(content, bytes):
        content = _json(content)
    return _object(content), cloudevents.context(headers, record)


def _object(value: object) -> Record:
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and any(isinstance(item, Mapping) and "@type" in item for item in value):
        return {"@graph": value}  # JSON-LD, as pages write it
    raise _Refused("not_an_object", f"a JSON {type(value).__name__}, not an object")


def _json(raw: bytes) -> object:
    if len(raw) > MAX_BYTES:
        raise _Refused("too_large", f"{len(raw)} bytes, at most {MAX_BYTES}")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return _nearly_json(raw, str(error))


def _nearly_json(raw: bytes, complaint: str) -> object:
    """What careless writers let through: NaN, half a surrogate pair, bare control characters, a byte order mark.

    Half a surrogate pair, which no UTF-8 can hold, becomes `?`: one character for one, so that offsets stay.
    """
    try:
        loose = json.loads(raw.decode("utf-8-sig"), strict=False, parse_constant=lambda _: None)
        return orjson.loads(json.dumps(loose, ensure_ascii=False).encode("utf-8", "replace"))
    except UnicodeDecodeError as error:
        raise _Refused("bad_encoding", f"not UTF-8 at byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise _Refused("not_json", complaint) from error


def _article(draft: Draft, record: Record, context: Context, arrived_at: datetime, key: bytes | None) -> Article:
    article_id, url = _identity(draft, key)
    if not (draft.withdrawn or _says_something(draft.text) or _says_something(draft.title)):
        raise _Refused("no_text", f"neither text nor title; fields: {_names(record)}", article_id)
    modified, fetched = moment(draft.modified), moment(draft.fetched or context.time)
    published, assumed = _published(moment(draft.published), modified or fetched, arrived_at)
    revised = modified or fetched or published
    return Article(
        article_id=article_id,
        key=article_key(article_id, url),
        url=url,
        outlet=draft.outlet or (domain(url) if url else None),
        title=draft.title,
        text=draft.text,
        language=draft.language or None,
        published_at=published.at,
        published_precision=published.precision,
        published_assumed=assumed,
        fetched_at=fetched.at if fetched else None,
        revised_at=revised.at if revised.at <= arrived_at + CLOCK_SKEW else arrived_at,
        withdrawn=draft.withdrawn,
        traceparent=context.traceparent,
    )


def _identity(draft: Draft, key: bytes | None) -> tuple[str, str | None]:
    """The article's id and URL; where it has neither, the record's key is one of the two."""
    article_id, url = _usable(draft.article_id), _usable(draft.url)
    if not article_id and not url and key:
        name = _usable(key.decode("utf-8", "replace"))
        article_id, url = ("", name) if is_web(name) else (name, "")
    if not article_id and not url:
        raise _Refused("no_identity", "neither id nor url, nor a key on the record")
    return article_id or blake2b(normalised(url).encode(), digest_size=16).hexdigest(), url or None


def _usable(name: str) -> str:
    return "" if len(name) > MAX_IDENTITY or name.isspace() else name


def _says_something(text: str) -> bool:
    return bool(text) and not text.isspace()


def _names(record: Record) -> str:
    """The first few field names, to tell the sender what arrived."""
    return ", ".join(name[:40] for name in list(record)[:12]) or "none"


def _published(stated: Moment | None, other: Moment | None, arrived_at: datetime) -> tuple[Moment, list[str]]:
    assumed = []
    if stated is None:
        stated = other or Moment(arrived_at)
        assumed.append("time")
    if stated.zone_assumed:
        assumed.append("zone")
    if stated.at > arrived_at + (EASTERNMOST if stated.precision == "day" else CLOCK_SKEW):
        stated = Moment(arrived_at, stated.precision)
        assumed.append("future")
    return stated, assumed
