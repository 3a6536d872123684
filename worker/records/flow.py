"""What travels between the steps inside the worker, and what is refused."""

from __future__ import annotations

from typing import Literal

import msgspec

from worker.records.event import StrikeEvent
from worker.records.instant import Instant
from worker.records.mention import Code, DatePrecision, Day, Mention, WeaponType

Outcome = Literal["mentions", "irrelevant", "duplicate", "rejected", "withdrawn"]
"""What became of an article; each has exactly one.  `withdrawn`: it took back what it had said before."""


class Reading(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What one version of an article says: the mentions read from it, perhaps none."""

    article_key: str
    article_id: str
    digest: str
    """Of title, text and publication time: the same digest is the same version."""
    revised_at: Instant
    published_at: Instant
    mentions: list[Mention] = []
    alias_of: str | None = None
    """Set on the second copy of a reading, which travels by the article's id: the `article_key` it is known by."""
    superseded: bool = False
    """The ledger's word to an old key that its article now goes by another: no article itself, so it has no outcome."""


class LedgerEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What an article says in its newest version, and what that version took back."""

    revised_at: Instant
    digest: str
    mentions: list[Mention] = []
    withdrawn: list[Mention] = []
    """Mentions of the version before that this one no longer tells, with status `withdrawn`."""


class Alias(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The key that an article's id stands for, and the keys that it stood for before."""

    article_key: str
    revised_at: Instant
    superseded: list[str] = []


class Arrivals(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Keys of rows in the order they came: the run that is being filled, or a full one."""

    keys: list[str] = []
    newest: Instant
    """The newest publication by the time of the last key."""
    first: int = 0
    """Of the run being filled: the number of the oldest full run,"""
    last: int = 0
    """and the number that it will have itself."""


class WaveLink(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Tells one region of a wave over its country, so that its strikes can name the wave they were part of."""

    region: Code
    wave_id: str
    revision: int
    """Of the wave's event: a link of an older revision changes nothing."""
    attacker: Code | None
    date: Day
    date_precision: DatePrecision
    weapons: list[WeaponType] = []
    raid: bool = False
    """It is known to be of many long-range weapons."""
    live: bool = True
    """False once the wave was retracted or merged into another."""


class Tick(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Event time has come to `at` in the whole stream."""

    at: Instant
    idle: bool = False
    """Nothing comes any more, and event time may stand still for good: what waits for it is to be told now."""


class Signal(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A change of an event, on its way to those who watch over the country it happened in."""

    country: Code
    event: StrikeEvent


class Rejected(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An input that could not be used, with the reason; the bytes themselves travel beside it."""

    reason: str
    """One of a small set of codes, fit for a metric's label."""
    detail: str
    stage: str
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    article_id: str | None = None
