"""The article's sentences as attacks: whose place, whose date, whose side.

Sentence by sentence, headline first, a small state is kept: the attacks found, and those spoken of last.  Each sentence
adds what it says to the attacks it speaks of; an attack is known by its region (or country, for a wave) and its date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from worker.steps.extract.attack import Attack, Reported, Said, When
from worker.steps.extract.attacker import Sides
from worker.steps.extract.constructions import construction
from worker.steps.extract.dating import is_fresh, lead_when, said_when
from worker.steps.extract.facts import CasualtyFact, CountFact, Fact, OutageFact, TargetFact, WeaponFact
from worker.steps.extract.modality import Verdict
from worker.steps.extract.passage import Passage
from worker.steps.extract.reference import (
    is_caption,
    is_of_the_day,
    is_of_town,
    is_other_day,
    is_recalled,
    with_weapons,
)
from worker.steps.extract.register import FRESH, REFERS, Register
from worker.steps.extract.roles import Struck
from worker.steps.extract.scope import (
    is_massive,
    is_of_many,
    is_of_nation,
    is_of_war,
    is_over_many,
    owners,
    says_who_counts,
    shows_harm,
    sums,
)
from worker.steps.extract.spans import PlaceSpan

_SHORT = 8
"""Passages of an item that tells of one thing."""
_FAR = 6
"""Sentences over which an article on one attack still speaks of it."""
_OPENING = 3
"""Passages, headline included, that may be the news itself where they look like a caption."""
_HEADING = 40
"""Characters of a line that may be a heading: "Kharkiv region:"."""


def read(reported: Sequence[Reported], published: date, theatre: Iterable[str], sides: Sides) -> list[Attack]:
    """The attacks of an article, from all its passages in order; `theatre`: the countries whose places are read."""
    return _Discourse(reported, published, frozenset(theatre), sides).read(reported)


class _Discourse:
    """Reads one article's passages."""

    def __init__(self, reported: Sequence[Reported], published: date, theatre: frozenset[str], sides: Sides) -> None:
        attacks = [item for item in reported if item.verdict.report == "attack"]
        regions = {place.region for item in attacks for place in (item.struck.places or item.struck.weak)}
        lead = lead_when(reported, published)
        self._published = published
        self._sides = sides
        self._theatre = theatre
        self._dated = lead.time is not None
        self._single = len(regions) <= 1
        self._is_long = len(reported) > _SHORT
        self._is_told_wide = any(item.struck.wide and not item.verdict.general for item in attacks)
        self._is_wide = len(regions) > 2 or self._is_told_wide
        self._countries = Counter(
            place.country
            for item in reported
            for place in item.passage.places
            if place.country in theatre and sides.opponent(place.country)
        )
        """How often the article names each side of the war."""
        self._head = reported[:_SHORT]
        self._is_short = len(reported) <= _SHORT
        self._register = Register(published, lead, len(reported), sides, fresh=is_fresh(reported, published))
        self._ahead: list[Reported] = []
        """Reports at the beginning that name no place yet: "A missile hit a market, killing six"."""
        self._pending: tuple[PlaceSpan, Passage] | None = None
        """The place that the sentence before named, without a report."""
        self._captions: list[Passage] = []
        self._mentioned: tuple[PlaceSpan, Passage] | None = None
        """The only town of the sentence before, which reported nothing."""

    def read(self, reported: Sequence[Reported]) -> list[Attack]:
        for item in with_weapons(reported):
            self._take(item)
            if self._ahead and self._register.attacks:
                self._take_up()
        if self._ahead and self._is_short:
            self._place_anywhere(reported)
        return self._register.attacks

    def _when(self, item: Reported, place: PlaceSpan | None = None) -> When | None:
        when = said_when(item, self._published, place, dated=self._dated)
        told = self._register.topic and self._register.topic[-1].when.time is not None
        return None if when is not None and told and is_of_the_day(when) else when

    def _place_anywhere(self, reported: Sequence[Reported]) -> None:
        """A short item reports an attack and names a place, but never both at once."""
        named = [(place, item) for item in reported for place in item.struck.places if place.country in self._theatre]
        if named:
            place, where = named[0]
            first = self._ahead[0]
            self._at_pending(first, (place, where.passage), self._when(first))
            if self._register.attacks:
                self._ahead = self._ahead[1:]
                self._take_up()

    def _take_up(self) -> None:
        """Gives the reports that named no place to the first attack that does; weapons counted, to the wave if there
        is one."""
        wave = next((attack for attack in self._register.attacks if attack.is_wave), None)
        for item in self._ahead:
            counted = any(isinstance(fact, CountFact) and fact.field != "hits" for fact in item.facts)
            attack = wave if wave and counted else self._register.attacks[0]
            attack.passages.append(item.passage)
            attack.certain = True
            self._register.note_side(attack, item)
            attack.said += [Said(fact, item.passage) for fact in item.facts]
        self._ahead = []

    def _take(self, item: Reported) -> None:
        verdict, where = item.verdict, item.struck
        facts = item.facts
        if verdict.report == "none" and not any(isinstance(fact, CasualtyFact | OutageFact) for fact in facts):
            self._leave(item)
            return
        if verdict.report != "attack" and is_of_war(item):
            self._leave(item)
            return
        when = self._when(item)
        if verdict.general and when is None:
            self._leave(item)
            return
        places = self._places(item)
        if self._pending is not None and shows_harm(facts) and self._is_office_of(item, places, self._pending[0]):
            places = []
        total = construction("roles", "total").search(item.passage.masked) is not None
        nation = self._nation(where, item.passage)
        counted = verdict.report != "none" and any(
            isinstance(fact, CountFact) and fact.field != "hits" for fact in facts
        )
        if counted and when is None and construction("roles", "cumulative").search(item.passage.masked):
            self._leave(item)
            return
        target = self._counted_country(item) if counted else None
        fresh = bool(self._register.topic) and self._register.gap <= FRESH
        if places and not (total and nation):
            told = shows_harm(facts) and self._tells_of_attacks(item)
            told = told and construction("frames", "at_close_range").search(item.passage.masked) is None
            if verdict.report != "attack" and not told and not self._knows(places):
                self._leave(item)
                return
            if not self._at_places(item, places, when):
                self._leave(item)
                return
            wide = where.wide if nation else is_over_many(item.passage, places)
            nation = nation or (places[0].country if wide else None)
            if nation and wide and verdict.report == "attack" and not verdict.general:
                self._beside_nation(item, nation, when)
        elif self._mentioned is not None and is_of_town(item) and (verdict.report == "attack" or shows_harm(facts)):
            self._at_pending(item, self._mentioned, when)
        elif fresh and item.struck.deictic and not self._register.topic[-1].is_wave and not nation:
            self._follow(item, when)
        elif nation and (verdict.report == "attack" or facts):
            self._at_nation(item, nation, when, wide=where.wide)
        elif target and self._is_other_country(item):
            self._at_nation(item, target, when, wide=False)
        elif (
            fresh
            and self._is_wide
            and not self._register.topic[-1].is_wave
            and not REFERS.search(item.passage.masked)
            and shows_harm(facts)
            and construction("roles", "national_harm").search(item.passage.text.lower())
        ):
            self._at_nation(item, self._register.topic[-1].country, when, wide=False, tolls=self._is_told_wide)
        elif self._pending is not None and shows_harm(facts) and (not self._is_long or self._tells_of_attacks(item)):
            self._at_pending(item, self._pending, when)
        elif (
            target
            and not (self._is_single() and self._register.attacks and not is_massive(facts))
            and (
                says_who_counts(item.passage)
                or is_massive(facts)
                or (not self._register.attacks and self._names_side(item))
            )
        ):
            self._at_nation(item, target, when, wide=False)
        elif facts and fresh:
            self._follow(item, when)
        elif (
            facts
            and self._register.attacks
            and self._register.attacks[0].passages != self._captions[:1]
            and self._register.gap <= _FAR
            and (self._single or (shows_harm(facts) and self._is_first()))
        ):
            self._register.topic = [self._register.attacks[0]]
            self._follow(item, when)
        else:
            self._leave(item)
            return
        if self._is_beside(item):
            self._captions.append(item.passage)
        else:
            self._register.gap = 0
        self._pending = self._mentioned = None

    def _tells_of_attacks(self, item: Reported) -> bool:
        """Is an attack reported, so far or by this sentence, so that harm is an attack's?"""
        return item.verdict.report == "attack" or bool(self._ahead) or any(a.certain for a in self._register.attacks)

    def _is_single(self) -> bool:
        """Is the article on one region alone, as far as it is read?"""
        return self._single and len({attack.code for attack in self._register.attacks if not attack.is_wave}) <= 1

    def _is_first(self) -> bool:
        """Is only one attack told of so far, and for certain?"""
        return len(self._register.attacks) == 1 and self._register.attacks[0].certain

    def _is_held_by_other(self, attack: Attack, side: str) -> bool:
        """Did a side fire at its own land, where the other holds it?"""
        return attack.side == side or (attack.place is not None and self._sides.is_contested(attack.place))

    def _leave(self, item: Reported) -> None:
        """A sentence that reports nothing: it may still say where what follows happened."""
        self._register.gap += 1
        if not self._register.attacks and item.verdict.report == "attack" and not item.verdict.general:
            self._ahead.append(item)
        place = next((place for place in item.struck.places if place.country in self._theatre), None)
        opens = (item.verdict.report != "none" and not item.verdict.general) or len(item.passage.text) <= _HEADING
        self._pending = (place, item.passage) if place and opens else None
        towns = [place for place in item.struck.places if place.country in self._theatre]
        self._mentioned = (towns[0], item.passage) if len(towns) == 1 and towns[0].precision == "settlement" else None

    @staticmethod
    def _is_office_of(item: Reported, places: Sequence[PlaceSpan], place: PlaceSpan) -> bool:
        """ "..., the Donetsk police said": of the town that the sentence before named."""
        return bool(places) and all(at in item.struck.weak and at.region == place.region for at in places)

    def _is_other_country(self, item: Reported) -> bool:
        """Weapons counted that were fired the other way than the last ones: "Russia said it downed 33 drones"."""
        country = self._counted_country(item)
        side = self._sides.named_attacker(item.passage.text)
        return side in self._theatre and bool(self._register.topic) and country != self._register.topic[-1].country

    def _knows(self, places: Sequence[PlaceSpan]) -> bool:
        regions = {place.region for place in places}
        return any(attack.code in regions for attack in self._register.attacks)

    def _nation(self, where: Struck, passage: Passage) -> str | None:
        """The country of the theatre that a sentence speaks of as a whole; "the country" is the one mostly attacked."""
        if where.nation != "?":
            return where.nation if where.nation in self._theatre else None
        side = self._sides.named_attacker(passage.text)
        if side in self._theatre and (other := self._sides.opponent(side)):
            return other
        countries = Counter(attack.country for attack in self._register.attacks)
        return countries.most_common(1)[0][0] if countries else None

    def _places(self, item: Reported) -> list[PlaceSpan]:
        strong = [place for place in item.struck.places if place.country in self._theatre]
        weak = [place for place in item.struck.weak if place.country in self._theatre][:1]
        if item.clauses is None or not strong:
            return strong or weak
        said = [start for start, _ in item.verdict.triggers]
        said += [fact.start for fact in item.facts if not isinstance(fact, WeaponFact)]
        linked = [place for place in strong if item.clauses.linked(place.start, said)]
        if linked or weak or item.verdict.report != "attack":
            return linked or weak
        # the parse may be wrong, but in another clause a capital is mostly the government
        return [place for place in strong if not self._sides.is_capital(place)]

    def _counted_country(self, item: Reported) -> str | None:
        """The country that was fired at, in a sentence that counts weapons and names no place."""
        side = self._sides.named_attacker(item.passage.text)
        topic = self._register.topic[-1] if self._register.topic else None
        if topic is not None and topic.country == side and self._is_held_by_other(topic, side):
            return side
        if side in self._theatre and (other := self._sides.opponent(side)):
            return other
        if self._register.topic:
            return self._register.topic[-1].country
        countries = Counter(attack.country for attack in self._register.attacks)
        if not countries and (other := self._opponent_named()):
            return other
        return (countries or self._countries).most_common(1)[0][0] if countries or self._countries else None

    def _opponent_named(self) -> str | None:
        """The country attacked by the first side that a report at the article's beginning says attacked."""
        for item in self._head:
            side = self._sides.named_attacker(item.passage.text) if item.verdict.report == "attack" else None
            if side in self._theatre and (other := self._sides.opponent(side)):
                return other
        return None

    def _shared_country(self, item: Reported, attacks: Collection[Attack]) -> str:
        """The country that was fired at, where places share a sum: of places in two countries, that of most."""
        countries = Counter(attack.country for attack in attacks).most_common()
        return countries[0][0] if len(countries) > 1 else self._counted_country(item) or countries[0][0]

    def _names_side(self, item: Reported) -> bool:
        """Is one of the countries at war named in a sentence?"""
        return any(place.country in self._theatre for place in item.passage.places)

    # places

    def _at_places(self, item: Reported, places: list[PlaceSpan], when: When | None) -> bool:
        """False where the attacks that a sentence tells of cannot be dated."""
        by_region: dict[str, PlaceSpan] = {}
        for place in places:
            assert place.region is not None
            known = by_region.get(place.region)
            if known is None or (known.precision == "region" and place.precision != "region"):
                by_region[place.region] = place
        attacks: dict[str, Attack] = {}
        for region, place in by_region.items():
            attack = self._register.find(region, place, item, self._when(item, place) or when)
            if attack is not None:
                attacks[region] = attack
        if not attacks:
            return False
        recalled = all(is_recalled(attack, self._published) for attack in attacks.values())
        if not (self._is_beside(item) or (self._register.topic and recalled)):
            self._register.topic = list(attacks.values())
        first = {place.start: attacks[place.region] for place in places if place.region in attacks}
        split = sums(item.passage, item.facts) if len(attacks) > 1 else set()
        for fact in item.facts:
            if fact in split and isinstance(fact, CasualtyFact):
                continue
            if fact in split or is_of_nation(item, fact, places) or is_of_many(item.passage, fact, places):
                country = self._shared_country(item, attacks.values())
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

    def _is_beside(self, item: Reported) -> bool:
        """Is it the caption of a picture that stands in a long text, which does not speak of it?"""
        return self._is_long and (bool(self._register.topic) or item.passage.index > _OPENING) and is_caption(item)

    def _at_pending(self, item: Reported, pending: tuple[PlaceSpan, Passage], when: When | None) -> None:
        place, passage = pending
        assert place.region is not None
        attack = self._register.find(place.region, place, item, when)
        if attack is None:
            return
        if attack.place is place:
            attack.place_passage = passage
        self._register.topic = [attack]
        attack.said += [Said(fact, item.passage) for fact in item.facts]

    # the country

    def _at_nation(self, item: Reported, country: str, when: When | None, *, wide: bool, tolls: bool = False) -> None:
        attack = self._register.find(country, None, item, when, tolls=tolls)
        if attack is None:
            return
        attack.wide = attack.wide or wide
        self._register.topic = [attack]
        for fact in item.facts:
            attack.said.append(Said(fact, item.passage))

    def _beside_nation(self, item: Reported, country: str, when: When | None) -> None:
        """The wave of a sentence that names places too; its figures are theirs."""
        attack = self._register.find(country, None, item, when)
        if attack is not None:
            attack.wide = True
            attack.said += [Said(fact, item.passage) for fact in item.facts if _is_no_figure(fact)]

    # follow-ups

    def _is_of_other_side(self, item: Reported, attack: Attack) -> bool:
        """Does a sentence tell of an attack by the side whose own place was struck?"""
        side = self._sides.named_attacker(item.passage.text)
        return side == attack.country and self._sides.attacker_of(item.passage.text, side, attack.place) is None

    def _follow(self, item: Reported, when: When | None) -> None:
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
            elif attack.when.time is None and len(attack.passages) == 1:
                attack.when = when
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
        known = any(isinstance(said.fact, WeaponFact) for said in attack.said)
        return verdict.report == "attack" or (self._is_short and not known)


def _is_no_figure(fact: Fact) -> bool:
    return isinstance(fact, WeaponFact | TargetFact) or (isinstance(fact, OutageFact) and fact.quantity is None)
