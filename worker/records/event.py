"""An event: one strike in the world, with every source behind it."""

from __future__ import annotations

from typing import Literal

import msgspec

from worker.records.instant import Instant
from worker.records.mention import (
    Claim,
    Code,
    DatePrecision,
    Day,
    Evidence,
    Facility,
    Kind,
    OutageUnit,
    Place,
    Qualifier,
    Service,
    Target,
    WeaponType,
)

EventStatus = Literal["reported", "corroborated", "retracted", "merged"]


class QuantityClaim(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One source's figure."""

    value: float | int
    qualifier: Qualifier
    outlet: str | None
    article_id: str
    published_at: Instant


class ClaimedQuantity(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The current best value of a quantity, with every claim behind it, oldest first."""

    value: float | int
    qualifier: Qualifier
    claims: list[QuantityClaim]


class EventWeapon(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    type: WeaponType
    model: str | None = None
    launched: ClaimedQuantity | None = None
    intercepted: ClaimedQuantity | None = None
    hits: ClaimedQuantity | None = None


class EventCasualties(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    killed: ClaimedQuantity | None = None
    injured: ClaimedQuantity | None = None
    children_killed: ClaimedQuantity | None = None
    children_injured: ClaimedQuantity | None = None


class EventOutage(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    service: Service
    count: ClaimedQuantity | None = None
    unit: OutageUnit | None = None


class EventEvidence(Evidence, frozen=True, kw_only=True, omit_defaults=True, rename={"source": "in"}):
    """A piece of evidence, and the article whose characters it points at."""

    article_id: str


class Source(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    outlet: str | None
    url: str | None
    article_id: str
    published_at: Instant


class StrikeEvent(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One strike in the world: the whole current state, so that the newest revision is all a consumer needs."""

    event_id: str
    revision: int
    status: EventStatus
    merged_into: str | None = None
    mention_ids: list[str]
    independent_sources: int
    sources: list[Source]
    first_reported_at: Instant
    updated_at: Instant
    """The newest publication among its mentions; event time, not the clock's."""
    kind: Kind
    background: bool
    attacker: Code | None
    region: Code
    place: Place | None
    date: Day
    date_precision: DatePrecision
    weapons: list[EventWeapon]
    casualties: EventCasualties
    targets: list[Target]
    """The most told first."""
    target_outlets: dict[Target, int] = {}
    """How many outlets tell of each."""
    outages: list[EventOutage]
    facility: Facility | None
    claims: list[Claim]
    evidence: list[EventEvidence]
    wave_id: str | None = None
    """The wave that this strike was part of."""
    trusted_source: bool = False
    traceparent: str | None = None
