"""May a mention be of a cluster's strike, and what speaks for it: keys only, wording never."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from worker.records.neighbourhood import Trait
from worker.steps.merge.cluster import Cluster, Known
from worker.steps.merge.figures import tells
from worker.steps.merge.rules import BATTLEFIELD, LONG_RANGE, MISSILES, SHELLED_DAILY, MergeRules

_EARTH_KM = 6371.0
_APART_LAT, _APART_LON = 0.3, 0.9
"""Degrees: 33 km of latitude, and up to 70° N at least 34 km of longitude, well beyond what may be one place."""
_RAIDING = LONG_RANGE | MISSILES
_HOURS = ("night", "morning", "afternoon", "evening")


class Verdict(NamedTuple):
    """Points for joining, or None where a rule forbids it; each reason with its points, or the rule that forbids."""

    points: float | None
    reasons: list[str]


def ruled_out(trait: Trait, cluster: Cluster) -> bool:
    """Is `compare` sure to refuse, where no wave is known: since the settlements are clearly apart?  Cheap to ask."""
    if trait.level != "settlement" or trait.lat is None or trait.lon is None or cluster.raions or not cluster.places:
        return False
    if not cluster.figures.isdisjoint(trait.figures):
        return False
    for other in cluster.places.values():
        if other.place == trait.place or other.lat is None or other.lon is None:
            return False
        if abs(other.lat - trait.lat) < _APART_LAT and abs(other.lon - trait.lon) < _APART_LON:
            return False
    return True


def compare(trait: Trait, cluster: Cluster, rules: MergeRules, *, raid: bool, days: int) -> Verdict:
    """`raid`: a wave of that side and date is known.  `days`: from the mention's date to the cluster's."""
    known = cluster.known
    one_toll = tells(cluster.figures.intersection(trait.figures), rules)
    echoes = trait.echo and one_toll
    reasons: list[str] = []
    if trait.live and trait.article_key in known.articles:
        if not (echoes or _told_twice(trait, cluster)):
            return Verdict(None, ["its article tells the two apart"])
        reasons.append("its article tells of it twice +0")
    place = _place(trait, cluster, rules, raid and days == 0, reasons)
    target = not known.targets.isdisjoint(trait.targets)
    if place is None:
        if days or not (one_toll and target):
            return Verdict(None, reasons)
        place = -rules.elsewhere
        reasons.append(f"but one toll of one target -{rules.elsewhere:g}")
    details = _counts(trait, known, rules, reasons) + _facility(trait, known, rules, reasons)
    if target:
        details += rules.target
        reasons.append(f"same target +{rules.target:g}")
    if trait.attacker and known.sides and trait.attacker not in known.sides:
        # Each side may say that the other did it: then the place is the same, and a figure or what was hit.
        reasons.append(f"other side: {trait.attacker}, not {'/'.join(sorted(known.sides))}")
        if place <= 0 or details <= 0 or (days and not echoes):
            return Verdict(None, reasons)
    weapon = _weapons(trait, known, rules, reasons)
    points = place + details + weapon + _time_of_day(trait, known, rules, reasons)
    if trait.echo and days == 0 and not echoes:
        points -= rules.across
        reasons.append(f"its figures are of another date -{rules.across:g}")
    elif days and echoes:
        reasons.append("another date, with its figures +0")
    elif days:
        if not _agree(trait, cluster, place, details, weapon, days, rules):
            return Verdict(None, [*reasons, "another date, and nothing particular agrees"])
        across = rules.across_undated if trait.precision == "about" and days < 0 else rules.across
        points -= across
        reasons.append(f"another date -{across:g}")
    if (trait.kind == "interception") == known.strikes and not raid:
        points -= rules.kind
        reasons.append(f"all shot down against hits -{rules.kind:g}")
    return Verdict(points, reasons)


def _agree(
    trait: Trait, cluster: Cluster, place: float, details: float, weapon: float, days: int, rules: MergeRules
) -> bool:
    """Does enough agree for the strike to be one of another date?

    Of a report without a date the day before is as likely as its own, and a night has two dates: the same weapon on one
    place will do, or missiles or drones on one whole region, which is shelled every day.  Else something particular
    must agree.
    """
    undated = trait.precision == "about"
    either = undated and weapon > 0 and (days < 0 or trait.time_of_day == "night")
    if place > 0:
        return details > 0 or (details == 0 and either)
    whole = trait.level == "region" and not cluster.narrow and not _RAIDING.isdisjoint(trait.weapons)
    return undated and (details >= rules.count or (details >= 0 and either and whole))


def _told_twice(trait: Trait, cluster: Cluster) -> bool:
    """Does its article tell of a strike by two names, as of a town and a plant there, and nothing keeps them apart?"""

    def one(other: Trait) -> bool:
        differ = any(value and other.counts.get(name, 0) not in (0, value) for name, value in trait.counts.items())
        named = None not in (trait.place, other.place) and other.place != trait.place
        return named and not differ and not set(trait.targets).isdisjoint(other.targets)

    return all(one(other) for other in cluster.traits if other.live and other.article_key == trait.article_key)


def _place(trait: Trait, cluster: Cluster, rules: MergeRules, raid: bool, reasons: list[str]) -> float | None:
    if trait.kind == "wave":
        reasons.append(f"a wave over the country +{rules.place:g}")
        return rules.place
    if trait.level == "unknown":
        reasons.append("its place is not named +0")
        return 0.0
    if trait.level == "region":
        if not cluster.narrow:
            reasons.append("both of the whole region +0")
            return 0.0
        return _part(trait, cluster.known, trait.weapons, reasons)
    known = cluster.places if trait.level == "settlement" else cluster.raions
    if trait.place in known:
        reasons.append(f"same place +{rules.place:g}")
        return rules.place
    if not cluster.narrow:
        return _part(trait, cluster.known, cluster.known.weapons if cluster.known.regional else (), reasons)
    nearest = _nearest(trait, cluster)
    if nearest is None:
        if trait.level == "settlement" and cluster.places and not _raid(trait, cluster, raid):
            reasons.append("another place, its distance unknown")
            return None
        reasons.append("distance of the places unknown +0")
        return 0.0
    same = rules.same_place_km if trait.level == "settlement" and cluster.places else rules.raion_km
    if nearest <= same:
        reasons.append(f"places {nearest:.0f} km apart +{rules.place:g}")
        return rules.place
    if _raid(trait, cluster, raid):
        reasons.append("two places of one raid +0")
        return 0.0
    reasons.append(f"another place, {nearest:.0f} km away")
    return None


def _part(trait: Trait, known: Known, weapons: Collection[str], reasons: list[str]) -> float | None:
    """A region's shelling of a day is a sum over many places, and none of them, unless what it hit tells which; a raid
    on a region may be one.  `weapons`: those of the whole region's report."""
    telling = known.targets.intersection(trait.targets) - SHELLED_DAILY
    if weapons and BATTLEFIELD.issuperset(weapons) and not telling:
        reasons.append("one place against a whole region's shelling")
        return None
    reasons.append("a place of the region +0")
    return 0.0


def _raid(trait: Trait, cluster: Cluster, raid: bool) -> bool:
    """Long-range weapons on one night of a wave: two towns of one region were hit in the same attack."""
    return raid and not any(w and LONG_RANGE.isdisjoint(w) for w in (trait.weapons, cluster.known.weapons))


def _nearest(trait: Trait, cluster: Cluster) -> float | None:
    others = (*cluster.places.values(), *cluster.raions.values())
    found = [distance for other in others if (distance := kilometres(trait, other)) is not None]
    return min(found, default=None)


def kilometres(a: Trait, b: Trait) -> float | None:
    """Great-circle distance (haversine formula), or None where either place has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    north, east = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    chord = sin(north) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(east) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))


def _counts(trait: Trait, known: Known, rules: MergeRules, reasons: list[str]) -> float:
    points = 0.0
    for name, value in trait.counts.items():
        seen = known.counts.get(name)
        if seen is None:
            continue
        if value in seen:
            if value > 0:
                points += rules.count
                reasons.append(f"{name} {value:g} in both +{rules.count:g}")
        elif name in ("killed", "injured") and _fell(value, trait.published_at, seen, rules):
            points -= rules.count
            reasons.append(f"{name} {value:g} does not fit {'/'.join(f'{v:g}' for v in sorted(seen))} -{rules.count:g}")
    return points


def _fell(value: float, at: datetime, seen: dict[float, datetime], rules: MergeRules) -> bool:
    """Does the toll fall by more than its due from any report to a clearly later one?"""
    clearly = timedelta(hours=rules.settle_hours)
    return any(
        (at - then > clearly and value < rules.toll_fall * other)
        or (then - at > clearly and other < rules.toll_fall * value)
        for other, then in seen.items()
    )


def _facility(trait: Trait, known: Known, rules: MergeRules, reasons: list[str]) -> float:
    if trait.facility is None or not known.facilities:
        return 0.0
    points = rules.facility if trait.facility in known.facilities else -rules.facility
    reasons.append(f"{'same' if points > 0 else 'another'} facility {points:+g}")
    return points


def _weapons(trait: Trait, known: Known, rules: MergeRules, reasons: list[str]) -> float:
    mine, theirs = set(trait.weapons), known.weapons
    if not mine or not theirs:
        return 0.0
    if mine & theirs or (
        mine & MISSILES and theirs & MISSILES and ("missile" in mine | theirs or "rocket" in mine | theirs)
    ):
        reasons.append(f"same weapon +{rules.weapon:g}")
        return rules.weapon
    front = BATTLEFIELD - MISSILES  # reports call missiles rockets, too
    if (mine <= front and theirs <= LONG_RANGE) or (mine <= LONG_RANGE and theirs <= front):
        reasons.append(f"weapons of the front against long-range ones -{rules.weapon:g}")
        return -rules.weapon
    return 0.0


def _time_of_day(trait: Trait, known: Known, rules: MergeRules, reasons: list[str]) -> float:
    if trait.time_of_day is None or not known.times:
        return 0.0
    here = _HOURS.index(trait.time_of_day)
    steps = min(min((here - there) % 4, (there - here) % 4) for there in map(_HOURS.index, known.times))
    if steps == 1:
        return 0.0
    points = -rules.time_of_day if steps else rules.time_of_day / 2
    reasons.append(f"{'another' if steps else 'same'} time of day {points:+g}")
    return points
