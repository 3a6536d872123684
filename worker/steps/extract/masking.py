"""A sentence with its spans masked, so that a construction can be written as "{N} {people} were killed".

Masking keeps every offset: a span's characters become private-use characters of its class, the rest is in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from worker.steps.extract.constructions import MASK
from worker.steps.extract.passage import Passage
from worker.steps.extract.spans import NumberSpan, PlaceSpan, TimeSpan, WeaponSpan

_NUMBERS = (MASK["N"], MASK["S"])


def passages(doc: Doc) -> list[Passage]:
    """The Doc's sentences, each with its spans and its mask; a number that another span covers counts nothing."""
    starts = ((part, start) for part in doc._.sections for start, _ in part.bounds)
    layers = zip(
        doc, starts, doc._.places, doc._.times, doc._.numbers, doc._.weapons, doc._.targets, doc._.services,
        strict=True,
    )  # fmt: skip
    found: list[Passage] = []
    for token, (part, start), places, times, numbers, weapons, targets, services in layers:
        text = token.text
        masked = mask(text, places, times, numbers, weapons)
        counting = tuple(number for number in numbers if masked[number.start] in _NUMBERS)
        found.append(
            Passage(token.i, part.source, start, text, masked, places, times, counting, weapons, targets, services)
        )
    return found


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
