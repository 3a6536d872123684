"""Articles into readings: what `strikewire extract`, the stream and the replay call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

from spacy.tokens import Doc
from spacy.util import minibatch

from worker.records.article import Article
from worker.records.flow import Reading
from worker.records.mention import Mention
from worker.steps.extract.components import pipeline
from worker.steps.extract.document import document
from worker.steps.extract.gate import Gate
from worker.steps.extract.gazetteer import UKRAINE, load_theatre
from worker.wire import digest

_BATCH = 64
"""Articles whose sentences are parsed together."""


class Reader:
    """Built once in a process; reading is pure and gives the same readings for the same articles."""

    def __init__(self, model: str = "en_core_web_sm", theatre: Path = UKRAINE) -> None:
        """`theatre`: the folder of its data files."""
        gazetteer = load_theatre(theatre)
        self.nlp = pipeline(model, theatre)
        self._gate = Gate(gazetteer)
        self._zone = ZoneInfo(next(iter(gazetteer.countries.values())).timezone)

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        """One reading for each article, in order."""
        relevant = [article for article in articles if self._is_relevant(article)]
        docs = (doc for batch in minibatch(relevant, _BATCH) for doc in self._docs(batch))  # type: ignore[no-untyped-call]
        told: dict[int, list[Mention]] = {
            id(article): doc._.mentions for article, doc in zip(relevant, docs, strict=True)
        }
        return [_reading(article, told.get(id(article), [])) for article in articles]

    def _docs(self, articles: Sequence[Article]) -> list[Doc]:
        """The articles, each having passed all stages of `nlp`.

        One stage after the other over all of them: `nlp.pipe` takes each Doc through all stages before the next one
        comes, and every stage then finds its patterns gone from the processor's caches.
        """
        docs = [document(article, self._published(article)) for article in articles]
        for _, stage in self.nlp.pipeline:
            together = getattr(stage, "pipe", None)
            docs = list(together(docs, batch_size=_BATCH)) if together else [stage(doc) for doc in docs]
        return docs

    def _is_relevant(self, article: Article) -> bool:
        """The gate stands before the pipeline: what does not pass it is not worth a Doc."""
        return not article.withdrawn and self._gate.passes(article.title, article.text)

    def _published(self, article: Article) -> date:
        """The local date of publication in the theatre: news of a night is dated by the clocks of those it struck."""
        day = article.published_precision == "day"
        return article.published_at.astimezone(UTC if day else self._zone).date()


def _reading(article: Article, mentions: list[Mention]) -> Reading:
    return Reading(
        article_key=article.key,
        article_id=article.article_id,
        digest=digest(article),
        revised_at=article.revised_at,
        published_at=article.published_at,
        mentions=mentions,
    )
