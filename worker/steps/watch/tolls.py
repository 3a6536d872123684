"""Figures that an alert may repeat: not a great one that one outlet alone gives, of many or of thousands."""

from __future__ import annotations

from math import cos, hypot, radians

import msgspec

from worker.records.event import ClaimedQuantity, StrikeEvent
from worker.records.watching import Fact

KM_OF_DEGREE = 111.2
NEAR_KM = 25.0
"""Two reports of one strike name the town, a suburb or a village beside it."""


MANY = 3
"""Outlets: where so many tell of a strike, others would give a great toll too."""


def believable(event: StrikeEvent, limit: int, limit_of_many: int) -> StrikeEvent:
    """The event without tolls, and numbers launched, that only one outlet gives, and above `limit`.

    A report of one strike is often followed by the losses or the missiles of a whole campaign; few strikes kill more
    than a hundred, few barrages are of more missiles, and those are told by many.  So the limit is that `of_many` where
    many outlets tell of the strike; not of a wave, whose places each tells in part.
    """
    if event.kind != "wave" and len({source.outlet or source.article_id for source in event.sources}) >= MANY:
        limit = min(limit, limit_of_many)
    weapons = [
        msgspec.structs.replace(weapon, launched=_believable(weapon.launched, limit)) for weapon in event.weapons
    ]
    casualties = event.casualties
    return msgspec.structs.replace(
        event,
        weapons=weapons,
        casualties=msgspec.structs.replace(
            casualties, killed=_believable(casualties.killed, limit), injured=_believable(casualties.injured, limit)
        ),
    )


def _believable(quantity: ClaimedQuantity | None, limit: int) -> ClaimedQuantity | None:
    if quantity is None or quantity.value <= limit:
        return quantity
    # About as many: half of it at least.
    behind = {claim.outlet or claim.article_id for claim in quantity.claims if 2 * claim.value >= quantity.value}
    if len(behind) > 1:
        return quantity
    smaller = [claim for claim in quantity.claims if claim.value <= limit]
    if not smaller:
        return None
    last = smaller[-1]
    return ClaimedQuantity(value=last.value, qualifier=last.qualifier, claims=smaller)


def is_echo(fact: Fact, earlier: Fact) -> bool:
    """Whether a fact may be a late report of an earlier day's: one source tells about the toll told there before.

    Tolls rise as the wounded die and the dead are found, but seldom to twice what they were.
    """
    if fact.corroborated or fact.figures.get("killed", 0) >= 2 * earlier.figures.get("killed", 0):
        return False
    if fact.points and earlier.points:
        return all(any(_kilometres(point, other) <= NEAR_KM for other in earlier.points) for point in fact.points)
    return set(fact.places) <= set(earlier.places)


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points (longitude, latitude in degrees) that are near each other."""
    across = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return KM_OF_DEGREE * hypot(across, one[1] - other[1])
