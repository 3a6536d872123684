"""What an attack did: the people harmed, the things hit and the services lost, of all that its sentences say."""

from __future__ import annotations

from worker.records.mention import Casualties, Evidence, Outage, Quantity, Service, Target
from worker.steps.extract.attack import Attack, Said
from worker.steps.extract.evidence import evidence_of
from worker.steps.extract.facts import CasualtyFact, CasualtyField, OutageFact, TargetFact

_CASUALTY_FIELDS: tuple[CasualtyField, ...] = ("killed", "injured", "children_killed", "children_injured")


def casualties(attack: Attack, evidence: list[Evidence]) -> Casualties:
    """The highest figure told for each field."""
    chosen: dict[CasualtyField, Quantity] = {}
    for name in _CASUALTY_FIELDS:
        candidates = [said for said in attack.said if isinstance(said.fact, CasualtyFact) and said.fact.field == name]
        if candidates:
            best = max(candidates, key=_casualty_rank)
            assert isinstance(best.fact, CasualtyFact)
            chosen[name] = best.fact.quantity
            evidence.append(evidence_of(name, best))
    return Casualties(
        killed=chosen.get("killed"),
        injured=chosen.get("injured"),
        children_killed=chosen.get("children_killed"),
        children_injured=chosen.get("children_injured"),
    )


def _casualty_rank(said: Said) -> float:
    assert isinstance(said.fact, CasualtyFact)
    return said.fact.quantity.value


def targets(attack: Attack, evidence: list[Evidence]) -> list[Target]:
    """Each kind of thing hit once; "other" only where no kind is told."""
    found: dict[Target, Said] = {}
    for said in attack.said:
        if isinstance(said.fact, TargetFact):
            found.setdefault(said.fact.target, said)
    if len(found) > 1:
        found.pop("other", None)
    evidence += [evidence_of(f"targets.{target}", said) for target, said in found.items()]
    return list(found)


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
