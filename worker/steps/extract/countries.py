"""Which country a sentence speaks of, where it names no place of it: the one attacked as a whole, or fired at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from worker.steps.extract.attack import Attack, Reported
from worker.steps.extract.attacker import Sides
from worker.steps.extract.passage import Passage
from worker.steps.extract.register import Register
from worker.steps.extract.roles import Struck

_HEAD = 8
"""Passages, headline included, that say who attacked."""


class Countries:
    """The countries of the theatre as one article speaks of them."""

    def __init__(self, reported: Sequence[Reported], register: Register, theatre: frozenset[str], sides: Sides) -> None:
        self._register = register
        self._theatre = theatre
        self._sides = sides
        self._head = reported[:_HEAD]
        self._named = Counter(
            place.country
            for item in reported
            for place in item.passage.places
            if place.country in theatre and sides.opponent(place.country)
        )
        """How often the article names each side of the war."""

    def nation(self, where: Struck, passage: Passage) -> str | None:
        """The country of the theatre that a sentence speaks of as a whole; "the country" is the one mostly attacked."""
        if where.nation != "?":
            return where.nation if where.nation in self._theatre else None
        side = self._sides.named_attacker(passage.text)
        if side in self._theatre and (other := self._sides.opponent(side)):
            return other
        countries = Counter(attack.country for attack in self._register.attacks)
        return (
            countries.most_common(1)[0][0] if countries else self._opponent_named() or self._named_last(where, passage)
        )

    def _named_last(self, where: Struck, passage: Passage) -> str | None:
        """The country at war that the article's beginning names last, itself or by a place, before "the country"."""
        before = [place for item in self._head if item.passage.index < passage.index for place in item.passage.places]
        before += [place for place in passage.places if place.end <= (where.spread or 0)]
        said = (place.country for place in reversed(before) if place.sense != "adjective")
        return next((country for country in said if country in self._named), None)

    def fired_at(self, item: Reported) -> str | None:
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
        return (countries or self._named).most_common(1)[0][0] if countries or self._named else None

    def _opponent_named(self) -> str | None:
        """The country attacked by the first side that a report at the article's beginning says attacked."""
        for item in self._head:
            side = self._sides.named_attacker(item.passage.text) if item.verdict.report == "attack" else None
            if side in self._theatre and (other := self._sides.opponent(side)):
                return other
        return None

    def shared(self, item: Reported, attacks: Collection[Attack]) -> str:
        """The country that was fired at, where places share a sum: of places in two countries, that of most."""
        countries = Counter(attack.country for attack in attacks).most_common()
        return countries[0][0] if len(countries) > 1 else self.fired_at(item) or countries[0][0]

    def is_other(self, item: Reported) -> bool:
        """Weapons counted that were fired the other way than the last ones: "Russia said it downed 33 drones"."""
        country = self.fired_at(item)
        side = self._sides.named_attacker(item.passage.text)
        return side in self._theatre and bool(self._register.topic) and country != self._register.topic[-1].country

    def _is_held_by_other(self, attack: Attack, side: str) -> bool:
        """Did a side fire at its own land, where the other holds it?"""
        return attack.side == side or (attack.place is not None and self._sides.is_contested(attack.place))

    def names_side(self, item: Reported) -> bool:
        """Is one of the countries at war named in a sentence?"""
        return any(place.country in self._theatre for place in item.passage.places)
