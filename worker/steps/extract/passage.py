"""An article as passages: its headline and its sentences, each with the spans the matchers found in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Protocol, TypeVar

from worker.steps.extract import numbers, targets, times, weapons
from worker.steps.extract.masking import mask
from worker.steps.extract.places import Places
from worker.steps.extract.sentences import MAX_TEXT, sentence_bounds
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


class _Span(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


SpanT = TypeVar("SpanT", bound=_Span)


def passages(title: str, text: str, published: date, places: Places) -> list[Passage]:
    """The title (if any) and every sentence of the text, in order; `published` is the local date of publication."""
    found = _read(title, "title", published, places, 0) if title else []
    return found + _read(text[:MAX_TEXT], "text", published, places, len(found))


def _read(text: str, source: Literal["text", "title"], published: date, places: Places, first: int) -> list[Passage]:
    bounds = sentence_bounds(text)
    cut = _slicer(bounds)
    by_sentence = zip(
        cut(places.find(text)),
        cut(times.find(text, published)),
        cut(numbers.find(text)),
        cut(weapons.find(text)),
        cut(targets.find(text)),
        cut(targets.services(text)),
        strict=True,
    )
    result: list[Passage] = []
    for (start, end), (placed, timed, counted, armed, aimed, served) in zip(bounds, by_sentence, strict=True):
        sentence = text[start:end]
        masked = mask(sentence, placed, timed, counted, armed)
        counted = tuple(number for number in counted if masked[number.start] in "\ue000\ue001")
        result.append(
            Passage(first + len(result), source, start, sentence, masked, placed, timed, counted, armed, aimed, served)
        )
    return result


def _slicer(bounds: Sequence[tuple[int, int]]) -> Callable[[Sequence[SpanT]], list[tuple[SpanT, ...]]]:
    """Hands out spans of the whole text to the sentences they lie in, with the sentence's offsets."""

    def cut(spans: Sequence[SpanT]) -> list[tuple[SpanT, ...]]:
        result: list[tuple[SpanT, ...]] = []
        position = 0
        for start, end in bounds:
            while position < len(spans) and spans[position].start < start:
                position += 1
            inside: list[SpanT] = []
            while position < len(spans) and spans[position].start < end:
                span = spans[position]
                if span.end <= end:
                    inside.append(replace(span, start=span.start - start, end=span.end - start))  # type: ignore[type-var]
                position += 1
            result.append(tuple(inside))
        return result

    return cut
