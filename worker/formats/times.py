"""Times as ingesters write them → an aware time in UTC, with what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from worker.records.article import TimePrecision

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""News feeds are younger: 0001-01-01, 1970-01-01 and the like are placeholders for "not known"."""
MILLIS_FROM = 1e11
"""A number from here on counts milliseconds: as seconds it would lie in the year 5138, as milliseconds in 1973."""


class Moment(NamedTuple):
    """A time in UTC.  A bare date is its midnight with precision `day`; `zone_assumed`: the source named no zone."""

    at: datetime
    precision: TimePrecision = "time"
    zone_assumed: bool = False


def moment(value: object) -> Moment | None:
    """The time a field says, or None where it says none that can be used.

    Read are RFC 3339 and the other ISO 8601 forms of `datetime.fromisoformat`, RFC 2822 (feeds), seconds or
    milliseconds since 1970, and the nine numbers of a UTC `time.struct_time` (feedparser's `*_parsed`).
    """
    try:
        if isinstance(value, str):
            found = _of_text(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found = Moment(_of_epoch(value))
        elif isinstance(value, Sequence) and len(value) >= 6:
            year, month, day, hour, minute, second = value[:6]
            found = Moment(datetime(year, month, day, hour, minute, second, tzinfo=UTC))
        else:
            return None
    except (ValueError, TypeError, OverflowError):  # what datetime raises for text or numbers that are no time
        return None
    return found if found.at >= EARLIEST else None


def _of_text(text: str) -> Moment:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _of_other_text(text.strip())
    if len(text) <= 10 and ":" not in text:
        return Moment(at.replace(tzinfo=UTC), "day")
    return _in_utc(at)


def _of_other_text(text: str) -> Moment:
    if text.isdecimal():
        return Moment(_of_epoch(int(text)))
    try:
        return _in_utc(datetime.fromisoformat(text.upper()))
    except ValueError:
        return _in_utc(parsedate_to_datetime(text))


def _in_utc(at: datetime) -> Moment:
    if at.tzinfo is None:
        return Moment(at.replace(tzinfo=UTC), zone_assumed=True)
    return Moment(at if at.tzinfo is UTC else at.astimezone(UTC))


def _of_epoch(number: float) -> datetime:
    seconds = number / 1000 if abs(number) >= MILLIS_FROM else number
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
