"""Which side attacked: by the nearest words for a side before the act, by whose air defence answered, by the victim.

No side is assumed: where no sentence on an attack names one, the other side of the war stands if the article speaks of
it, or if a weapon of war is named and nobody disputes whose it was; a place that the other side holds gets none at all.
"""

from __future__ import annotations

import re
from functools import cache

from worker.steps.extract.constructions import pattern, source
from worker.steps.extract.lexicon import load
from worker.steps.extract.spans import PlaceSpan

_LEXICON = "sides"
_OTHER = {"RU": "UA", "UA": "RU"}


def opponent(country: str) -> str | None:
    """The other side of the war, None for a third country."""
    return _OTHER.get(country)


def named_attacker(text: str) -> str | None:
    """The side that a sentence says attacked, alpha-2; "?" for "the enemy"; None where it does not say."""
    lowered = text.lower()
    for regex, sign in _direct():
        found = regex.search(lowered)
        if found:
            return sign if sign is not None else _defended(found)
    return None


def attacker_of(text: str, country: str, place: PlaceSpan | None) -> str | None:
    """The side that a sentence says attacked that country (or place), alpha-2.

    "The enemy" is the other side of the country attacked.  A country attacks its own only where the other holds it.
    """
    named = named_attacker(text)
    if named == "?":
        return opponent(country)
    if named == country and not (
        place is not None
        and (
            is_contested(place)
            or place.region in load(_LEXICON)["partly_held"]
            or pattern(_LEXICON, "held").search(text.lower())
        )
    ):
        return None
    return named


def is_contested(place: PlaceSpan) -> bool:
    """Held by the side that does not own it."""
    return place.region in load(_LEXICON)["contested_regions"] or (
        place.name.lower() in load(_LEXICON)["contested"] and place.precision in ("settlement", "district")
    )


def is_disputed(text: str) -> bool:
    """Does the text leave room for doubt who attacked?"""
    return pattern(_LEXICON, "dispute").search(text.lower()) is not None


def names_side(text: str, side: str) -> bool:
    """Does the text speak of that side at all?"""
    return _sides()[side].search(text.lower()) is not None


def _defended(found: re.Match[str]) -> str | None:
    side = next((side for side, regex in _sides().items() if regex.search(found.group())), None)
    return _OTHER[side] if side else None


@cache
def _sides() -> dict[str, re.Pattern[str]]:
    return {side: re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") for side, words in load(_LEXICON)["sides"].items()}


@cache
def _direct() -> list[tuple[re.Pattern[str], str | None]]:
    """The lexicon's constructions for each side, in order; None: the side named is the one that defended itself."""
    words: dict[str, str] = {
        side: rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)" for side, forms in load(_LEXICON)["sides"].items()
    }
    anyone = "|".join([*words.values(), source(_LEXICON, "enemy")])
    parts = {entry: source(_LEXICON, entry) for entry in ("act", "force", "defence", "arms", "peaceful", "enemy")}
    result: list[tuple[re.Pattern[str], str | None]] = []
    for construction in load(_LEXICON)["constructions"]:
        defended = construction["side"] == "defended"
        for side, word in words.items() if defended else [*words.items(), ("?", parts["enemy"])]:
            form = construction["form"]
            for name, part in {**parts, "side": word, "anyone": anyone}.items():
                form = form.replace(f"<{name}>", part)
            result.append((re.compile(form), None if defended else side))
    return result
