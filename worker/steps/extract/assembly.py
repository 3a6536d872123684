"""Attacks of an article as mentions: one value for each field, with the characters that say it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from worker.records.article import Article
from worker.records.mention import (
    Casualties,
    Claim,
    Evidence,
    Facility,
    Kind,
    Mention,
    Outage,
    Place,
    Provenance,
    Quantity,
    Service,
    Target,
    WeaponType,
    WeaponUse,
)
from worker.steps.extract.attack import Attack, Said
from worker.steps.extract.attacker import Sides, is_disputed
from worker.steps.extract.facts import CasualtyFact, CasualtyField, CountFact, OutageFact, TargetFact, WeaponFact
from worker.steps.extract.passage import Passage
from worker.steps.extract.speaker import speaker

_NEWS = timedelta(days=3)
"""An attack older than this at publication is recalled, not reported."""
_EARLY = 4
"""Passages of an article's beginning, headline included: what it is about."""
_SPECIFIC: Mapping[WeaponType, tuple[WeaponType, ...]] = {"missile": ("ballistic_missile", "cruise_missile")}
_LOOSE: Mapping[WeaponType, re.Pattern[str]] = {
    "artillery": re.compile(r"shelling|shelled|bombard"),
    "bomb": re.compile(r"bomb(?:ed|ing)"),
}
"""Acts said loosely of any attack: "the shelling of the mall", where a missile hit it."""
_COUNT_FIELDS = ("launched", "intercepted", "hits")
_CASUALTY_FIELDS: tuple[CasualtyField, ...] = ("killed", "injured", "children_killed", "children_injured")


@dataclass(frozen=True, slots=True)
class Context:
    """What all mentions of an article share; `published` is the local date of publication."""

    article: Article
    published: date
    provenance: Provenance
    sides: Sides


def mentions(attacks: Sequence[Attack], context: Context) -> list[Mention]:
    """The attacks as mentions, in the order in which the article tells them."""
    kept = [attack for attack in attacks if _stands(attack, attacks)]
    ordinals: Counter[tuple[str, ...]] = Counter()
    result: list[Mention] = []
    for attack in kept:
        side = _side(attack, context)
        kind = _kind(attack)
        identity = (attack.code, side or "", attack.when.day.isoformat(), kind)
        mention_id = _identify(context.article.key, *identity, str(ordinals[identity]))
        ordinals[identity] += 1
        result.append(_mention(attack, side, kind, mention_id, context))
    return result


def _stands(attack: Attack, attacks: Sequence[Attack]) -> bool:
    """Not a record: a place of which no act is told, nor any figure; a wave that shows nothing of a whole country."""
    if attack.is_wave:
        counted = any(isinstance(said.fact, CasualtyFact | CountFact | OutageFact) for said in attack.said)
        regions = {
            other.code
            for other in attacks
            if not other.is_wave
            and other.country == attack.country
            and abs((other.when.day - attack.when.day).days) <= 1
        }
        if counted and not attack.wide and _repeats(attack, attacks):
            return False
        dated = attack.when.time is not None or attack.passages[0].index < _EARLY
        return counted or (dated and (attack.wide or len(regions) != 1))
    return attack.certain or bool(attack.said)


def _repeats(wave: Attack, attacks: Sequence[Attack]) -> bool:
    """All that a wave counts is the harm that a place's record has: the president's words on the same dead."""
    counts = [said.fact for said in wave.said if isinstance(said.fact, CasualtyFact | CountFact | OutageFact)]
    known = {
        (said.fact.field, said.fact.quantity.value)
        for other in attacks
        if not other.is_wave and other.country == wave.country
        for said in other.said
        if isinstance(said.fact, CasualtyFact)
    }
    harm = [(fact.field, fact.quantity.value) for fact in counts if isinstance(fact, CasualtyFact)]
    return len(harm) == len(counts) and any(figure in known for figure in harm if figure[1])


def _side(attack: Attack, context: Context) -> str | None:
    """The attacker said of this attack; else the only side that the article's words leave."""
    if attack.side is not None:
        return attack.side
    if attack.place is not None and context.sides.is_contested(attack.place):
        return None
    other = context.sides.opponent(attack.country)
    if other is None:
        return None
    armed = any(isinstance(said.fact, WeaponFact) for said in attack.said)
    text = f"{context.article.title} {context.article.text}"
    if context.sides.names_side(text, other) or (armed and not is_disputed(text)):
        return other
    return None


def _kind(attack: Attack) -> Kind:
    if attack.is_wave:
        return "wave"
    fields = {said.fact.field for said in attack.said if isinstance(said.fact, CountFact)}
    harmed = any(
        isinstance(said.fact, CasualtyFact | TargetFact | OutageFact)
        and not (isinstance(said.fact, CasualtyFact) and said.fact.quantity.value == 0)
        for said in attack.said
    )
    return "interception" if "intercepted" in fields and "hits" not in fields and not harmed else "strike"


def _identify(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _mention(attack: Attack, side: str | None, kind: Kind, mention_id: str, context: Context) -> Mention:
    article = context.article
    evidence: list[Evidence] = []
    first = attack.place_passage or attack.passages[0]
    if attack.place is not None and attack.place_passage is not None:
        evidence.append(_evidence("region", attack.place_passage, attack.place.start, attack.place.end))
    else:
        evidence.append(_evidence("region", first, 0, len(first.text)))
    if attack.when.time is not None and attack.when.passage is not None:
        evidence.append(_evidence("date", attack.when.passage, attack.when.time.start, attack.when.time.end))
    if side is not None and attack.side_passage is not None:
        evidence.append(_evidence("attacker", attack.side_passage, 0, len(attack.side_passage.text)))
    facility = _facility(attack)
    return Mention(
        mention_id=mention_id,
        article_id=article.article_id,
        outlet=article.outlet,
        url=article.url,
        published_at=article.published_at,
        kind=kind,
        background=context.published - attack.when.day > _NEWS,
        attacker=side,
        region=attack.code,
        place=_place(attack),
        date=attack.when.day.isoformat(),
        date_precision=attack.when.precision,
        time_of_day=attack.when.time.time_of_day if attack.when.time else None,
        weapons=_weapons(attack, evidence),
        casualties=_casualties(attack, evidence),
        targets=_targets(attack, evidence),
        outages=_outages(attack, evidence),
        facility=facility,
        claims=_claims(attack, context.sides),
        status="current",
        evidence=evidence,
        article_key=article.key,
        revised_at=article.revised_at,
        provenance=context.provenance,
        traceparent=article.traceparent,
    )


def _evidence(name: str, passage: Passage, start: int, end: int) -> Evidence:
    return Evidence(
        field=name,
        start=passage.start + start,
        end=passage.start + end,
        text=passage.text[start:end],
        source=passage.source,
        speaker=speaker(passage.text),
    )


def _said_evidence(name: str, said: Said) -> Evidence:
    return _evidence(name, said.passage, said.fact.start, said.fact.end)


def _place(attack: Attack) -> Place | None:
    place = attack.place
    if place is None:
        return None
    return Place(
        name=place.name, lat=place.lat, lon=place.lon, precision=place.precision, geonames_id=place.geonames_id
    )


def _casualties(attack: Attack, evidence: list[Evidence]) -> Casualties:
    chosen: dict[CasualtyField, Quantity] = {}
    for name in _CASUALTY_FIELDS:
        candidates = [said for said in attack.said if isinstance(said.fact, CasualtyFact) and said.fact.field == name]
        if candidates:
            best = max(candidates, key=_casualty_rank)
            assert isinstance(best.fact, CasualtyFact)
            chosen[name] = best.fact.quantity
            evidence.append(_said_evidence(name, best))
    return Casualties(
        killed=chosen.get("killed"),
        injured=chosen.get("injured"),
        children_killed=chosen.get("children_killed"),
        children_injured=chosen.get("children_injured"),
    )


def _casualty_rank(said: Said) -> float:
    assert isinstance(said.fact, CasualtyFact)
    return said.fact.quantity.value


def _weapons(attack: Attack, evidence: list[Evidence]) -> list[WeaponUse]:
    named = _named_weapons(attack)
    counts: dict[WeaponType, dict[str, tuple[Quantity, Said]]] = {}
    last: WeaponType | None = None
    for said in attack.said:
        if not isinstance(said.fact, CountFact):
            continue
        kind = said.fact.weapon
        if kind is None:
            kind = last or next(iter(named), None) or "unknown"
        elif kind != "unknown":
            last = kind
        of_kind = counts.setdefault(kind, {})
        known = of_kind.get(said.fact.field)
        if known is None or known[0].value < said.fact.quantity.value:
            of_kind[said.fact.field] = (said.fact.quantity, said)
    _merge_general(named, counts)
    _drop_totals(counts)
    types: list[WeaponType] = [*named, *(kind for kind in counts if kind not in named)]
    result: list[WeaponUse] = []
    for kind in types:
        model: str | None = None
        if kind in named:
            fact = named[kind].fact
            assert isinstance(fact, WeaponFact)
            model = fact.model
            evidence.append(_said_evidence(f"weapons.{kind}", named[kind]))
        quantities = {name: counts.get(kind, {}).get(name) for name in _COUNT_FIELDS}
        for name, found in quantities.items():
            if found is not None:
                evidence.append(_said_evidence(f"weapons.{kind}.{name}", found[1]))
        launched, intercepted, hits = (found[0] if found else None for found in quantities.values())
        result.append(WeaponUse(type=kind, model=model, launched=launched, intercepted=intercepted, hits=hits))
    return result


def _drop_totals(counts: dict[WeaponType, dict[str, tuple[Quantity, Said]]]) -> None:
    """A number of weapons of all kinds says nothing more where those of each kind add up to it."""
    total = counts.get("unknown", {})
    for name in list(total):
        parts = sum(of_kind[name][0].value for kind, of_kind in counts.items() if kind != "unknown" and name in of_kind)
        if parts == total[name][0].value:
            del total[name]
    if not total:
        counts.pop("unknown", None)


def _named_weapons(attack: Attack) -> dict[WeaponType, Said]:
    """Each type with its best naming: one that gives a model, else the first.  "Shelling" beside another weapon is only
    a word for the attack."""
    named: dict[WeaponType, Said] = {}
    for said in attack.said:
        if isinstance(said.fact, WeaponFact):
            known = named.get(said.fact.weapon)
            if known is None or (isinstance(known.fact, WeaponFact) and not known.fact.model and said.fact.model):
                named[said.fact.weapon] = said
    for kind, acts in _LOOSE.items():
        if len(named) > 1 and kind in named and not _is_named_outright(attack, kind, acts):
            del named[kind]
    return named


def _is_named_outright(attack: Attack, kind: WeaponType, acts: re.Pattern[str]) -> bool:
    """Is the weapon itself named somewhere, not only an act that would need it?"""
    return any(
        isinstance(said.fact, WeaponFact)
        and said.fact.weapon == kind
        and not acts.search(said.passage.text[said.fact.start : said.fact.end].lower())
        for said in attack.said
    )


def _merge_general(named: dict[WeaponType, Said], counts: dict[WeaponType, dict[str, tuple[Quantity, Said]]]) -> None:
    """ "Missiles" and "cruise missiles" of one attack: the special word says more."""
    for general, kinds in _SPECIFIC.items():
        present = [kind for kind in kinds if kind in named or kind in counts]
        if not present:
            continue
        named.pop(general, None)
        if len(present) == 1 and general in counts:
            special = counts.setdefault(present[0], {})
            for name, found in counts[general].items():
                special.setdefault(name, found)
            del counts[general]


def _targets(attack: Attack, evidence: list[Evidence]) -> list[Target]:
    found: dict[Target, Said] = {}
    for said in attack.said:
        if isinstance(said.fact, TargetFact):
            found.setdefault(said.fact.target, said)
    if len(found) > 1:
        found.pop("other", None)
    evidence += [_said_evidence(f"targets.{target}", said) for target, said in found.items()]
    return list(found)


def _outages(attack: Attack, evidence: list[Evidence]) -> list[Outage]:
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
        evidence.append(_said_evidence(f"outages.{service}", said))
        result.append(Outage(service=service, count=said.fact.quantity, unit=said.fact.unit))
    return result


def _facility(attack: Attack) -> Facility | None:
    for said in attack.said:
        if isinstance(said.fact, TargetFact) and said.fact.facility and said.fact.facility_kind:
            return Facility(name=said.fact.facility, kind=said.fact.facility_kind)
    return None


def _claims(attack: Attack, sides: Sides) -> list[Claim]:
    """The sides whose word the report rests on, or who deny it; a denial outlasts a claim of the same side."""
    found: dict[str, Claim] = {}
    for passage in attack.passages:
        claim = sides.claim_of(passage.text)
        if claim is not None and (claim.by not in found or claim.stance == "denies"):
            found[claim.by] = claim
    return list(found.values())
