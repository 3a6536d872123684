"""What one sentence says of a strike: a value, and the characters that say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from worker.records.mention import OutageUnit, Quantity, Service, Target, WeaponType

CasualtyField = Literal["killed", "injured", "children_killed", "children_injured"]
CountField = Literal["launched", "intercepted", "hits"]


@dataclass(frozen=True, slots=True)
class CasualtyFact:
    """People harmed.  Offsets are the sentence's, as in all facts."""

    field: CasualtyField
    quantity: Quantity
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CountFact:
    """Weapons fired, shot down or arrived; `weapon` None: of the kind last spoken of, or of no kind ("25 strikes")."""

    field: CountField
    weapon: WeaponType | None
    quantity: Quantity
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WeaponFact:
    weapon: WeaponType
    model: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TargetFact:
    target: Target
    start: int
    end: int
    facility: str | None = None
    facility_kind: str | None = None


@dataclass(frozen=True, slots=True)
class OutageFact:
    service: Service
    start: int
    end: int
    quantity: Quantity | None = None
    unit: OutageUnit | None = None


Fact = CasualtyFact | CountFact | WeaponFact | TargetFact | OutageFact
