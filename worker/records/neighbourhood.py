"""What merge keeps of a region and a date, beside the mentions and events themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from worker.records.mention import Code, DatePrecision, Day, Kind, Target, WeaponType

Level = Literal["settlement", "raion", "region", "unknown"]
"""How narrow a place is: a settlement or a district of one, a raion, the region itself, or not named."""


class Trait(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The keys of one mention that decide which event it belongs to.  Small: busy days are read often."""

    mention_id: str
    article_key: str
    published_at: datetime
    precision: DatePrecision
    kind: Kind
    attacker: Code | None
    level: Level
    place: str | None
    """What names the place: `g` and its GeoNames id, else its name in lower case; None where there is none."""
    lat: float | None
    lon: float | None
    weapons: list[WeaponType]
    targets: list[Target]
    counts: dict[str, float]
    facility: str | None
    time_of_day: str | None
    live: bool
    """False where the article withdrew the mention: it keeps its place, so that ids stay, and adds no value."""
    versions: int
    home: str = ""
    """The mention that seeded its cluster."""
    late: bool = False
    """It joined when its event was closed already, whose id it therefore never gives."""
    stated: bool = False
    """The text states its date."""
    figures: tuple[str, ...] = ()
    """Its counts, as `killed=22.0`, if they are enough to tell a strike by."""
    echo: bool = False
    """A neighbouring date has the better claim to its figures: its own is doubtful."""


class WaveSeen(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A wave that a region was told of."""

    attacker: Code | None
    precision: DatePrecision
    weapons: list[WeaponType]
    raid: bool = False
    """So many long-range weapons that two towns of one region were hit by the same attack."""


class Cell(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One region on one date: the mentions that give that date, and what else has to be known there."""

    traits: list[Trait] = []
    waves: dict[str, WaveSeen] = {}
    gone: dict[str, str] = {}
    """Event ids that gave way, each with the mention that had founded it."""
    closed: bool = False
    """The window is over: events stay as they are, their mentions are no longer kept."""


class Agenda(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The dates of a region that are kept, oldest first, and how far its news has come."""

    newest: Day
    """The newest day of publication."""
    dates: list[Day]
    closed: int = 0
    """How many of `dates`, from the start, are closed."""


class WavePlace(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Under which date a region keeps a wave, and since which revision of it."""

    date: Day
    revision: int
    live: bool
