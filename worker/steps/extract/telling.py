"""What a sentence says, added to the attacks that it speaks of: on its places, on the country, or the one told last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from worker.steps.extract.arsenal import is_loose
from worker.steps.extract.attack import Attack, Reported, Said, When
from worker.steps.extract.attacker import Sides
from worker.steps.extract.countries import Countries
from worker.steps.extract.dating import is_caption, said_when
from worker.steps.extract.facts import CasualtyFact, CountFact, Fact, OutageFact, TargetFact, WeaponFact
from worker.steps.extract.modality import Verdict
from worker.steps.extract.passage import Passage
from worker.steps.extract.reference import is_of_the_day, is_other_day, is_recalled
from worker.steps.extract.register import Register
from worker.steps.extract.scope import is_of_many, is_of_nation, is_of_war, owners, shows_harm, sums
from worker.steps.extract.spans import PlaceSpan

_OPENING = 3
"""Passages, headline included, that may be the news itself where they look like a caption."""


class Telling:
    """Finds the attacks of one article in its register, and adds to them what its sentences say.

    `short`: the article is an item that tells of one thing.
    """

    def __init__(self, register: Register, countries: Countries, sides: Sides, published: date, *, short: bool) -> None:
        self._register = register
        self._countries = countries
        self._sides = sides
        self._published = published
        self._is_short = short

    def when(self, item: Reported, place: PlaceSpan | None = None) -> When | None:
        """The date that a sentence gives its attack, or that on `place`."""
        when = said_when(item, self._published, place, dated=self._register.is_dated)
        told = self._register.topic and self._register.topic[-1].when.time is not None
        return None if when is not None and told and is_of_the_day(when) else when

    def at_places(self, item: Reported, places: list[PlaceSpan], when: When | None) -> bool:
        """False where the attacks that a sentence tells of cannot be dated."""
        by_region: dict[str, PlaceSpan] = {}
        for place in places:
            assert place.region is not None
            known = by_region.get(place.region)
            if known is None or (known.precision == "region" and place.precision != "region"):
                by_region[place.region] = place
        attacks: dict[str, Attack] = {}
        for region, place in by_region.items():
            attack = self._register.find(region, place, item, self.when(item, place) or when)
            if attack is not None:
                attacks[region] = attack
        if not attacks:
            return False
        recalled = all(is_recalled(attack, self._published) for attack in attacks.values())
        if not (self.is_beside(item) or (self._register.topic and recalled)):
            self._register.topic = list(attacks.values())
        first = {place.start: attacks[place.region] for place in places if place.region in attacks}
        split = sums(item.passage, item.facts) if len(attacks) > 1 else set()
        for fact in item.facts:
            if fact in split and isinstance(fact, CasualtyFact):
                continue
            if fact in split or is_of_nation(item, fact, places) or is_of_many(item.passage, fact, places):
                country = self._countries.shared(item, attacks.values())
                wave = self._register.find(country, None, item, when)
                if wave is not None:
                    wave.said.append(Said(fact, item.passage))
                if isinstance(fact, CountFact) and fact.field == "intercepted":
                    for attack in attacks.values():
                        attack.downed = True
                continue
            for attack in owners(item.passage, fact, places, first):
                attack.said.append(Said(fact, item.passage))
        return True

    def is_beside(self, item: Reported) -> bool:
        """Is it the caption of a picture that stands in a long text, which does not speak of it?"""
        return not self._is_short and (bool(self._register.topic) or item.passage.index > _OPENING) and is_caption(item)

    def at_pending(
        self, item: Reported, pending: tuple[PlaceSpan, Passage], when: When | None, told: Sequence[Fact] = ()
    ) -> None:
        """At a place that a sentence before named; `told`: what that said of it, when it was no report yet."""
        place, passage = pending
        assert place.region is not None
        attack = self._register.find(place.region, place, item, when)
        if attack is None:
            return
        if attack.place is place:
            attack.place_passage = passage
        self._register.topic = [attack]
        attack.said += [Said(fact, passage) for fact in told] + [Said(fact, item.passage) for fact in item.facts]

    def recall(self, place: PlaceSpan, item: Reported) -> None:
        """What the sentence before said of its place, when it was no report yet: "Vinnytsia: 23 dead", a headline says,
        and the lead tells of the missile."""
        if item.struck.wide or not shows_harm(item.facts):
            return
        for attack in self._register.topic:
            if attack.code == place.region:
                attack.said += [Said(fact, item.passage) for fact in item.facts]

    def at_nation(self, item: Reported, country: str, when: When | None, *, wide: bool, tolls: bool = False) -> None:
        """`wide`: the sentence says that the attack went over the country; `tolls`: its dead and injured will do."""
        attack = self._register.find(country, None, item, when, tolls=tolls)
        if attack is None:
            return
        attack.wide = attack.wide or wide
        self._register.topic = [attack]
        war = is_of_war(item)
        attack.said += [Said(fact, item.passage) for fact in item.facts if not (war and isinstance(fact, CasualtyFact))]

    def beside_nation(self, item: Reported, country: str, when: When | None) -> None:
        """The wave of a sentence that names places too; its figures are theirs."""
        attack = self._register.find(country, None, item, when)
        if attack is not None:
            attack.wide = True
            attack.said += [Said(fact, item.passage) for fact in item.facts if _is_no_figure(fact)]

    def _is_of_other_side(self, item: Reported, attack: Attack) -> bool:
        """Does a sentence tell of an attack by the side whose own place was struck?"""
        side = self._sides.named_attacker(item.passage.text)
        return side == attack.country and self._sides.attacker_of(item.passage.text, side, attack.place) is None

    def follow(self, item: Reported, when: When | None) -> None:
        """A sentence that names no place: it speaks of the attack spoken of last."""
        attack = self._register.topic[-1]
        if not attack.is_wave and self._is_of_other_side(item, attack):
            return
        if when is not None and item.verdict.report == "attack":
            if is_other_day(attack, when, item):
                other = self._register.find(attack.code, attack.place, item, when)
                if other is None:
                    return
                if other.place is attack.place:
                    other.place_passage = attack.place_passage
                attack = other
                self._register.topic = [attack]
            else:
                attack.take_date(when)
        attack.passages.append(item.passage)
        if item.struck.nation is None:
            self._register.note_side(attack, item)
        verdict = item.verdict
        for fact in item.facts:
            if isinstance(fact, WeaponFact) and not self._adds_weapon(attack, verdict):
                continue
            if not (isinstance(fact, TargetFact) and verdict.general):
                attack.said.append(Said(fact, item.passage))

    def _adds_weapon(self, attack: Attack, verdict: Verdict) -> bool:
        """Is a weapon named without a place that of the attack spoken of?  Where a short item has named none yet, any
        word of it will do: "Blasts were heard.  Preliminary reports speak of missiles."
        """
        if verdict.general or verdict.report == "none":
            return False
        known = any(isinstance(said.fact, WeaponFact) and not is_loose(said) for said in attack.said)
        return verdict.report == "attack" or (self._is_short and not known)


def _is_no_figure(fact: Fact) -> bool:
    return isinstance(fact, WeaponFact | TargetFact) or (isinstance(fact, OutageFact) and fact.quantity is None)
