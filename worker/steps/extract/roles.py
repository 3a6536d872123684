"""Which places of a sentence an attack struck, and whether it speaks of a whole country."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from worker.steps.extract.constructions import (
    AnyOf,
    among,
    construction,
    constructions,
    forms,
    pattern,
    source,
)
from worker.steps.extract.passage import Passage
from worker.steps.extract.spans import PlaceSpan
from worker.steps.extract.syntax import Clauses

_LEXICON = "roles"
_GOVERNMENT = re.compile(
    r"(?:officials?|authorities|government|leaders?|minist(?:er|ry)s?|air force|army|military|command|general staff"
    r"|services?) (?:in|of|from) $"
)
_BESIDE = re.compile(r"[^.,;:–—]{0,50}")
_LEADS = re.compile(r",?[^.;]{0,40}(?<!\w)(?:into|to|from|link\w*|connect\w*|between|joins?)(?!\w)[^.;]{0,60}")
"""Between a bridge and the places that it joins."""
_STANDS_IN = re.compile(r"(?:'s|’s)?,? (?:located )?(?:in|at|near)(?: the)?(?: [a-z-]+){0,4} ")
"""Between the name of a facility and the place where it is."""
_MOORED = re.compile(r" (?:in|at) (?:the )?(?:port of |sea ?port of |harbou?r of |docks? (?:in|of) )?")
_WITHIN = re.compile(r" (?:in|of|across) (?:the )?(?:[a-z-]+ ){0,2}")
_WAY = re.compile(
    r"(?: [a-z]+){0,2} (?:pipeline|section|stretch|highway|motorway|road|railway|line|route|train|ferry)(?!\w)"
)
_WAY_FROM = re.compile(rf"\s?[–—-]\s?\ue003+{_WAY.pattern}")
_DASH = re.compile(r"\ue003\s?[–—-]\s?$")
_HOSPITAL = re.compile(r"(?:'s|’s)? (?:[a-z-]+ ){0,2}(?:hospital|clinic|medical)")
_TREATED = re.compile(
    r"(?<!\w)(?:died|dies|succumb|treat|hospitali|taken|transferred|admitted|brought)[^.;]{0,60}"
    r" (?:in|at|to) [a-z ]{0,12}$"
)
"""Before and behind the town of a hospital that the wounded came to."""
_PART = re.compile(r"-|(?:'s|’s) (?:[\w-]+ )?\ue003")
_SEVERAL = 3
"""Regions (or cities) that make an attack one on the country."""
_REACH = 120
"""Characters before a name in which words may say that it is elsewhere."""
_TOWN_OF = re.compile(r"(?<= to )(?:the )?(?:[a-z-]+ )?(?:town|city|village|settlement|suburb) of $")
"""Words before a name that only say what it is: "taken to the town of ..."."""
_COUPLED = re.compile(r"(?:,| and|, and| or| as well as) ")
"""Between the names of two cities that share what is said of them."""
JOINED = re.compile(r"\s*(?:,|and|or|,\s*and|as well as|&|/)?(?:\s*(?:the|in|on))?\s*")
"""Between the names of a list of places."""
_LISTED = re.compile(rf"(?:\s*,\s*[\w'’-]+){{0,3}}{JOINED.pattern}")
"""The same, with names among them that the gazetteer does not know."""


@dataclass(frozen=True, slots=True)
class Struck:
    """The places of a sentence that may have been struck, in order.

    `weak`: named only by an office ("the Kharkiv mayor said") or as a landmark, which stands where no other place does.
    `nation`: the country that the sentence speaks of as a whole, alpha-2.
    """

    places: tuple[PlaceSpan, ...]
    weak: tuple[PlaceSpan, ...]
    deictic: tuple[PlaceSpan, ...]
    nation: str | None
    spread: int | None = None
    """Where words say that the attack spread over the country, not only that the country was attacked."""

    @property
    def wide(self) -> bool:
        return self.spread is not None

    def told_by(self, triggers: Iterable[tuple[int, int]], clauses: Clauses | None) -> Struck:
        """Without the country where another clause spreads over it: "Lviv was hit, far from the fighting in other parts
        of the country"."""
        if clauses is None or self.spread is None or clauses.linked(self.spread, [start for start, _ in triggers]):
            return self
        return replace(self, nation=None, spread=None)


NOWHERE = Struck((), (), (), None)


def struck(passage: Passage, seats: Collection[str] = (), *, telling: bool = True) -> Struck:
    """`seats`: the regions that are capital cities.  `telling`: the passage reports something, so that it matters
    whether it speaks of a whole country."""
    if not telling and not passage.places:
        return NOWHERE
    strong: list[PlaceSpan] = []
    weak: list[PlaceSpan] = []
    deictic: list[PlaceSpan] = []
    if construction(_LEXICON, "spared").search(passage.masked):
        return NOWHERE
    elsewhere = _elsewhere(passage)
    bridge: PlaceSpan | None = None
    for place in passage.places:
        if place.precision == "country" or place.sense == "other" or place.start in elsewhere:
            continue
        if place.deictic and place.region is None:
            if place.sense == "place":
                deictic.append(place)
            continue
        if place.region is None:
            continue
        if _is_bridge(passage, place):
            bridge = place
            continue
        if _is_facility_elsewhere(passage, place):
            continue
        if bridge is not None and _LEADS.fullmatch(passage.masked, bridge.end, place.start):
            continue
        if place.region in seats and _GOVERNMENT.search(passage.masked[: place.start]):
            continue
        if _is_landmark(passage.masked, place):
            weak.append(place)
            continue
        if place.sense == "actor":
            if _is_office(passage.masked, place):
                weak.append(place)
            continue
        if _is_office(passage.masked, place):
            weak.append(place)
        elif (
            place.region in seats
            and place.precision != "district"
            and not place.deictic
            and not _is_city(passage.masked, place)
            and not _is_listed(passage, place, seats)
        ):
            continue
        else:
            strong.append(place)
    if not strong and not weak:
        weak += _antecedent(passage, deictic)
    nation = _nation(passage) if telling else (None, None)
    return Struck(tuple(strong), tuple(weak), tuple(deictic), *nation)


def _antecedent(passage: Passage, deictic: Sequence[PlaceSpan]) -> list[PlaceSpan]:
    """ "The evacuation from Mariupol was halted as shells hit the city": the only town named before it."""
    said = [place for place in deictic if place.precision == "settlement"]
    towns = [place for place in passage.places if place.precision == "settlement" and place.region]
    alone = len(towns) == 1 and towns[0].sense == "place" and bool(said) and towns[0].end < said[0].start
    return towns if alone else []


def _elsewhere(passage: Passage) -> set[int]:
    """Starts of the places that are not where it struck; a list shares what is said of its first name."""
    found: set[int] = set()
    last: PlaceSpan | None = None
    for place in passage.places:
        listed = last is not None and last.start in found and _is_in_list(passage.masked, last, place)
        if last is not None and _is_ship(passage.masked, last, place):
            found.add(last.start)
        if listed or _is_elsewhere(passage.masked, place):
            found.add(place.start)
        last = place
    return found


def _is_ship(masked: str, name: PlaceSpan, place: PlaceSpan) -> bool:
    """ "The Saratov in the port of Berdiansk": what bears a town's name and lies in another is no town."""
    return (
        name.precision == "settlement"
        and place.region not in (None, name.region)
        and _MOORED.fullmatch(masked, name.end, place.start) is not None
    )


def _is_in_list(masked: str, last: PlaceSpan, place: PlaceSpan) -> bool:
    """ "From Lutsk, Kovel and Rivne"; but not "to the west of Lutsk, Rivne was struck"."""
    if (
        not last.deictic
        and masked[last.end : place.start] == ", "
        and not masked.startswith((",", " and ", " or "), place.end)
    ):
        return False
    return _LISTED.fullmatch(masked, last.end, place.start) is not None


def _is_way(masked: str, place: PlaceSpan) -> bool:
    """ "The Tolyatti–Odesa pipeline": where something leads from and to."""
    return _WAY_FROM.match(masked, place.end) is not None or (
        _WAY.match(masked, place.end) is not None and _DASH.search(masked[: place.start]) is not None
    )


def _is_city(masked: str, place: PlaceSpan) -> bool:
    """A capital as a city, not as the government that sits there."""
    if masked.startswith(("'s", "’s"), place.end) and not pattern(_LEXICON, "capital_behind").match(masked, place.end):
        return False
    return (
        pattern(_LEXICON, "capital_before").search(masked[max(0, place.start - 40) : place.start]) is not None
        or pattern(_LEXICON, "capital_behind").match(masked, place.end) is not None
    )


def _is_listed(passage: Passage, seat: PlaceSpan, seats: Collection[str]) -> bool:
    """ "Both Kyiv and Kharkiv were hit": beside another city a capital is one too."""
    beside = [place for place in passage.places if place.sense == "place" and place.region not in (None, *seats)]
    return seat.sense == "place" and any(
        place.precision == "settlement"
        and not place.deictic
        and _COUPLED.fullmatch(passage.masked, min(seat.end, place.end), max(seat.start, place.start))
        for place in beside
    )


def _is_elsewhere(masked: str, place: PlaceSpan) -> bool:
    """Where an attack came from, a point of reference, a destination."""
    begin = max(0, place.start - _REACH)
    town = _TOWN_OF.search(masked, begin, place.start)
    end = town.start() if town else place.start
    if re.match(r",? (?:an? [^,;.]{0,60} |, )?where ", masked[place.end : place.end + 80]):
        return False
    if _is_way(masked, place) or _before().fits(masked, begin, end):
        return True
    if _HOSPITAL.match(masked, place.end) and _TREATED.search(masked, begin, end):
        return True
    return _behind().match(masked, place.end) is not None


def _is_landmark(masked: str, place: PlaceSpan) -> bool:
    """ "Irpin, near Kyiv": a city that only says where another place lies."""
    if pattern(_LEXICON, "beside_behind").match(masked, place.end):
        return True
    return pattern(_LEXICON, "beside_before").search(masked, max(0, place.start - 60), place.start) is not None


def _is_office(masked: str, place: PlaceSpan) -> bool:
    """ "The Kharkiv mayor", "head of Kharkiv region": somebody's office, not the place."""
    head = masked[max(0, place.start - 60) : place.start]
    if pattern(_LEXICON, "office").match(masked, place.end) is not None:
        return True
    return pattern(_LEXICON, "office_of").search(head) is not None


def _nation(passage: Passage) -> tuple[str | None, int | None]:
    """The country spoken of as a whole ("?" where it is not named), and where words say that it spread over it."""
    country: str | None = None
    spread: int | None = None
    found_any = False
    for entry in ("spread", "nation"):
        for regex in constructions(_LEXICON, entry):
            for found in regex.finditer(passage.masked):
                named = [place for place in passage.places if found.start() <= place.start < found.end()]
                if any(place.precision != "country" for place in named) or not _is_several(passage, found):
                    continue
                around = _around(passage, found.end())
                if entry == "spread" and (
                    (around is not None and around.precision == "region")
                    or pattern(_LEXICON, "aloft").search(passage.masked[: found.start()])
                ):
                    continue
                if entry == "spread" and named and _is_epithet(passage.masked, named[-1], found.end()):
                    continue
                if entry == "spread" and spread is None:
                    spread = found.start()
                found_any = True
                if around is not None and around.precision == "country":
                    named.append(around)
                country = country or next((place.country for place in reversed(named) if place.country), None)
    return (country or "?" if found_any else None), spread


def _is_facility_elsewhere(passage: Passage, place: PlaceSpan) -> bool:
    """A facility that bears a place's name, and stands in another: "the Dnipro power station in Zaporizhzhia"."""
    name = next((t for t in passage.targets if t.facility and t.start <= place.start and place.end < t.end), None)
    return name is not None and any(
        other.region not in (None, place.region) and _STANDS_IN.fullmatch(passage.masked, name.end, other.start)
        for other in passage.places
    )


def _is_several(passage: Passage, found: re.Match[str]) -> bool:
    """ "Two cities" are not a country."""
    counted = [number for number in passage.numbers if found.start() <= number.start < found.end()]
    return all(number.value is None or number.value >= _SEVERAL for number in counted)


def _around(passage: Passage, end: int) -> PlaceSpan | None:
    """What lies around: "several towns in Poltava region" are not over the country, "seven regions of Ukraine" are."""
    outer = next((place for place in passage.places if place.start >= end), None)
    if outer is None or _WITHIN.fullmatch(passage.masked, end, outer.start) is None:
        return None
    return outer


def _is_epithet(masked: str, country: PlaceSpan, end: int) -> bool:
    """ "Over the Russian advance", "around the Russian-held port", "all of Ukraine's Donbas": not over that country."""
    if country.end != end or country.sense == "place":
        return _PART.match(masked, country.end) is not None
    return pattern(_LEXICON, "land").match(masked, country.end) is None


def _is_bridge(passage: Passage, place: PlaceSpan) -> bool:
    """A bridge that carries a place's name: struck only where a weapon stands beside it ("drones hit the bridge")."""
    if not place.name.lower().endswith("bridge"):
        return False
    return not any(
        weapon.type not in ("bomb", "unknown") and _BESIDE.fullmatch(passage.masked, weapon.end, place.start)
        for weapon in passage.weapons
    )


@cache
def _before() -> AnyOf:
    # "Strikes were reported from Odesa" tells where; "fired from Crimea" tells whence.
    told = "".join(rf"(?<!{word} )" for word in ("reported", "reports", "came", "coming", "report"))
    origin = (rf"(?<!\w){told}(?:{form})\s*$" for form in forms(_LEXICON, "origin"))
    reference = (rf"(?<!\w)(?:{form})\s*$" for form in forms(_LEXICON, "reference"))
    return AnyOf((*origin, *reference), among(_LEXICON))


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"{source(_LEXICON, 'border')}|{source(_LEXICON, 'resident')}|{source(_LEXICON, 'theatre')}")
