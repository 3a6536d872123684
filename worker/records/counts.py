"""Counts of a region over rolling windows of event time."""

from __future__ import annotations

from datetime import datetime

import msgspec

from worker.records.mention import Code

WINDOWS = {"1h": 3600, "24h": 86400, "7d": 604800, "30d": 2592000}
"""Name of a window and its length in seconds."""


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What a sum rests on: events that give the number, events that don't, and the sum's bounds where claims conflict."""

    known: int
    unknown: int
    minimum: float | int
    maximum: float | int


class WindowCounts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Counts of one window; quantities are sums of the events' current best values, 0 where none gives one."""

    strikes: int = 0
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
    by_target: dict[str, int] = {}
    by_attacker: dict[str, int] = {}
    basis: dict[str, Basis] = {}


class RegionCounts(msgspec.Struct, frozen=True, kw_only=True):
    region: Code
    as_of: datetime
    windows: dict[str, WindowCounts]
