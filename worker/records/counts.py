"""Counts of a region over rolling windows of event time."""

from __future__ import annotations

import msgspec

from worker.records.instant import Instant
from worker.records.mention import Code

WINDOWS = {"1h": 3600, "24h": 86400, "7d": 604800, "30d": 2592000}
"""Name of a window and its length in seconds."""


class Basis(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a sum rests on: events that give the number, events that don't; its bounds where claims conflict."""

    known: int
    unknown: int
    minimum: float | int
    maximum: float | int


class WindowCounts(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=False):
    """Counts of one window; quantities are sums of the events' current best values, 0 where none gives one."""

    strikes: int = 0
    """Strikes of a region; a wave is not one, it counts in `waves` of its country."""
    interceptions: int = 0
    waves: int = 0
    launched: int = 0
    intercepted: int = 0
    hits: int = 0
    killed: int = 0
    injured: int = 0
    without_power: int = 0
    without_heat: int = 0
    without_water: int = 0
    by_weapon: dict[str, int] = {}
    """How many of the strikes were with that weapon; a strike with two counts under both, as in `by_target`."""
    by_target: dict[str, int] = {}
    by_attacker: dict[str, int] = {}
    basis: dict[str, Basis] = {}


Amounts = dict[str, int]
"""Additive amounts by name (see `steps/contribution.py`); what is zero is left out."""


class RegionCounts(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    region: Code
    as_of: Instant
    windows: dict[str, WindowCounts]
    """Of what has happened by `as_of`, the event time of the last change: nothing came or passed since."""


class Summary(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a span of time holds: its first and last instants (microseconds since 1970, UTC), and the sums.

    Where nothing in it counts any more, the last is before the first.
    """

    first: int
    last: int
    sums: Amounts


class Span(msgspec.Struct, frozen=True, gc=False):
    """A span of time by its parts, each named by its number since 1970: a series by days, a day by hours, …"""

    parts: dict[str, Summary]


class Member(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What one event adds, at one instant; nothing where it was taken back."""

    at: int
    amounts: Amounts


class Slot(msgspec.Struct, frozen=True, gc=False):
    """The shortest span: the events in it, by id."""

    members: dict[str, Member]


class Counted(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """How an event was last counted: at which instant, and a digest of what it adds (empty where nothing)."""

    revision: int
    at: int
    digest: str = ""


class Pending(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """When a region's counts change next if no event comes, and the tick that changed them last (0: none did)."""

    due: int
    told: int = 0


class TallyClock(msgspec.Struct, frozen=True, gc=False):
    """Event time in one partition, and its regions whose counts will change with time alone."""

    at: int
    regions: dict[str, Pending]
