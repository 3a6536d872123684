"""What the watch over a country remembers: the rows of its tables."""

from __future__ import annotations

from datetime import datetime

import msgspec

from worker.records.alert import Alert
from worker.records.counts import Amounts, Member
from worker.records.mention import Code, Day


class Watched(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """How an event was last taken in, and the alerts it ever had a part in."""

    revision: int
    at: int
    """The instant it is counted at, in microseconds since 1970."""
    digest: str
    reported: int
    """First, in microseconds since 1970."""
    region: Code
    day: Day
    wave_id: str | None = None
    sure: bool = False
    """It is corroborated, or of a trusted source."""
    alerts: list[str] = []


class Part(msgspec.Struct, frozen=True, gc=False):
    """What a strike takes up of its wave's figures."""

    region: Code
    amounts: Amounts


class Wave(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A wave, with the strikes in it by event id; `own` is None until the wave itself is known."""

    own: Member | None = None
    parts: dict[str, Part] = {}


class Fact(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What events of a region (or a wave, of its country) bring to an alert; for a rule over counts, what a day does.

    `reached` is the step that a count has come to, of what `of` names.
    """

    day: Day
    regions: list[Code]
    event_ids: list[str]
    """Some of them, as of places and points (see `message.LISTED`); `events` counts all."""
    incidents: list[str] = []
    """See `Alert.incidents`."""
    rules: list[str] = []
    """All that the events meet, whichever tells of them."""
    since: datetime
    """Event time from which on all of this was known."""
    occurred: datetime
    attackers: list[Code] = []
    events: int = 1
    wave: bool = False
    needs: int = 1
    """It counts from so many regions on."""
    corroborated: bool = False
    figures: Amounts = {}
    """At least so many killed, injured, …: see `message.together`."""
    sure: Amounts = {}
    """What the corroborated events add up to."""
    share: float = 0.0
    """The greatest share that is without a service."""
    of: str = "strikes"
    reached: int = 0
    places: list[str] = []
    facilities: list[str] = []
    points: list[tuple[float, float]] = []
    """Longitude, latitude in degrees (WGS 84)."""
    traceparent: str | None = None


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What the events of one region bring to an alert: each by its id in a leaf, a leaf as one by its number."""

    facts: dict[str, Fact]


class MonthSums(msgspec.Struct, frozen=True, gc=False):
    """Sums of a region (or country) by day of one month."""

    days: dict[Day, Amounts]


class AlertState(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An alert: its facts by region (a wave's by country), and its last message."""

    alert_id: str
    rule: str
    country: Code
    day: Day
    """Of what it told first; the alerts of a region or country are of one day."""
    facts: dict[str, Fact]
    of_counts: bool = False
    """By a rule over counts: the facts are of days, not of events."""
    message: Alert | None = None
    cause: str = ""
    """The revision of an event, or the tick, that the last message is due to."""
    toll: int = 0
    """The step of killed that it tells."""
    told_at: int = 0
    """Event time in the stream when it was told, in microseconds since 1970."""
    held: bool = False
    """An update waits for the end of the cooldown."""
    hour: str = ""
    """It came when its hour had enough alerts: the hour in whose digest it is told, not by itself."""


class AlertHour(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The new alerts of a country within an hour of event time, and those beyond the bound."""

    alerts: list[str] = []
    over: dict[str, Alert] = {}
    digest: Alert | None = None
    cause: str = ""
    """As of an alert, for the last message of the digest."""


class WatchClock(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What waits for event time in one partition: alert ids (and hours with a digest) → when, in microseconds."""

    held: dict[str, int] = {}
    told: dict[str, int] = {}
    """What the last ticks told, by the tick."""
