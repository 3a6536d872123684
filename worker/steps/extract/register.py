"""The attacks of an article: which of them a report speaks of, and whether it can be dated at all."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeGuard

from worker.steps.extract.attack import Attack, Reported, When
from worker.steps.extract.attacker import Sides
from worker.steps.extract.constructions import construction, pattern
from worker.steps.extract.dating import is_full, said_when
from worker.steps.extract.facts import CasualtyFact, CountFact, Fact, OutageFact
from worker.steps.extract.scope import is_of_war, shows_harm
from worker.steps.extract.spans import PlaceSpan

_OLDEST = timedelta(days=400)
_CAPTION = 2
"""Days by which the date of a photograph may lie behind the attack that it shows the traces of."""
_HEAD = 3
"""Passages, headline included, that say what an article is about."""
_LEAD = 2
"""Passages in which a headline is told again."""
_LATE = timedelta(days=7)
"""Time for which a strike is news under an undated headline."""
SHORT = 10
"""Passages of an article that tells of one thing."""
_NEWS = timedelta(days=3)
FRESH = 2
"""Sentences over which an attack stays the one spoken of."""
REFERS = re.compile(
    r"(?<!\w)(?:the|this|that) (?:same )?(?:attack|strike|shelling|blast|explosion|bombardment|\ue002+)(?!\w)"
    r"|^as a result,"
)
"""Words that point back to an attack."""


class Register:
    """The attacks found so far; `topic` are those spoken of last, `gap` sentences ago."""

    def __init__(self, published: date, lead: When, length: int, sides: Sides, *, fresh: bool) -> None:
        """`fresh`: the article begins with what happened these days (see `dating.is_fresh`)."""
        self._published = published
        self.lead = lead
        self._fresh = fresh
        self._length = length
        self._sides = sides
        self.attacks: list[Attack] = []
        self.topic: list[Attack] = []
        self.gap = 0

    def find(
        self, code: str, place: PlaceSpan | None, item: Reported, when: When | None, *, tolls: bool = False
    ) -> Attack | None:
        """The attack on a region (or country) that the report speaks of, made where it is new; None where the report
        cannot be dated, or says too little of a country.  `tolls`: the country's dead and injured will do."""
        country = code.split("-")[0]
        side = self._sides.attacker_of(item.passage.text, country, place)
        chosen = when or self._carried(code, item)
        if chosen.time is None and when is None and not self._is_anchored(item):
            return None
        unsure = not item.verdict.firm and self._length > SHORT
        if when is None and unsure and not any(attack.certain for attack in self.attacks):
            return None
        if self._published - chosen.day > _OLDEST:
            return None
        for attack in self.attacks:
            if attack.code != code or (side and attack.side not in (None, side) and not _is_same(attack, place)):
                continue
            if place is not None and self._is_another(attack, place, item):
                continue
            apart = abs((attack.when.day - chosen.day).days)
            if when is not None and (apart or attack.when.time is None) and _had_no_dead(attack, item):
                if attack.when.time is None and self.lead.passage is item.passage:
                    attack.when = When(self._published, "about", None, None)
                continue
            if chosen.time is not None and apart <= _CAPTION and REFERS.search(item.passage.masked):
                # "The strike hit a depot on Monday", in a report that Tuesday's search begins.
                if chosen.day < attack.when.day:
                    attack.when = chosen
                self._enrich(attack, place, item, attack.when)
                return attack
            if 0 <= (chosen.day - attack.when.day).days <= _CAPTION and is_full(chosen):
                self._enrich(attack, place, item, attack.when)
                return attack
            if (
                apart == 0
                or _dates_headline(attack, item, chosen)
                or (
                    apart == 1
                    and (
                        chosen.time is None
                        or attack.when.time is None
                        or not {"night", "about"}.isdisjoint((chosen.precision, attack.when.precision))
                    )
                )
            ):
                self._enrich(attack, place, item, chosen)
                return attack
        if code == country and not tolls and not _opens_wave(item, when):
            return None
        if code == country and when is None and self._length <= SHORT and _is_matter(item):
            return None
        if when is None and self._length > SHORT and (_is_in_passing(item) or _is_only_named(item)):
            return None
        if item.verdict.report != "attack" and not (tolls or self._shows_attack(item)):
            return None
        if when is None and self.attacks and all(attack.code != code for attack in self.attacks):
            spoken = self._spoken(item, place)
            chosen = spoken if spoken and spoken.day != chosen.day else chosen
        attack = Attack(code, country, place, item.passage if place else None, chosen)
        attack.hear(item)
        self.note_side(attack, item)
        self.attacks.append(attack)
        return attack

    def _shows_attack(self, item: Reported) -> bool:
        """May what a sentence shows, which names no act, be an attack's that was not told yet?  Lights out, weapons
        counted; people harmed, in a long text only where those in charge count them."""
        if _counts_weapons(item) or any(isinstance(fact, OutageFact) for fact in item.facts):
            return True
        if not shows_harm(item.facts):
            return False
        masked = item.passage.masked
        return (
            self._length <= SHORT
            or construction("roles", "counting").search(masked) is not None
            or REFERS.search(masked) is not None
        )

    @property
    def is_dated(self) -> bool:
        """Does the article's lead, or an attack told so far, have a date that the text says?"""
        return any(when.time is not None for when in (self.lead, *(attack.when for attack in self.attacks)))

    def _is_anchored(self, item: Reported) -> bool:
        """May a sentence without a date be news?  At the head of an article, in a short one, in one whose lead dates a
        strike, or in the words of somebody who spoke these days; elsewhere it may tell of any time."""
        if item.passage.index <= _HEAD or self._length <= SHORT or self.lead.time is not None:
            return True
        if any(attack.passages[0].index <= _HEAD or self._is_new(attack) for attack in self.attacks):
            return True
        if self._fresh and _is_told(item):
            return True
        return any(
            time.scope == "point" and time.dates and abs(self._published - time.dates[0]) <= _NEWS
            for time in item.passage.times
        )

    def _spoken(self, item: Reported, place: PlaceSpan | None) -> When | None:
        """The day on which a strike in a region that was not spoken of before was told of: nearer to that strike than
        the date of another."""
        spoken = said_when(item, self._published, place, spoken=True) if item.verdict.report == "attack" else None
        return replace(spoken, precision="about") if spoken else None

    def _is_new(self, attack: Attack) -> bool:
        return attack.when.time is not None and self._published - attack.when.day <= _NEWS

    def _enrich(self, attack: Attack, place: PlaceSpan | None, item: Reported, when: When) -> None:
        attack.hear(item)
        attack.take_date(when)
        if place and attack.place and attack.place.precision == "region" and place.precision != "region":
            attack.place, attack.place_passage = place, item.passage
        self.note_side(attack, item)

    def note_side(self, attack: Attack, item: Reported) -> None:
        if attack.side is None and item.verdict.report == "attack":
            side = self._sides.attacker_of(item.passage.text, attack.country, attack.place)
            if side is not None:
                attack.side, attack.side_passage = side, item.passage

    def _carried(self, code: str, item: Reported) -> When:
        """The date of a sentence that names none."""
        for attack in reversed(self.topic):
            if self.gap <= FRESH and attack.code == code:
                return attack.when
        last = self.topic[-1].when if self.topic and self.gap == 0 else None
        if last is not None and last.time is not None and last.passage is not None and not is_full(last):
            return replace(last, passage=None, time=None)
        for attack in reversed(self.attacks):
            if attack.code == code:
                return attack.when
        return replace(self.lead, passage=None, time=None) if self.lead.time else self.lead

    def _is_another(self, attack: Attack, place: PlaceSpan, item: Reported) -> bool:
        """Another town of the region, struck in a sentence of its own: another attack."""
        if attack.place is None or item.verdict.report != "attack" or item.passage in attack.passages:
            return False
        if REFERS.search(item.passage.masked):
            return False
        leads = attack.passages[0].index == 0 and item.passage.index <= _LEAD
        if leads and attack.place.precision == "region":
            return False  # a headline and its lead tell of the same
        if (
            self._sides.is_contested(place) != self._sides.is_contested(attack.place)
            and place.precision == "settlement"
        ):
            return True  # one side's town and the other's
        if attack.place.precision != "settlement" or place.precision != "settlement" or place in item.struck.weak:
            return False
        if leads:
            return False
        known = {name.geonames_id or name.name for passage in attack.passages for name in passage.places}
        known.add(attack.place.geonames_id or attack.place.name)
        return (place.geonames_id or place.name) not in known


def _is_told(item: Reported) -> bool:
    """Does a sentence report an attack for its own sake: by its victims, or in the words of those in charge there?"""
    verdict = item.verdict
    if verdict.report != "attack" or verdict.general or not verdict.firm or not item.facts:
        return False
    if is_of_war(item) or _is_in_passing(item):
        return False
    return shows_harm(item.facts) or construction("roles", "in_charge").search(item.passage.masked) is not None


def _is_in_passing(item: Reported) -> bool:
    """Is the attack told only of somebody or something that the sentence speaks of: "the mall that shells had hit"?"""
    clauses, triggers = item.clauses, item.verdict.triggers
    if clauses is None or not triggers or item.passage.source == "title" or shows_harm(item.facts):
        return False
    return all(clauses.modifies(start) for start, _ in triggers)


def _is_only_named(item: Reported) -> bool:
    """Is the attack a noun of which the sentence says nothing new: "the attack on the town had been a distraction"?"""
    return item.passage.index > _HEAD and bool(item.verdict.triggers) and _is_noun(item)


def _is_matter(item: Reported) -> bool:
    """Are strikes on a country what an item without one speaks of: "a law on the missile strikes on Ukraine"?"""
    counted = any(isinstance(fact, CountFact) for fact in item.facts)
    return item.passage.source == "text" and not (item.struck.wide or counted) and _is_noun(item)


def _is_noun(item: Reported) -> bool:
    if shows_harm(item.facts):
        return False
    words = [item.passage.text[start:end].lower() for start, end in item.verdict.triggers]
    named = pattern("frames", "named")
    return all(named.fullmatch(word) for word in words) and not pattern("frames", "told").search(item.passage.masked)


def _opens_wave(item: Reported, when: When | None) -> bool:
    """May a sentence be the first word of an attack on a whole country?  Weapons counted, and strikes that happened;
    "the attack on the country" may be the war itself."""
    verdict = item.verdict
    if _counts_weapons(item):
        return when is not None or not verdict.general
    if verdict.general or verdict.report != "attack" or construction("roles", "waging").search(item.passage.masked):
        return False
    if when is None and item.passage.index > _HEAD and not item.struck.wide:
        return False
    if not _is_spread_told(item):
        return False
    if item.struck.wide or any(weapon.type != "unknown" and not weapon.defence for weapon in item.passage.weapons):
        return True
    masked = item.passage.masked
    return any(pattern("frames", "assault").fullmatch(masked, start, end) is None for start, end in verdict.triggers)


def _is_spread_told(item: Reported) -> bool:
    """Is it the attack that went over the country?  "People across the country saved power after the strikes"."""
    spread, clauses = item.struck.spread, item.clauses
    if spread is None or clauses is None:
        return True
    here = clauses.at(spread)
    told = [start for start, _ in item.verdict.triggers]
    return any(
        clauses.at(start) == here or (clauses.linked(spread, [start]) and not clauses.is_aside(clauses.at(start)))
        for start in told
    )


def _had_no_dead(attack: Attack, item: Reported) -> bool:
    """Did the attack kill nobody, while that of the sentence, on its own day, did?"""
    told = [said.fact.quantity.value for said in attack.said if _is_death(said.fact)]
    return bool(told) and not any(told) and any(fact.quantity.value for fact in item.facts if _is_death(fact))


def _is_death(fact: Fact) -> TypeGuard[CasualtyFact]:
    return isinstance(fact, CasualtyFact) and fact.field == "killed"


def _counts_weapons(item: Reported) -> bool:
    """Are weapons counted that were fired or shot down?"""
    return any(isinstance(fact, CountFact) and fact.field != "hits" for fact in item.facts)


def _is_same(attack: Attack, place: PlaceSpan | None) -> bool:
    """The very town: where two sides are named for it, each lays the attack to the other."""
    if attack.place is None or place is None or attack.place.precision != "settlement":
        return False
    return (attack.place.geonames_id or attack.place.name) == (place.geonames_id or place.name)


def _dates_headline(attack: Attack, item: Reported, when: When) -> bool:
    """Does the lead say when the strike of an undated headline was: "Search over", on Thursday, of Tuesday's strike?"""
    return (
        attack.when.time is None
        and attack.passages[0].source == "title"
        and item.passage.index <= _LEAD
        and when.time is not None
        and timedelta(0) <= attack.when.day - when.day <= _LATE
    )
