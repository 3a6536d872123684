"""Attacks of an article as mentions: one value for each field, with the characters that say it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from worker.records.article import Article
from worker.records.mention import (
    Claim,
    Evidence,
    Facility,
    Kind,
    Mention,
    Place,
    Provenance,
)
from worker.steps.extract.arsenal import weapon_uses
from worker.steps.extract.attack import Attack
from worker.steps.extract.attacker import Sides, is_disputed, is_mutual, tells_of_war
from worker.steps.extract.consequences import casualties, outages, targets
from worker.steps.extract.constructions import construction
from worker.steps.extract.evidence import evidence_at
from worker.steps.extract.facts import CasualtyFact, CountFact, OutageFact, TargetFact, WeaponFact

_NEWS = timedelta(days=3)
"""An attack older than this at publication is recalled, not reported."""
_FROM_AFAR = ("from_afar", "toll")
_EARLY = 4
"""Passages of an article's beginning, headline included: what it is about."""


@dataclass(frozen=True, slots=True)
class Context:
    """What all mentions of an article share; `published` is the local date of publication."""

    article: Article
    published: date
    provenance: Provenance
    sides: Sides


def mentions(attacks: Sequence[Attack], context: Context) -> list[Mention]:
    """The attacks as mentions, in the order in which the article tells them."""
    kept = [attack for attack in attacks if _stands(attack, attacks, context.sides)]
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


def _stands(attack: Attack, attacks: Sequence[Attack], sides: Sides) -> bool:
    """Not a record: a place of which no act is told, nor any figure; a wave that shows nothing of a whole country; an
    attack without weapons where there is no front."""
    if sides.is_quiet(attack.country) and not _is_from_afar(attack):
        return False
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


def _is_from_afar(attack: Attack) -> bool:
    """Is a weapon named or counted, or what only weapons do, or the toll of an attack told before?"""
    return any(isinstance(said.fact, WeaponFact | CountFact) for said in attack.said) or any(
        construction("frames", entry).search(passage.masked) for passage in attack.passages for entry in _FROM_AFAR
    )


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
    if any(is_mutual(passage.text) for passage in attack.passages):
        return None
    text = f"{context.article.title} {context.article.text}"
    weapons = [said.fact for said in attack.said if isinstance(said.fact, WeaponFact)]
    armed = bool(weapons)
    if attack.place is not None and context.sides.is_contested(attack.place):
        if is_disputed(text):
            return None
        own = (armed or attack.certain) and context.sides.holds_wholly(attack.place)
        return attack.country if own else context.sides.owner(fact.model for fact in weapons if fact.model)
    other = context.sides.opponent(attack.country)
    if other is None:
        return None
    told = armed or (attack.certain and tells_of_war(text))
    if context.sides.names_side(text, other) or (told and not is_disputed(text)):
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
    downed = attack.downed or "intercepted" in fields or (attack.certain and not attack.struck)
    return "interception" if downed and "hits" not in fields and not harmed else "strike"


def _identify(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _mention(attack: Attack, side: str | None, kind: Kind, mention_id: str, context: Context) -> Mention:
    article = context.article
    evidence: list[Evidence] = []
    first = attack.place_passage or attack.passages[0]
    if attack.place is not None and attack.place_passage is not None:
        evidence.append(evidence_at("region", attack.place_passage, attack.place.start, attack.place.end))
    else:
        evidence.append(evidence_at("region", first, 0, len(first.text)))
    if attack.when.time is not None and attack.when.passage is not None:
        evidence.append(evidence_at("date", attack.when.passage, attack.when.time.start, attack.when.time.end))
    if side is not None and attack.side_passage is not None:
        evidence.append(evidence_at("attacker", attack.side_passage, 0, len(attack.side_passage.text)))
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
        weapons=weapon_uses(attack, evidence),
        casualties=casualties(attack, evidence),
        targets=targets(attack, evidence),
        outages=outages(attack, evidence),
        facility=facility,
        claims=_claims(attack, context.sides),
        status="current",
        evidence=evidence,
        article_key=article.key,
        revised_at=article.revised_at,
        provenance=context.provenance,
        traceparent=article.traceparent,
    )


def _place(attack: Attack) -> Place | None:
    place = attack.place
    if place is None:
        return None
    return Place(
        name=place.name, lat=place.lat, lon=place.lon, precision=place.precision, geonames_id=place.geonames_id
    )


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
