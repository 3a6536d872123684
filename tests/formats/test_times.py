from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.formats.times import Moment, moment

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-02T12:00:00Z",
        "2026-03-02t12:00:00z",
        "2026-03-02T14:00:00+02:00",
        "2026-03-02 14:00:00+0200",
        "20260302T120000Z",
        "2026-03-02T12:00:00.000000000Z",
        " 2026-03-02T12:00:00Z\n",
        "Mon, 02 Mar 2026 14:00:00 +0200",
        "Mon, 02 Mar 2026 12:00:00 GMT",
        1772452800,
        1772452800.0,
        1772452800000,
        "1772452800",
        "1772452800000",
        [2026, 3, 2, 12, 0, 0, 0, 61, 0],
    ],
)
def test_the_same_noon_in_every_spelling(value: object) -> None:
    assert moment(value) == Moment(NOON)


@pytest.mark.parametrize("value", ["2026-03-02T12:00:00", "2026-03-02 12:00"])
def test_a_naive_time_is_utc_and_says_so(value: str) -> None:
    assert moment(value) == Moment(NOON, zone_assumed=True)


@pytest.mark.parametrize("value", ["2026-03-02", "20260302"])
def test_a_bare_date_is_a_day(value: str) -> None:
    assert moment(value) == Moment(datetime(2026, 3, 2, tzinfo=UTC), "day")


@pytest.mark.parametrize(
    "value",
    [
        None, "", "None", "yesterday", "2026-13-01", "99999-01-01", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
        "1970-01-01T00:00:00Z", 0, -1, 1e300, float("inf"), float("nan"), True, "9" * 5000, {}, [],
        [2026, 2, 31, 0, 0, 0], ["2026", 3, 2, 12, 0, 0], "2026-03-02T12:00:60Z", "\ud800",
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(value: object) -> None:
    assert moment(value) is None


@given(st.text() | st.integers() | st.floats() | st.lists(st.integers(), min_size=6, max_size=9))
def test_anything_is_a_moment_or_none(value: object) -> None:
    found = moment(value)
    assert found is None or found.at.utcoffset() == timedelta(0)


@given(
    st.integers(0, 250_000_000_000_000_000).map(
        lambda us: datetime(1991, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
    ),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_an_aware_time_keeps_its_instant(at: datetime, zone: timezone) -> None:
    found = moment(at.astimezone(zone).isoformat())
    assert found is not None
    assert found.at == at
