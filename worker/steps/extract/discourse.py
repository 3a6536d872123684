"""The article's sentences as attacks: whose place, whose date, whose side.

Sentence by sentence, headline first, a small state is kept: the attacks found, and those spoken of last.  Each sentence
adds what it says to the attacks it speaks of; an attack is known by its region (or country, for a wave) and its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from worker.steps.extract.attack import Attack, Reported, Said
from worker.steps.extract.attacker import Sides
from worker.steps.extract.constructions import construction
from worker.steps.extract.countries import Countries
from worker.steps.extract.dating import is_fresh, lead_when
from worker.steps.extract.facts import CasualtyFact, CountFact, OutageFact, TargetFact, WeaponFact
from worker.steps.extract.passage import Passage
from worker.steps.extract.reference import is_of_town, with_weapons
from worker.steps.extract.register import FRESH, REFERS, Register
from worker.steps.extract.scope import (
    is_few,
    is_massive,
    is_of_war,
    is_over_many,
    nears_place,
    says_who_counts,
    shows_harm,
)
from worker.steps.extract.spans import PlaceSpan
from worker.steps.extract.telling import Telling

_SHORT = 8
"""Passages of an item that tells of one thing."""
_FAR = 6
"""Sentences over which an article on one attack still speaks of it."""
_DATELINE = re.compile(r"\ue003+(?:, \ue003+)?(?: \([^)]*\))? ?[—–-]+ ")
"""At the head of a report: "KRAMATORSK, Ukraine (Agency) — "."""
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
        self._sides = sides
        self._theatre = theatre
        self._single = len(regions) <= 1
        self._is_told_wide = any(item.struck.wide and not item.verdict.general for item in attacks)
        self._is_wide = len(regions) > 2 or self._is_told_wide
        self._is_short = len(reported) <= _SHORT
        self._register = Register(published, lead, len(reported), sides, fresh=is_fresh(reported, published))
        self._countries = Countries(reported, self._register, theatre, sides)
        self._telling = Telling(self._register, self._countries, sides, published, short=self._is_short)
        self._ahead: list[Reported] = []
        """Reports at the beginning that name no place yet: "A missile hit a market, killing six"."""
        self._pending: tuple[PlaceSpan, Reported] | None = None
        """The place that the sentence before named, without a report, and that sentence."""
        self._captions: list[Passage] = []
        self._mentioned: tuple[PlaceSpan, Passage] | None = None
        """The only town of the sentence before, which reported nothing; in a short item, the one named last."""

    def read(self, reported: Sequence[Reported]) -> list[Attack]:
        for item in with_weapons(reported):
            self._take(item)
            if self._ahead and self._register.attacks:
                self._take_up()
        if self._ahead and self._is_short:
            self._place_anywhere(reported)
        return self._register.attacks

    def _place_anywhere(self, reported: Sequence[Reported]) -> None:
        """A short item reports an attack and names a place, but never both at once."""
        named = [(place, item) for item in reported for place in item.struck.places if place.country in self._theatre]
        if named:
            place, where = named[0]
            first = self._ahead[0]
            self._telling.at_pending(first, (place, where.passage), self._telling.when(first))
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
            attack.hear(item)
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
        when = self._telling.when(item)
        if verdict.general and when is None:
            self._leave(item)
            return
        places = self._places(item)
        if self._pending is not None and shows_harm(facts) and self._is_office_of(item, places, self._pending[0]):
            places = []
        total = construction("roles", "total").search(item.passage.masked) is not None
        nation = self._countries.nation(where, item.passage)
        counted = verdict.report != "none" and any(
            isinstance(fact, CountFact) and fact.field != "hits" for fact in facts
        )
        if counted and when is None and construction("roles", "cumulative").search(item.passage.masked):
            self._leave(item)
            return
        target = self._countries.fired_at(item) if counted else None
        if target and not is_massive(facts) and nears_place(item.passage, target):
            target = None
        fresh = bool(self._register.topic) and self._register.gap <= FRESH
        if places and not (total and nation):
            told = shows_harm(facts) and self._tells_of_attacks(item)
            told = told and construction("frames", "at_close_range").search(item.passage.masked) is None
            if verdict.report != "attack" and not told and not self._knows(places):
                self._leave(item)
                return
            if not self._telling.at_places(item, places, when):
                self._leave(item)
                return
            if self._pending is not None and verdict.report == "attack":
                self._telling.recall(*self._pending)
            wide = where.wide if nation else is_over_many(item.passage, places)
            nation = nation or (places[0].country if wide else None)
            if nation and wide and verdict.report == "attack" and not verdict.general:
                self._telling.beside_nation(item, nation, when)
        elif self._mentioned is not None and is_of_town(item) and (verdict.report == "attack" or shows_harm(facts)):
            self._telling.at_pending(item, self._mentioned, when)
        elif fresh and item.struck.deictic and not self._register.topic[-1].is_wave and not nation:
            self._telling.follow(item, when)
        elif nation and (verdict.report == "attack" or facts):
            self._telling.at_nation(item, nation, when, wide=where.wide)
        elif target and self._countries.is_other(item) and not is_few(facts):
            self._telling.at_nation(item, target, when, wide=False)
        elif (
            fresh
            and self._is_wide
            and not self._register.topic[-1].is_wave
            and not REFERS.search(item.passage.masked)
            and shows_harm(facts)
            and construction("roles", "national_harm").search(item.passage.text.lower())
        ):
            self._telling.at_nation(item, self._register.topic[-1].country, when, wide=False, tolls=self._is_told_wide)
        elif self._pending is not None and self._goes_on(item):
            place, before = self._pending
            self._telling.at_pending(item, (place, before.passage), when, before.facts)
        elif (
            target
            and not (self._is_single() and self._register.attacks and not is_massive(facts))
            and not (is_few(facts) and self._register.attacks and REFERS.search(item.passage.masked))
            and (
                says_who_counts(item.passage)
                or is_massive(facts)
                or (not self._register.attacks and not is_few(facts) and self._countries.names_side(item))
            )
        ):
            self._telling.at_nation(item, target, when, wide=False)
        elif facts and fresh:
            self._telling.follow(item, when)
        elif (
            facts
            and self._register.attacks
            and self._register.attacks[0].passages != self._captions[:1]
            and self._register.gap <= _FAR
            and (self._single or (shows_harm(facts) and self._is_first()))
        ):
            self._register.topic = [self._register.attacks[0]]
            self._telling.follow(item, when)
        else:
            self._leave(item)
            return
        if self._telling.is_beside(item):
            self._captions.append(item.passage)
        else:
            self._register.gap = 0
        self._pending = self._mentioned = None

    def _goes_on(self, item: Reported) -> bool:
        """Does a sentence without a place tell of what befell the one that the sentence before named?"""
        if self._is_short and item.verdict.report == "attack":
            return not self._register.attacks
        return shows_harm(item.facts) and (self._is_short or self._tells_of_attacks(item))

    def _tells_of_attacks(self, item: Reported) -> bool:
        """Is an attack reported, so far or by this sentence, so that harm is an attack's?"""
        return item.verdict.report == "attack" or bool(self._ahead) or any(a.certain for a in self._register.attacks)

    def _is_single(self) -> bool:
        """Is the article on one region alone, as far as it is read?"""
        return self._single and len({attack.code for attack in self._register.attacks if not attack.is_wave}) <= 1

    def _is_first(self) -> bool:
        """Is only one attack told of so far, and for certain?"""
        return len(self._register.attacks) == 1 and self._register.attacks[0].certain

    def _leave(self, item: Reported) -> None:
        """A sentence that reports nothing: it may still say where what follows happened."""
        self._register.gap += 1
        if item.verdict.report == "attack" and not item.verdict.general and (town := self._dateline(item)):
            self._telling.at_pending(item, (town, item.passage), self._telling.when(item))
            return
        reports = item.verdict.report == "attack" or (
            bool(self._ahead) and shows_harm(item.facts) and not is_of_war(item)
        )
        if not self._register.attacks and reports and not item.verdict.general:
            self._ahead.append(item)
        named = (place for place in (*item.struck.places, *item.struck.weak) if place.country in self._theatre)
        if self._is_awaited(item) and (where := next(named, None)):
            first = self._ahead.pop()
            self._telling.at_pending(first, (where, item.passage), self._telling.when(first))
            return
        place = next((place for place in item.struck.places if place.country in self._theatre), None)
        reported = item.verdict.report != "none" or shows_harm(item.facts)
        opens = (reported and not item.verdict.general) or len(item.passage.text) <= _HEADING
        self._pending = (place, item) if place and opens else None
        towns = [place for place in item.struck.places if place.country in self._theatre]
        if towns or not self._is_short:
            single = len(towns) == 1 and towns[0].precision == "settlement"
            self._mentioned = (towns[0], item.passage) if single else None

    def _dateline(self, item: Reported) -> PlaceSpan | None:
        """The town from where a first report comes that names no other, and says what was hit, or who."""
        place = next(iter(item.passage.places), None)
        if place is None or place.region is None or self._register.attacks or self._sides.is_capital(place):
            return None
        if item.struck.nation or not any(isinstance(fact, CasualtyFact | TargetFact) for fact in item.facts):
            return None
        named = place.start == 0 and place.country in self._theatre and _DATELINE.match(item.passage.masked)
        return place if named else None

    def _is_awaited(self, item: Reported) -> bool:
        """ "A bomb hit a school on Monday, killing six.  The governor of Luhansk region said that ...": does a sentence
        say where the one before it happened?"""
        if not self._ahead or item.verdict.report != "none":
            return False
        last = self._ahead[-1]
        told = shows_harm(last.facts) and self._telling.when(last) is not None
        return told and last.passage.index == item.passage.index - 1

    @staticmethod
    def _is_office_of(item: Reported, places: Sequence[PlaceSpan], place: PlaceSpan) -> bool:
        """ "..., the Donetsk police said": of the town that the sentence before named."""
        return bool(places) and all(at in item.struck.weak and at.region == place.region for at in places)

    def _knows(self, places: Sequence[PlaceSpan]) -> bool:
        regions = {place.region for place in places}
        return any(attack.code in regions for attack in self._register.attacks)

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
