"""A sentence with its spans masked, so that a construction can be written as "{N} {people} were killed".

Masking keeps every offset: a span's characters become private-use characters of its class, the rest is in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable

from worker.steps.extract.constructions import MASK
from worker.steps.extract.spans import NumberSpan, PlaceSpan, TimeSpan, WeaponSpan


def mask(
    text: str,
    places: Iterable[PlaceSpan],
    times: Iterable[TimeSpan],
    numbers: Iterable[NumberSpan],
    weapons: Iterable[WeaponSpan],
) -> str:
    """The text, masked; offsets are the text's.  Where spans overlap, weapons win over times, places, numbers."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have two characters in lower case
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    characters = list(lowered)
    for number in numbers:
        _cover(characters, number.start, number.end, MASK["S"] if number.share else MASK["N"])
    for place in places:
        _cover(characters, place.start, place.end, MASK["P"])
    for time in times:
        _cover(characters, time.start, time.end, MASK["T"])
    for weapon in weapons:
        _cover(characters, weapon.start, weapon.end, MASK["W"])
    return "".join(characters)


def _cover(characters: list[str], start: int, end: int, sign: str) -> None:
    characters[start:end] = sign * (end - start)
