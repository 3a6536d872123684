"""Whatever the bytes, an article or a reason; and our own records as they were."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import msgspec
import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.records import records_of
from worker import wire
from worker.formats import FORMATS
from worker.records.alert import Alert
from worker.records.article import Article
from worker.records.counts import RegionCounts
from worker.records.event import StrikeEvent
from worker.records.flow import Reading, Rejected, Tick
from worker.records.mention import Mention

ARRIVED = datetime(2026, 3, 7, 12, tzinfo=UTC)
OWN: dict[str, Any] = {
    "id": "a-1",
    "url": "https://north.example/a",
    "title": "Strike",
    "text": "Kharkiv was hit.",
    "published_at": "2026-03-07T10:00:00Z",
}
FIELDS = sorted(
    {name for signature, _ in FORMATS for name in signature} | OWN.keys() | {"specversion", "data", "bodies"}
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=25,
)


def taken(value: object, **record: Any) -> Article:
    article = wire.article_from(orjson.dumps(value), arrived_at=ARRIVED, **record)
    assert isinstance(article, Article), article
    return article


def refused(value: bytes | None, **record: Any) -> Rejected:
    rejected = wire.article_from(value, arrived_at=ARRIVED, **record)
    assert isinstance(rejected, Rejected), rejected
    assert rejected.reason in get_args(wire.Reason)
    return rejected


def test_an_own_article_keeps_every_character() -> None:
    text = "  Two\u00a0spaces,\r\n a tab\t, a NUL \x00, \u202ebidi\u202c and an e\u0301. 5 < 6 & so on \n"
    article = taken(OWN | {"text": text, "title": " t "})
    assert (article.text, article.title) == (text, " t ")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "empty"),
        (b"", "empty"),
        (b"{", "not_json"),
        (b"[" * 200_000, "not_json"),
        (b'{"a":' * 50_000, "not_json"),
        (b'{"id": "a", "title": "Stri', "not_json"),
        (b'{"id": "a", "title": ' + b"9" * 10_000 + b".}", "not_json"),
        (b'{"id": "a", "title": "\xff\xfe"}', "bad_encoding"),
        ('{"id": "a", "title": "x"}'.encode("utf-16"), "bad_encoding"),
        (b"null", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"[1, 2]", "not_an_object"),
        (b"{}", "no_identity"),
        (b'{"id": "a"}', "no_text"),
        (b'{"id": "a", "text": "", "title": " \\n"}', "no_text"),
        (b'{"id": "a", "text": ["x"], "title": 5}', "no_text"),
        (b'{"text": "x"}', "no_identity"),
        (b'{"id": null, "url": null, "text": "x"}', "no_identity"),
        (b'{"id": true, "url": {}, "text": "x"}', "no_identity"),
        (b'{"id": "  ", "text": "x"}', "no_identity"),
        (b'{"specversion": "1.0", "data_base64": "?"}', "bad_envelope"),
        (b'{"specversion": "1.0", "data_base64": 5}', "bad_envelope"),
        (b'{"specversion": "1.0", "data": 5}', "not_an_object"),
        (b'{"specversion": "1.0", "data": "<html>"}', "not_json"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(value: bytes | None, reason: str) -> None:
    assert refused(value).reason == reason


def test_too_large_is_refused_and_five_megabytes_are_not() -> None:
    assert refused(orjson.dumps(OWN | {"text": "x" * wire.MAX_BYTES})).reason == "too_large"
    assert len(taken(OWN | {"text": "x" * 5_000_000}).text) == 5_000_000


def test_a_refusal_names_the_article_and_never_quotes_it() -> None:
    rejected = refused(b'{"id": "a-1", "secret": "words of the article"}')
    assert rejected.article_id == "a-1"
    assert "words" not in rejected.detail


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b'{"id": "a", "text": "cut \\ud83d off"}', "cut ? off"),
        (b'{"id": "a", "text": "x", "score": NaN, "rank": -Infinity}', "x"),
        (b'{"id": "a", "text": "two\nlines"}', "two\nlines"),
        (b'\xef\xbb\xbf{"id": "a", "text": "x"}', "x"),
    ],
)
def test_what_careless_writers_let_through_is_read(raw: bytes, text: str) -> None:
    article = wire.article_from(raw, arrived_at=ARRIVED)
    assert isinstance(article, Article)
    assert article.text == text


def test_unknown_and_mistyped_optional_fields_are_nothing() -> None:
    article = taken(OWN | {"outlet": 5, "language": [], "fetched_at": {}, "withdrawn": "no", "x": {"y": 1}})
    assert article == taken(OWN)


def test_without_an_id_the_url_names_it() -> None:
    one = taken({"url": "https://North.example/a/?utm_source=x", "text": "x"})
    two = taken({"url": "https://north.example/a", "text": "x"})
    assert one.article_id == two.article_id
    assert one.key == two.key == "https://north.example/a"
    assert one.outlet == "north.example"


def test_the_key_of_an_article_is_its_url_before_its_id() -> None:
    assert wire.article_key("a-1", "HTTPS://North.example/a/#top") == "https://north.example/a"
    assert wire.article_key("a-1", None) == "a-1"


def test_without_a_url_the_id_is_the_key() -> None:
    assert taken({"id": 17, "title": "x"}).key == "17"


def test_a_record_key_names_an_article_that_names_nothing() -> None:
    assert taken({"text": "x"}, key=b"k-9").article_id == "k-9"
    by_url = taken({"text": "x"}, key=b"https://north.example/a")
    assert by_url.url == by_url.key == "https://north.example/a"
    assert taken(OWN, key=b"other").article_id == "a-1"
    assert refused(b'{"text": "x"}', key=b" ").reason == "no_identity"
    assert refused(b'{"text": "x"}', key=b"k" * 5000).reason == "no_identity"


def test_times_stated() -> None:
    article = taken(OWN | {"fetched_at": "2026-03-07T12:30:00+02:00"})
    assert article.published_at == datetime(2026, 3, 7, 10, tzinfo=UTC)
    assert article.fetched_at == article.revised_at == datetime(2026, 3, 7, 10, 30, tzinfo=UTC)
    assert article.published_assumed == []
    corrected = taken(OWN | {"fetched_at": "2026-03-07T10:30:00Z", "updated_at": "2026-03-07T11:00:00Z"})
    assert corrected.revised_at == datetime(2026, 3, 7, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published_at", "expected", "assumed"),
    [
        ("2026-03-07T10:00:00", datetime(2026, 3, 7, 10, tzinfo=UTC), ["zone"]),
        (None, ARRIVED, ["time"]),
        ("soon", ARRIVED, ["time"]),
        ("2026-03-07T12:59:00Z", datetime(2026, 3, 7, 12, 59, tzinfo=UTC), []),
        ("2026-03-07T13:01:00Z", ARRIVED, ["future"]),
        ("2126-03-07", ARRIVED, ["future"]),
        ("2026-03-08", datetime(2026, 3, 8, tzinfo=UTC), []),  # it has begun in the far east
    ],
)
def test_times_assumed(published_at: object, expected: datetime, assumed: list[str]) -> None:
    article = taken(OWN | {"published_at": published_at})
    assert (article.published_at, article.published_assumed) == (expected, assumed)


def test_a_missing_publication_is_the_fetch_before_it_is_the_arrival() -> None:
    article = taken({"id": "a", "text": "x", "fetched_at": "2026-03-01T08:00:00"})
    assert article.published_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert article.published_assumed == ["time", "zone"]


def test_a_revision_from_the_future_does_not_outlast_corrections() -> None:
    assert taken(OWN | {"updated_at": "2099-01-01T00:00:00Z"}).revised_at == ARRIVED


def test_a_retraction_needs_no_text() -> None:
    article = taken({"id": "a-1", "withdrawn": True})
    assert article.withdrawn
    assert refused(b'{"id": "a-1", "withdrawn": false}').reason == "no_text"


@pytest.mark.parametrize("header", ["traceparent", "ce_traceparent"])
def test_the_trace_is_kept(header: str) -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    assert taken(OWN, headers=[(header, parent.encode())]).traceparent == parent
    assert taken(OWN, headers=[(header, b"00-xyz")]).traceparent is None
    assert taken(OWN, headers=[(header, b"\xff")]).traceparent is None


def test_a_digest_is_of_what_is_said() -> None:
    article = taken(OWN)
    assert wire.digest(article) == wire.digest(taken(OWN | {"id": "b", "outlet": "o", "fetched_at": "2026-03-07"}))
    for change in ({"title": "T"}, {"text": "t"}, {"published_at": "2026-03-07"}, {"withdrawn": True}):
        assert wire.digest(article) != wire.digest(taken(OWN | change))
    assert wire.digest(taken(OWN | {"title": "ab", "text": "c"})) != wire.digest(
        taken(OWN | {"title": "a", "text": "bc"})
    )


def test_fed_twice_an_article_without_a_time_is_the_same_version() -> None:
    raw = orjson.dumps({"id": "a", "text": "x"})
    first, second = (wire.article_from(raw, arrived_at=ARRIVED + timedelta(hours=n)) for n in (0, 5))
    assert isinstance(first, Article) and isinstance(second, Article)
    assert wire.digest(first) == wire.digest(second)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@example(b'{"id":"a","links":{"rel":[]},"title_detail":[[]]}')
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_about_an_article_raises(raw: bytes) -> None:
    found = wire.article_from(raw, arrived_at=ARRIVED, key=raw[:20], headers=[("ce_time", raw), ("traceparent", raw)])
    if isinstance(found, Article):
        assert found.title or found.text or found.withdrawn
        assert found.article_id and found.key
        assert wire.decode(wire.encode(found), Article) == found
        assert len(wire.digest(found)) >= 32
    else:
        assert found.reason in get_args(wire.Reason)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, min_size=3).map(lambda fields: OWN | fields))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_about_a_record_of_known_fields_raises(record: dict[str, Any]) -> None:
    found = wire.article_from(json.dumps(record).encode(), arrived_at=ARRIVED)
    assert isinstance(found, Article | Rejected)


@pytest.mark.parametrize("type_", [Article, Mention, StrikeEvent, RegionCounts, Alert, Reading, Tick, Rejected])
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_a_record_comes_back_as_it_went(type_: type[msgspec.Struct], data: st.DataObject) -> None:
    record = data.draw(records_of(type_))
    raw = wire.encode(record)
    assert wire.decode(raw, type_) == record
    assert wire.encode(record) == raw


def test_the_order_of_a_dictionary_does_not_show() -> None:
    def counts(*names: str) -> bytes:
        windows: dict[str, Any] = {name: {} for name in names}
        return wire.encode(msgspec.convert({"region": "UA-63", "as_of": ARRIVED, "windows": windows}, RegionCounts))

    assert counts("1h", "24h") == counts("24h", "1h")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "empty"),
        (b"", "empty"),
        (b"{", "not_json"),
        (b'{"x":' * 100_000, "not_json"),
        (b'"\xff"', "bad_schema"),
        (b"[]", "bad_schema"),
        (b"{}", "bad_schema"),
        (b'{"at": "2026-03-07T10:00:00"}', "bad_schema"),
        (b'{"at": 5}', "bad_schema"),
        (b'{"at": "\xff"}', "bad_schema"),
        (b'{"\xff": 1}', "bad_schema"),
    ],
)
def test_what_is_no_record_of_ours_is_refused(raw: bytes | None, reason: str) -> None:
    rejected = wire.decode(raw, Tick)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == reason


@given(st.binary(max_size=100))
def test_decoding_never_raises(raw: bytes) -> None:
    assert isinstance(wire.decode(raw, Tick), Tick | Rejected)


def test_text_that_is_not_utf8_is_refused_as_such() -> None:
    rejected = wire.decode(b'{"reason": "\xff", "detail": "", "stage": ""}', Rejected)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "bad_encoding"
