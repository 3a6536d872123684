"""Which side attacked: by the nearest words for a side before the act, by whose air defence answered, by the victim.

No side is assumed: where no sentence on an attack names one, the other side of the war stands if the article speaks of
it, or if a weapon or an act of war is named and nobody disputes whose it was; a place that the other side holds gets
none at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from worker.records.mention import Claim
from worker.steps.extract.anchors import Anchors
from worker.steps.extract.constructions import Construction, pattern, source, words
from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.lexicon import load
from worker.steps.extract.spans import PlaceSpan

_LEXICON = "sides"
_ENEMY = "?"
"""Whoever the country attacked is at war with."""
_ASKED = 16
"""Sentences that are asked about again and again while an article is read."""


class Sides:
    """The sides of a theatre: their words, what they hold of each other, and how an attacker is named."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        data = gazetteer.sides
        self._opponents = {
            code: country.attacked_by[0] for code, country in gazetteer.countries.items() if country.attacked_by
        }
        self._words = {side: words(forms) for side, forms in data["sides"].items()}
        self._among = Anchors()
        self._named = {side: Construction(form, self._among) for side, form in self._words.items()}
        self._owners: dict[str, str] = {
            model: side for side, models in data.get("models", {}).items() for model in models
        }
        self._held = re.compile(words(data["held"]))
        self._contested = frozenset(data["contested"])
        self._contested_regions = frozenset(data["contested_regions"])
        self._partly_held = frozenset(data["partly_held"])
        self._quiet = frozenset(data["quiet"])
        self._seats = gazetteer.seats
        self._anyone = {**self._named, _ENEMY: Construction(source(_LEXICON, "enemy"), self._among)}
        self._direct = self._constructions()
        self._speech = self._claims()
        self.named_attacker = lru_cache(_ASKED)(self._named_attacker)
        """The side that a sentence says attacked, alpha-2; "?" for "the enemy"; None where it does not say."""
        self.claim_of = lru_cache(_ASKED)(self._claim_of)
        """The side that a sentence quotes, and whether for the attack or against it."""

    def opponent(self, country: str) -> str | None:
        """The other side of the war, None for a third country."""
        return self._opponents.get(country)

    def _named_attacker(self, text: str) -> str | None:
        lowered = text.lower()
        named = {side for side, words in self._anyone.items() if words.search(lowered)}
        for construction, side, defended in self._direct:
            if side in named and (found := construction.search(lowered)):
                return self._defended(found) if defended else side
        return None

    def attacker_of(self, text: str, country: str, place: PlaceSpan | None) -> str | None:
        """The side that a sentence says attacked that country (or place), alpha-2.

        "The enemy" is the other side of the country attacked.  A country attacks its own only where the other holds it.
        """
        named = self.named_attacker(text)
        if named == _ENEMY:
            return self.opponent(country)
        if named == country and not (
            place is not None
            and (self.is_contested(place) or place.region in self._partly_held or self._held.search(text.lower()))
        ):
            return None
        return named

    def is_contested(self, place: PlaceSpan) -> bool:
        """Held by the side that does not own it."""
        return place.region in self._contested_regions or (
            place.name.lower() in self._contested and place.precision in ("settlement", "district")
        )

    def is_capital(self, place: PlaceSpan) -> bool:
        """A city whose name is its government's too."""
        return place.region in self._seats and place.precision == "settlement"

    def is_quiet(self, country: str) -> bool:
        """Does life go on in that country, so that not every attack there is one of the war?"""
        return country in self._quiet

    def holds_wholly(self, place: PlaceSpan) -> bool:
        """In a region that the side which does not own it has held all through the war."""
        return place.region in self._contested_regions

    def owner(self, models: Iterable[str]) -> str | None:
        """The only side that has those weapons."""
        owners = {self._owners.get(model) for model in models} - {None}
        return owners.pop() if len(owners) == 1 else None

    def names_side(self, text: str, side: str) -> bool:
        """Does the text speak of that side at all?"""
        return self._named[side].search(text.lower()) is not None

    def _claim_of(self, text: str) -> Claim | None:
        lowered = text.lower()
        for side, said, denied in self._speech:
            if denied.search(lowered):
                return Claim(by=side, stance="denies")
            if said.search(lowered):
                return Claim(by=side, stance="claims")
        return None

    def _defended(self, found: re.Match[str]) -> str | None:
        side = next((side for side, words in self._named.items() if words.regex.search(found.group())), None)
        return self.opponent(side) if side else None

    def _constructions(self) -> list[tuple[Construction, str, bool]]:
        """The lexicon's constructions for each side, in order, with the side whose words each holds, and whether that
        is the one that defended itself."""
        anyone = "|".join([*self._words.values(), source(_LEXICON, "enemy")])
        parts = {
            entry: source(_LEXICON, entry)
            for entry in ("act", "force", "defence", "arms", "peaceful", "enemy", "said", "own")
        }
        result: list[tuple[Construction, str, bool]] = []
        for construction in load(_LEXICON)["constructions"]:
            defended = construction["side"] == "defended"
            sides: Iterable[tuple[str, str]] = self._words.items()
            for side, word in sides if defended else [*sides, (_ENEMY, parts["enemy"])]:
                form = construction["form"]
                for name, part in {**parts, "side": word, "anyone": anyone}.items():
                    form = form.replace(f"<{name}>", part)
                result.append((Construction(form, self._among), side, defended))
        return result

    def _claims(self) -> list[tuple[str, Construction, Construction]]:
        body = rf"(?:{source('sources', 'official')}|{source('sources', 'military')})"
        speech = source("sources", "speech")
        result = []
        for side, name in self._words.items():
            said = (
                rf"{name}(?:\s[\w'’-]+){{0,2}}?\s{body}(?:\s[^\s.;:]+){{0,6}}?\s{speech}|according to (?:\w+ )?{name}"
            )
            denied = rf"{name}(?:\s[\w'’-]+){{0,4}}\s(?:denie[sd]|denying|rejected)(?!\w)"
            result.append((side, Construction(said, self._among), Construction(denied, self._among)))
        return result


def is_disputed(text: str) -> bool:
    """Does the text leave room for doubt who attacked?"""
    return pattern(_LEXICON, "dispute").search(text.lower()) is not None


def is_mutual(text: str) -> bool:
    """Does each side lay it to the other?"""
    return pattern(_LEXICON, "mutual").search(text.lower()) is not None


def tells_of_war(text: str) -> bool:
    """Does the text have words of war, so that what befell a place is the other side's attack, not an accident?"""
    return pattern(_LEXICON, "war").search(text.lower()) is not None
