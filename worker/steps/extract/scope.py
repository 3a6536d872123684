"""Whose figures: which of the places of a sentence a fact speaks of, or whether it speaks of the whole country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from worker.steps.extract.attack import Attack, Reported
from worker.steps.extract.constructions import construction, pattern
from worker.steps.extract.facts import CasualtyFact, CountFact, Fact, OutageFact, WeaponFact
from worker.steps.extract.passage import Passage
from worker.steps.extract.roles import JOINED
from worker.steps.extract.spans import PlaceSpan

_MANY = 3
"""Regions over which an attack counts as one on the country."""
_IN_COUNTRY = re.compile(r"[^.;:,\ue003]{0,40} (?:in|across) \ue003+(?![\w'’\ue003-]| \w+ (?:city|region|town))")
"""Behind a figure: "14 children have been among the dead in Ukraine"."""
_FEW = 5
_SLAUGHTER = 100
"""Killed, told of without the attack: those of a siege or a war."""
_FAR = frozenset(("drone", "missile", "ballistic_missile", "cruise_missile"))
"""Weapons that fly over a country."""
_REAR = frozenset(("energy", "rail", "oil_gas"))
_BLASTS = re.compile(r"(?<!\w)(?:explosions|blasts)(?!\w)")
_MASSIVE = 50
"""Weapons counted in a sentence that names no place."""
_IN_PLACE = re.compile(r"\s+(?:[\w\ue002-]+\s+){0,4}(?:in|on|over|at|from)\s+(?:the\s+)?(?:[\w\ue002-]+\s+){0,4}")
"""Between a figure and its place: "eight in the eastern region of ..."."""


_OF_WHICH = re.compile(
    r"(?<!\w)(?:including|of (?:which|them)|among them)\s(?:[a-z]+\s){0,2}\ue000"
    r"|, (?:most(?:ly)?|mainly|primarily|the majority|half)(?: of (?:which|them))? (?:[a-z]+ )?(?:in|over|above)(?!\w)"
)
"""Between a sum and its places: "33 drones, including 12 over ...", "most of them over ..."."""
_OVER_PLACE = re.compile(r"\s+(?:[\w\ue002-]+\s+){0,3}(?:over|in|above)\s+(?:the\s+)?\ue003")
_OVER_COUNTRY = re.compile(
    r"\s+(?:[\w\ue002'-]+\s+){0,3}?"
    r"(?:(?:across|throughout|all over|around) (?:the )?(?:whole |entire )?(?:country|\ue003)"
    r"|(?:(?:in|across) )?\ue000+ (?:\ue003+ |different )?(?:regions|oblasts))"
)
"""Behind a figure: it is that of a country."""
_PAIR = re.compile(r"(?: (?:people|civilians|were|was))*(?: (?:died|dead|killed|dying|injured|wounded|hurt))?,? and ")
_AT_COUNTRY = re.compile(r"\s+(?:at|on|against|towards?|into|over)\s+\ue003+(?!['’])")
_PARTS = re.compile(r";|—|–|, (?:and|while|as|with|but)(?!\w)|(?<!\w)(?:while|whereas)(?!\w)")
"""Between two matters of a sentence."""
_PART_OF = re.compile(r"(?<!\w)part of (?:a|an|the)(?!\w)")
"""Before a figure: it is that of the whole of which the place's strike was a part."""
_PARTED = re.compile(r";|(?<!\w)(?:while|whereas|and in|and at|,? as)(?!\w)")
"""Between places: the sentence tells of two attacks."""
_NEARING = re.compile(
    r"(?<!\w)(?:(?:aimed|directed|heading|headed|flying|bound) (?:at|towards?|for|to)|approach(?:ed|ing)|towards)"
    r"(?: [a-z-]+){0,5} $"
)
"""Before the place that weapons shot down had been fired at."""


def owners(passage: Passage, fact: Fact, places: Sequence[PlaceSpan], attacks: dict[int, Attack]) -> list[Attack]:
    """The attacks of a sentence that a fact speaks of: that of the place nearest to it in its clause."""
    everyone = list({id(attack): attack for attack in attacks.values()}.values())
    if len(everyone) == 1:
        return everyone
    if isinstance(fact, WeaponFact) and len({weapon.type for weapon in passage.weapons if not weapon.defence}) < 2:
        return everyone
    ordered = sorted((place for place in places if place.start in attacks), key=lambda place: place.start)
    groups = _coordinated(passage.masked, ordered)

    def distance(place: PlaceSpan) -> float:
        if _IN_PLACE.fullmatch(passage.masked, fact.end, place.start):
            return 0.0
        if place.start >= fact.end:
            between = passage.masked[fact.end : place.start]
            cost = len(between) * 1.1
        elif place.end <= fact.start:
            between = passage.masked[place.end : fact.start]
            cost = float(len(between))
        else:
            return 0.0
        cost += 60 * len(re.findall(r"[;:]|, (?:while|and|but|with)|(?<!\w)while(?!\w)", between))
        cost += 15 * between.count(",")
        return cost

    nearest = min(ordered, key=distance)
    group = next(group for group in groups if nearest in group)
    owners = {id(attacks[place.start]): attacks[place.start] for place in group}
    if isinstance(fact, WeaponFact) and not _PARTED.search(passage.masked[ordered[0].end : ordered[-1].start]):
        return everyone
    if len(owners) > 1 and isinstance(fact, CasualtyFact | CountFact) and fact.quantity.value:
        return (
            [attacks[nearest.start]]
            if distance(nearest) < 12 and nearest.start > fact.end and nearest is not group[0]
            else []
        )
    return list(owners.values())


def is_of_many(passage: Passage, fact: Fact, places: Sequence[PlaceSpan]) -> bool:
    """ "85 drones over the Krasnodar, Bryansk and Rostov regions": a sum that three regions or more share."""
    if not isinstance(fact, CountFact) or fact.field == "hits":
        return False
    behind = [place for place in places if place.start >= fact.end]
    if not behind or not _IN_PLACE.fullmatch(passage.masked, fact.end, behind[0].start):
        return False
    return len({place.region for place in _coordinated(passage.masked, behind)[0]}) >= _MANY


def is_over_many(passage: Passage, places: Sequence[PlaceSpan]) -> bool:
    """Does one list name three regions or more that missiles or drones struck, where there were blasts, or where what
    lies in the rear was hit?  Shelling along a front is no wave."""
    weapons = [weapon for weapon in passage.weapons if not weapon.defence]
    rear = _BLASTS.search(passage.masked) or any(target.target in _REAR for target in passage.targets)
    if not any(weapon.type in _FAR for weapon in weapons) and (weapons or not rear):
        return False
    return any(len({place.region for place in run}) >= _MANY for run in _coordinated(passage.masked, places))


def is_of_nation(item: Reported, fact: Fact, places: Sequence[PlaceSpan]) -> bool:
    """ "The ministry said 82 drones were downed, and two people were injured in Saratov": not Saratov's drones."""
    masked = item.passage.masked
    if isinstance(fact, CasualtyFact):
        fact = _last_of_pair(item, fact)
    if isinstance(fact, CasualtyFact | CountFact) and _OVER_COUNTRY.match(masked, fact.end):
        return _names_no_region(item.passage, fact)
    if not isinstance(fact, CountFact) or fact.field == "hits":
        return False
    if _is_at_country(item.passage, fact):
        return True
    if places and _PART_OF.search(masked[places[-1].end : fact.start]):
        return True
    if _OF_WHICH.search(masked[fact.end : places[0].start] if places else ""):
        return True
    start, end = _segment(masked, fact)
    if is_massive(item.facts) and not any(start <= place.start < end for place in places):
        return True
    if item.clauses is None:
        return False
    if item.struck.nation is not None and is_massive(item.facts):
        # "lights went out in Lviv after 90 drones targeted the country's power system"
        return all(item.clauses.at(place.start) != item.clauses.at(fact.start) for place in places)
    if not says_who_counts(item.passage):
        return False
    if any(nears_place(item.passage, place.country) for place in places):
        return False
    around = item.clauses.chain(fact.start)
    return all(item.clauses.at(place.start) not in around for place in places)


def _last_of_pair(item: Reported, fact: CasualtyFact) -> CasualtyFact:
    """ "11 died and 64 were hurt across eight regions": what is said of the last is said of both."""
    masked = item.passage.masked
    others = (other for other in item.facts if isinstance(other, CasualtyFact) and other.start > fact.end)
    return next((other for other in others if _PAIR.fullmatch(masked, fact.end, other.start)), fact)


def _is_at_country(passage: Passage, fact: Fact) -> bool:
    """ "Fired 20 cruise missiles at Ukraine": though a town of it is named too."""
    found = _AT_COUNTRY.match(passage.masked, fact.end)
    return found is not None and any(
        found.start() <= place.start < found.end() and place.precision == "country" for place in passage.places
    )


def _names_no_region(passage: Passage, fact: Fact) -> bool:
    """Is what the figure is said of a country ("across Ukraine", "over five regions")?"""
    found = _OVER_COUNTRY.match(passage.masked, fact.end)
    return found is not None and not any(
        found.start() <= place.start < found.end() and place.precision != "country" for place in passage.places
    )


def _segment(masked: str, fact: Fact) -> tuple[int, int]:
    """The stretch of the sentence around a figure, up to what parts it from another matter."""
    starts = [found.end() for found in _PARTS.finditer(masked, 0, fact.start)]
    end = _PARTS.search(masked, fact.end)
    return (starts[-1] if starts else 0), (end.start() if end else len(masked))


def sums(passage: Passage, facts: Sequence[Fact]) -> set[Fact]:
    """Figures that the rest of the sentence splits up: "eleven died: eight in ..., two in ... and one in ..."."""
    found: set[Fact] = set()
    for name in ("killed", "injured"):
        figures = [fact for fact in facts if isinstance(fact, CasualtyFact) and fact.field == name]
        if len(figures) > 2 and figures[0].quantity.value == sum(fact.quantity.value for fact in figures[1:]):
            found.add(figures[0])
    downed = [fact for fact in facts if isinstance(fact, CountFact) and fact.field == "intercepted"]
    if (
        len(downed) > 2
        and downed[0].quantity.value >= sum(fact.quantity.value for fact in downed[1:])
        and not _OVER_PLACE.match(passage.masked, downed[0].end)
    ):
        found.add(downed[0])
    return found


def _coordinated(masked: str, places: Sequence[PlaceSpan]) -> list[list[PlaceSpan]]:
    """Places in runs: those joined by nothing but commas and "and" stand together."""
    runs: list[list[PlaceSpan]] = []
    for place in places:
        if runs and JOINED.fullmatch(masked[runs[-1][-1].end : place.start]):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def is_of_war(item: Reported) -> bool:
    """Harm that no one attack did: hundreds of dead in one word, or those that somebody counts of the whole war."""
    harm = [fact for fact in item.facts if isinstance(fact, CasualtyFact)]
    if not harm:
        return False
    if any(fact.field == "killed" and fact.quantity.value >= _SLAUGHTER for fact in harm):
        return not any(_are_soldiers(item.passage, fact) for fact in harm)
    if any(_IN_COUNTRY.match(item.passage.masked, fact.end) and _names_country(item.passage, fact) for fact in harm):
        return True
    return construction("roles", "war_toll").search(item.passage.masked) is not None


def _are_soldiers(passage: Passage, fact: CasualtyFact) -> bool:
    """Armies claim hundreds of the other's soldiers killed by one strike."""
    return pattern("roles", "soldiers").search(passage.masked, fact.start, fact.end) is not None


def _names_country(passage: Passage, fact: Fact) -> bool:
    """Is the place behind a figure a country?"""
    behind = next((place for place in passage.places if place.start >= fact.end), None)
    return behind is not None and behind.precision == "country" and behind.sense == "place" and not behind.deictic


def is_massive(facts: Iterable[Fact]) -> bool:
    """More weapons than are fired at one place: those of a night all over the country."""
    return any(
        isinstance(fact, CountFact) and fact.field != "hits" and fact.weapon and fact.quantity.value >= _MASSIVE
        for fact in facts
    )


def nears_place(passage: Passage, country: str | None) -> bool:
    """ "Downed seven drones that were approaching ...": weapons of one place, though none fell on it."""
    return any(
        place.country == country
        and place.precision != "country"
        and _NEARING.search(passage.masked, max(0, place.start - 60), place.start)
        for place in passage.places
    )


def is_few(facts: Iterable[Fact]) -> bool:
    """So few weapons that they were fired at one thing: a ship, a bridge."""
    return all(fact.quantity.value < _FEW for fact in facts if isinstance(fact, CountFact))


def shows_harm(facts: Iterable[Fact]) -> bool:
    return any(isinstance(fact, CasualtyFact | OutageFact) for fact in facts)


def says_who_counts(passage: Passage) -> bool:
    return construction("roles", "nationwide_source").search(passage.text.lower()) is not None
