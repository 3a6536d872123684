"""A mention's keys: the little of it that decides which event it belongs to."""

from __future__ import annotations

from worker.records.mention import Mention, Place
from worker.records.neighbourhood import Level, Trait
from worker.steps.merge.figures import figures
from worker.steps.merge.rules import MergeRules

_LEVELS: dict[str, Level] = {"settlement": "settlement", "district": "settlement", "raion": "raion"}


def trait_of(mention: Mention, versions: int, rules: MergeRules) -> Trait:
    """`versions`: how many versions of the mention were taken in so far, this one included."""
    place = mention.place
    counts = _counts(mention)
    level = _level(place) if place else "unknown"
    narrow = level in ("settlement", "raion")
    return Trait(
        mention_id=mention.mention_id,
        article_key=mention.article_key,
        published_at=mention.published_at,
        precision=mention.date_precision,
        kind=mention.kind,
        attacker=mention.attacker,
        level=level,
        place=_place_key(place) if place and narrow else None,
        lat=place.lat if place and narrow else None,
        lon=place.lon if place and narrow else None,
        weapons=sorted({weapon.type for weapon in mention.weapons} - {"unknown"}),
        targets=[target for target in mention.targets if target != "other"],
        counts=counts,
        facility=mention.facility.ref if mention.facility else None,
        time_of_day=mention.time_of_day,
        live=mention.status == "current",
        versions=versions,
        stated=mention.date_precision != "about" and any(piece.field == "date" for piece in mention.evidence),
        figures=figures(counts, rules),
    )


def _level(place: Place) -> Level:
    """A district that is not on the map may be of any town there."""
    if place.precision == "district" and place.lat is None:
        return "unknown"
    return _LEVELS.get(place.precision, "region")


def _place_key(place: Place) -> str:
    return f"g{place.geonames_id}" if place.geonames_id is not None else place.name.casefold()


def _counts(mention: Mention) -> dict[str, float]:
    counts: dict[str, float] = {}
    for name in ("killed", "injured", "children_killed", "children_injured"):
        quantity = getattr(mention.casualties, name)
        if quantity is not None:
            counts[name] = quantity.value
    for weapon in mention.weapons:
        for name in ("launched", "intercepted", "hits"):
            quantity = getattr(weapon, name)
            if quantity is not None:
                counts[f"{name}:{weapon.type}"] = quantity.value
    return counts
