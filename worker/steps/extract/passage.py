"""A sentence of an article, with the spans that the matchers found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from worker.steps.extract.spans import NumberSpan, PlaceSpan, ServiceSpan, TargetSpan, TimeSpan, WeaponSpan


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence.  The spans' offsets are the passage's own: `text[span.start:span.end]`; `start` is its place in the
    article's text, or title."""

    index: int
    source: Literal["text", "title"]
    start: int
    text: str
    masked: str
    places: tuple[PlaceSpan, ...]
    times: tuple[TimeSpan, ...]
    numbers: tuple[NumberSpan, ...]
    weapons: tuple[WeaponSpan, ...]
    targets: tuple[TargetSpan, ...]
    services: tuple[ServiceSpan, ...]
