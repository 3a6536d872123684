"""What flows through the pipeline: an article as a `Doc` whose tokens are its sentences, and the layers laid over them.

Word tokens would cost as much as all matchers together, and only the parser needs them (see `frames.py`), in the few
sentences that it reads.  A layer is an extension attribute of the Doc, a list with one value for each sentence; every
stage reads the layers below it and adds its own (`components.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from msgspec.structs import replace
from spacy.tokens import Doc
from spacy.vocab import Vocab

from worker.records.article import Article
from worker.steps.extract.modality import NO_REPORT
from worker.steps.extract.passage import Passage
from worker.steps.extract.roles import NOWHERE
from worker.steps.extract.sentences import MAX_TEXT, sentence_bounds
from worker.steps.extract.spans import Span

LAYERS: Mapping[str, Any] = {
    **dict.fromkeys(("places", "times", "numbers", "weapons", "targets", "services"), ()),
    "passages": None,
    "verdicts": NO_REPORT,
    **dict.fromkeys(("quantities", "damage"), ()),
    "struck": NOWHERE,
    "clauses": None,
}
"""Extension attributes with one value for each sentence → the value that a stage which is left out leaves there."""
RESULTS = ("attacks", "mentions")
"""Extension attributes with what the whole article tells, in its order."""


@dataclass(frozen=True, slots=True)
class Section:
    """The headline, or the body; `bounds`: start and end of each of its sentences."""

    source: Literal["text", "title"]
    text: str
    bounds: tuple[tuple[int, int], ...]


SpanT = TypeVar("SpanT", bound=Span)

for _name in ("article", "published", "sections", *LAYERS, *RESULTS):
    Doc.set_extension(_name, default=None, force=True)


def document(article: Article, published: date) -> Doc:
    """The article as a Doc: `doc[i]` is its sentence i, the headline's first; `published` is the local date.

    Its vocabulary is its own and ends with it: that of a pipeline would keep every sentence ever read.
    """
    sections = _section("title", article.title), _section("text", article.text)
    doc = Doc(Vocab(), words=[part.text[start:end] for part in sections for start, end in part.bounds])
    layers = doc._
    layers.article, layers.published, layers.sections = article, published, sections
    for name, nothing in LAYERS.items():
        layers.set(name, [nothing] * len(doc))
    for name in RESULTS:
        layers.set(name, [])
    return doc


def _section(source: Literal["text", "title"], text: str) -> Section:
    text = text[:MAX_TEXT]
    return Section(source, text, tuple(sentence_bounds(text)))


def by_sentence(doc: Doc, find: Callable[[str], Sequence[SpanT]]) -> list[tuple[SpanT, ...]]:
    """The spans that a matcher finds in the headline and the body, handed out to the sentences that they lie in."""
    return handed_out(doc, [find(part.text) if part.bounds else () for part in doc._.sections])


def handed_out(doc: Doc, found: Sequence[Sequence[SpanT]]) -> list[tuple[SpanT, ...]]:
    """The spans of the headline and of the body, by the sentences that they lie in."""
    return [spans for part, here in zip(doc._.sections, found, strict=True) for spans in _cut(part.bounds, here)]


def _cut(bounds: Sequence[tuple[int, int]], spans: Sequence[SpanT]) -> Iterator[tuple[SpanT, ...]]:
    starts = [start for start, _ in bounds]
    inside: list[list[SpanT]] = [[] for _ in bounds]
    for span in spans:
        i = bisect_right(starts, span.start) - 1
        if i >= 0 and span.end <= bounds[i][1]:
            inside[i].append(replace(span, start=span.start - starts[i], end=span.end - starts[i]))
    return map(tuple, inside)


def passages_of(doc: Doc) -> list[Passage]:
    """The sentences with their masks.  ValueError where the stage that masks them has not run."""
    passages: list[Passage] = doc._.passages
    if None in passages:
        raise ValueError("no passages: the stage 'masking' is missing, or comes later")
    return passages
