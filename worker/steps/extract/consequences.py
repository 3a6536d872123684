"""What an attack did: the people harmed, the things hit and the services lost, of all that its sentences say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from worker.records.mention import Casualties, Evidence, Outage, Quantity, Service, Target
from worker.steps.extract.attack import Attack, Said
from worker.steps.extract.evidence import evidence_of
from worker.steps.extract.facts import CasualtyFact, CasualtyField, OutageFact, TargetFact
from worker.steps.extract.people import added

_CASUALTY_FIELDS: tuple[CasualtyField, ...] = ("killed", "injured", "children_killed", "children_injured")


_IN_TOWN = re.compile(r"[\w\s\ue004'’-]{0,60}?\s(?:in|near|of|at)\s(?:the\s)?(?:[a-z-]+\s){0,3}")
"""Between a figure and its town."""
_LOOSE: Mapping[Target, tuple[frozenset[Target], re.Pattern[str]]] = {
    "industry": (
        frozenset(("energy", "oil_gas", "heating")),
        re.compile(r"(?<!\w)(?:the|this|that) (?:plant|facility|enterprise)$"),
    ),
    "water": (frozenset(("oil_gas",)), re.compile(r"pumping station$")),
    "military": (frozenset(("oil_gas",)), re.compile(r"(?<!\w)tanks?$")),
}
"""Target → those beside which its words mean the same once more: "the plant", of a refinery; a pipeline's "station"; a
depot's "tanks"."""


def casualties(attack: Attack, evidence: list[Evidence]) -> Casualties:
    """The highest figure told for each field; where towns are told one by one and no sum is given, theirs together."""
    chosen: dict[CasualtyField, Quantity] = {}
    for name in _CASUALTY_FIELDS:
        candidates = [said for said in attack.said if isinstance(said.fact, CasualtyFact) and said.fact.field == name]
        if candidates:
            parts = _by_town(candidates, attack.code)
            chosen[name] = added([_quantity(said) for said in parts])
            evidence += [evidence_of(name, said) for said in parts]
    return Casualties(
        killed=chosen.get("killed"),
        injured=chosen.get("injured"),
        children_killed=chosen.get("children_killed"),
        children_injured=chosen.get("children_injured"),
    )


def _by_town(candidates: Sequence[Said], region: str) -> list[Said]:
    """The highest figure of each town; the highest of all alone where the headline has one, or one is of no town."""
    highest = max(candidates, key=_casualty_rank)
    towns: dict[str, Said] = {}
    for said in candidates:
        town = _town(said, region)
        if town is None:
            return [highest]
        if town not in towns or _casualty_rank(towns[town]) < _casualty_rank(said):
            towns[town] = said
    return list(towns.values())


def _town(said: Said, region: str) -> str | None:
    """The town of a region that a figure is said of: "in Kupiansk" behind it, or the last one before it."""
    passage, fact = said.passage, said.fact
    if passage.source == "title" or not isinstance(fact, CasualtyFact) or not fact.quantity.value:
        return None
    towns = [place for place in passage.places if place.precision == "settlement" and place.region == region]
    behind = next((place for place in towns if place.start >= fact.end), None)
    if behind and _IN_TOWN.fullmatch(passage.masked, fact.end, behind.start):
        return str(behind.geonames_id or behind.name)
    before = [place for place in towns if place.end <= fact.start]
    return str(before[-1].geonames_id or before[-1].name) if before else None


def _quantity(said: Said) -> Quantity:
    assert isinstance(said.fact, CasualtyFact)
    return said.fact.quantity


def _casualty_rank(said: Said) -> float:
    return _quantity(said).value


def targets(attack: Attack, evidence: list[Evidence]) -> list[Target]:
    """Each kind of thing hit once; "other" only where no kind is told."""
    found: dict[Target, Said] = {}
    for said in attack.said:
        if isinstance(said.fact, TargetFact):
            found.setdefault(said.fact.target, said)
    if len(found) > 1:
        found.pop("other", None)
    for general, (special, words) in _LOOSE.items():
        if (
            general in found
            and found.keys() & special
            and all(words.search(_up_to(said)) for said in _of(attack, general))
        ):
            del found[general]
    evidence += [evidence_of(f"targets.{target}", said) for target, said in found.items()]
    return list(found)


def _of(attack: Attack, target: Target) -> list[Said]:
    return [said for said in attack.said if isinstance(said.fact, TargetFact) and said.fact.target == target]


def _up_to(said: Said) -> str:
    """The sentence as far as a fact's last word, in lower case."""
    return said.passage.text[: said.fact.end].lower()


def outages(attack: Attack, evidence: list[Evidence]) -> list[Outage]:
    """Each service once, with the number of those cut off where one is told."""
    found: dict[Service, Said] = {}
    for said in attack.said:
        if isinstance(said.fact, OutageFact):
            known = found.get(said.fact.service)
            if known is None or (
                isinstance(known.fact, OutageFact) and known.fact.quantity is None and said.fact.quantity
            ):
                found[said.fact.service] = said
    result: list[Outage] = []
    for service, said in found.items():
        assert isinstance(said.fact, OutageFact)
        evidence.append(evidence_of(f"outages.{service}", said))
        result.append(Outage(service=service, count=said.fact.quantity, unit=said.fact.unit))
    return result
