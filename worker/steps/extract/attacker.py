"""Which side attacked: by the nearest words for a side before the act, by whose air defence answered, by the victim.

No side is assumed: where no sentence on an attack names one, the other side of the war stands if the article speaks of it,
or if a weapon of war is named and nobody disputes whose it was; a place that the other side holds gets none at all.
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
    """The side that a sentence says attacked that country (or that place of it), alpha-2.

    "The enemy" is the other side of the country attacked.  A country attacks its own only where the other side holds it.
    """
    named = named_attacker(text)
    if named == "?":
        return opponent(country)
    if named == country and not (
        place is not None and (is_contested(place) or pattern(_LEXICON, "held").search(text.lower()))
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
    """Constructions, the surest first; None: the side named is the one that defended itself."""
    act, force, defence, arms = (source(_LEXICON, entry) for entry in ("act", "force", "defence", "arms"))
    words: dict[str | None, str] = {
        side: rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)" for side, forms in load(_LEXICON)["sides"].items()
    }
    words["?"] = source(_LEXICON, "enemy")
    anyone = "|".join(words.values())
    gap = rf"(?:(?!{anyone}|{defence}|said|claimed|reported)[^.;:]){{0,40}}?"
    result: list[tuple[re.Pattern[str], str | None]] = []
    down = r"(?:shot|shoot|down|intercept|destroy|neutrali|repel|brought|took)"
    for side, word in words.items():
        # A weapon shot down is its owner's attack, whoever is the subject.
        result.append((re.compile(rf"{down}\w*(?: [\w-]+){{0,5}}? {word}(?: [\w-]+){{0,2}}? {arms}"), side))
    for side, word in words.items():
        if side != "?":
            held_by = r"(?:military|forces|army|armed forces|defen[cs]e ministry|ministry of defen[cs]e|troops)"
            shot = r"(?:shot down|shoot down|downed|intercepted|neutrali[sz]ed)"
            result.append((re.compile(rf"{word} (?:[\w-]+ ){{0,2}}{held_by}[^.;]{{0,60}}?{shot}"), None))
            result.append((re.compile(rf"{defence}(?: [\w-]+){{0,3}} of {word}[^.;]{{0,60}}?{down}"), None))
            result.append((re.compile(rf"{word} (?:[\w-]+ ){{0,2}}{defence}[^.;]{{0,80}}?{down}"), None))
    for side, word in words.items():
        result.append(
            (
                re.compile(
                    rf"{word}(?: [\w-]+){{0,2}} {force}(?!,? (?:official|intelligence|spokes|said|says|claim|report|confirm|announc|detect|command|southern|northern|general|told)){gap}{act}"
                ),
                side,
            )
        )
    for side, word in words.items():
        result.append(
            (re.compile(rf"(?:by|from)(?: the)? {word}(?! (?:air|officials?|authorities|media|military said))"), side)
        )
        result.append((re.compile(rf"{word}(?! (?:air|anti)) (?:(?!{_PEACEFUL})[\w-]+ ){{0,2}}?{arms}"), side))
    for side, word in words.items():
        result.append(
            (
                re.compile(
                    rf"(?<!\bin )(?<!across )(?<!\bof )(?<!\bon )(?<!over )(?<!against )(?<!hit )(?<!hits )(?<!struck )(?<!to ){word}(?: (?:has|have|had|also|again|once|reportedly|then|allegedly|later|just|continued?s?|to|is|was|been))*(?: \w+ly)? {act}"
                ),
                side,
            )
        )
    return result


_PEACEFUL = r"(?:city|cities|town|towns|port|village|region|regions|capital|governor|officials?|mayor|president|minister|energy|power)\b"
