"""Clauses of the sentences in which words alone do not say which place an attack struck: the parser's only readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from worker.steps.extract.document import passages_of
from worker.steps.extract.facts import CountFact, Fact
from worker.steps.extract.heap import sweep
from worker.steps.extract.modality import Verdict
from worker.steps.extract.model import parse
from worker.steps.extract.passage import Passage
from worker.steps.extract.register import SHORT
from worker.steps.extract.roles import Struck
from worker.steps.extract.scope import shows_harm
from worker.steps.extract.syntax import Clauses

_BESIDE = re.compile(
    r"(?:\s+(?!(?:after|before|since|while|which|who|that|said|as|when)\b)[\w'’\ue000-\ue004-]+){0,7}\s+"
)


class Frames:
    """Lays the clauses over a Doc's sentences; `load` gives a pipeline that parses the text of a sentence.

    A parser's vocabulary keeps every word that it ever read.  Memory zones do not help: they forget the words, but the
    slots of their tables are not won back.  So after `vocabulary` new strings (some 40 MB) the parser is loaded anew,
    which takes a second in many minutes.
    """

    def __init__(self, load: Callable[[], Language], vocabulary: int = 100_000) -> None:
        self._load = load
        self._parser = load()
        self._most = len(self._parser.vocab.strings) + vocabulary

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc], batch_size=1))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """The Docs, in order; the sentences of a whole batch of them are parsed together."""
        for docs in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            worth = [(doc, passage) for doc in docs for passage in _worth_parsing(doc)]
            parsed = parse(self._parser, [passage.text for _, passage in worth])
            for (doc, passage), sentence in zip(worth, parsed, strict=True):
                doc._.clauses[passage.index] = Clauses(sentence)
            if len(self._parser.vocab.strings) > self._most:
                self._parser = self._load()
                sweep()
            yield from docs


def _worth_parsing(doc: Doc) -> Iterator[Passage]:
    layers = zip(passages_of(doc), doc._.verdicts, doc._.struck, doc._.damage, doc._.quantities, strict=True)
    for passage, verdict, struck, damage, quantities in layers:
        if _is_worth_parsing(passage, verdict, struck, (*damage, *quantities), long=len(doc) > SHORT):
            yield passage


def _is_worth_parsing(passage: Passage, verdict: Verdict, struck: Struck, facts: Sequence[Fact], *, long: bool) -> bool:
    """A report that names a place, where the discourse asks for its clauses."""
    if long and struck.wide and verdict.report == "attack" and not verdict.general:
        return True
    if not struck.places or (verdict.report == "none" and not shows_harm(facts)):
        return False
    dated = any(time.scope == "point" and time.dates for time in passage.times)
    if (verdict.general and not dated) or _is_plain(passage, verdict, struck):
        return False
    return (
        len(struck.places) > 1 or bool(struck.weak) or verdict.report != "attack"  # which place was struck
        or struck.wide  # whether the country was struck too
        or dated  # whose date it is
        or any(isinstance(fact, CountFact) for fact in facts)  # whose figures
        or (long and passage.source == "text" and not shows_harm(facts))  # whether it is told only in passing
    )  # fmt: skip


def _is_plain(passage: Passage, verdict: Verdict, struck: Struck) -> bool:
    """A single place within a few words of the attack, and a single date: words alone say what belongs together."""
    if len(struck.places) > 1 or len(passage.times) != 1 or struck.wide:
        return False
    place = struck.places[0]
    return any(
        _BESIDE.fullmatch(passage.masked, min(end, place.end), max(start, place.start))
        for start, end in verdict.triggers
    )
