"""What the matchers find in a text: plain spans with character offsets, `text[start:end]`."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from worker.records.mention import DatePrecision, PlacePrecision, Qualifier, Service, Target, WeaponType


class Span(msgspec.Struct, frozen=True):
    """Characters of a text."""

    start: int
    end: int


class PlaceSpan(Span, frozen=True):
    """A name of a place.

    `region` is its first-order region (ISO 3166-2), None for a country, a river, an ambiguous name.

    `sense` says how the name is used, as far as its own words and nearest neighbours tell: `place`; `adjective`
    ("Kharkiv residents", "Ukrainian drones"); `actor` (a government or an office: "Kyiv said", "the Kyiv
    correspondent"); `other` (a river, a person, a street, a unit, an institution named after a place).
    `deictic` marks "the capital", "the region", "the city": `region` is then set only where the words themselves
    settle it.
    """

    name: str
    precision: PlacePrecision
    country: str | None
    region: str | None
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None
    sense: Literal["place", "adjective", "actor", "other"] = "place"
    deictic: bool = False


class TimeSpan(Span, frozen=True):
    """An expression of time, resolved against the publication date.

    `dates`: the local dates it may mean, best first: one for "on Monday", two for "overnight".
    `scope`: `point` (when something happened); `span` (a period too long to date a strike: "since February", "in
    recent weeks", "over the past month"); `future`; `clock` (an hour or part of a day alone: "at 5 a.m."; "this
    morning" has a date and so is a `point`).
    """

    dates: tuple[date, ...]
    precision: DatePrecision
    scope: Literal["point", "span", "future", "clock"] = "point"
    time_of_day: Literal["night", "morning", "afternoon", "evening"] | None = None


class NumberSpan(Span, frozen=True):
    """A number in figures or words with what qualifies it; `share` for per cents, halves, thirds (value in 0..1).

    "dozens", "hundreds", "several" are found too, with `value` None.
    """

    value: float | int | None
    qualifier: Qualifier
    share: bool = False
    of: float | int | None = None
    """The whole in "33 of the 38", "21 out of 34"."""


class WeaponSpan(Span, frozen=True):
    """A weapon, or an act that names one ("shelling" is artillery; "air strike" is unknown)."""

    type: WeaponType
    model: str | None = None
    defence: bool = False
    """Named as air defence, or as something delivered: not what struck."""


class TargetSpan(Span, frozen=True):
    """A thing that can be hit, of a kind; a named facility carries its name and kind."""

    target: Target
    facility: str | None = None
    facility_kind: str | None = None


class ServiceSpan(Span, frozen=True):
    """A service that can be lost."""

    service: Service
