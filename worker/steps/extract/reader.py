"""Articles into readings: what `strikewire extract`, the stream and the replay call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date
from zoneinfo import ZoneInfo

from worker.records.article import Article
from worker.records.flow import Reading
from worker.records.mention import Mention
from worker.steps.extract import discourse
from worker.steps.extract.assembly import Context, mentions
from worker.steps.extract.attack import Reported
from worker.steps.extract.attacker import Sides
from worker.steps.extract.casualties import Casualties, Harm
from worker.steps.extract.constructions import pattern
from worker.steps.extract.counts import Counts
from worker.steps.extract.damage import arms, damage
from worker.steps.extract.facts import CasualtyFact, Fact, WeaponFact
from worker.steps.extract.gate import Gate
from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.modality import Verdict, is_planted, judge
from worker.steps.extract.model import load_model
from worker.steps.extract.outages import Outages
from worker.steps.extract.passage import Passage, passages
from worker.steps.extract.places import Places
from worker.steps.extract.provenance import provenance
from worker.steps.extract.syntax import Clauses
from worker.wire import digest

_BESIDE = re.compile(
    r"(?:\s+(?!(?:after|before|since|while|which|who|that|said|as|when)\b)[\w'’\ue000-\ue004-]+){0,7}\s+"
)
_MOST = 1000
"""People whom no single attack has harmed: so many are the sum of a war."""
_BATCH = 16
"""Sentences parsed at a time."""


class Reader:
    """Built once in a process; reading is pure and gives the same readings for the same articles."""

    def __init__(self, model: str = "en_core_web_sm", gazetteer: Gazetteer | None = None) -> None:
        """`gazetteer`: another theatre's places and sides."""
        self._model = load_model(model)
        self._gazetteer = gazetteer or Gazetteer()
        self._sides = Sides(self._gazetteer)
        self._places = Places(self._gazetteer)
        self._gate = Gate(self._gazetteer)
        self._casualties = Casualties()
        self._counts = Counts()
        self._outages = Outages()

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        """One reading for each article, in order."""
        prepared = [self._prepare(article) for article in articles]
        worth = [item for reported in prepared for item in reported if _is_worth_parsing(item)]
        parsed = self._model.pipe([item.passage.text for item in worth], batch_size=_BATCH)
        clauses = {id(item): Clauses(doc) for item, doc in zip(worth, parsed, strict=True)}
        return [
            self._reading(article, [replace(item, clauses=clauses.get(id(item))) for item in reported])
            for article, reported in zip(articles, prepared, strict=True)
        ]

    def _prepare(self, article: Article) -> list[Reported]:
        if article.withdrawn or not self._gate.passes(article.title, article.text):
            return []
        read = passages(article.title, article.text, self._published(article), self._places)
        planted = is_planted(read)
        reported: list[Reported] = []
        harm: Harm | None = None
        for passage in read:
            verdict = judge(passage, planted=planted)
            facts = self._facts(passage, verdict, harm)
            harm = _last_harm(facts)
            reported.append(discourse.prepare(passage, verdict, facts, self._gazetteer.seats))
        return reported

    def _reading(self, article: Article, reported: list[Reported]) -> Reading:
        return Reading(
            article_key=article.key,
            article_id=article.article_id,
            digest=digest(article),
            revised_at=article.revised_at,
            published_at=article.published_at,
            mentions=self._mentions(article, reported) if reported else [],
        )

    def _mentions(self, article: Article, reported: list[Reported]) -> list[Mention]:
        published = self._published(article)
        attacks = discourse.read(reported, published, self._gazetteer.countries, self._sides)
        if not attacks:
            return []
        return mentions(attacks, Context(article, published, provenance(article.title, article.text), self._sides))

    def _published(self, article: Article) -> date:
        """The local date of publication in the theatre: news of a night is dated by the clocks of those it struck."""
        if article.published_precision == "day":
            return article.published_at.astimezone(UTC).date()
        zone = next(iter(self._gazetteer.countries.values())).timezone
        return article.published_at.astimezone(ZoneInfo(zone)).date()

    def _facts(self, passage: Passage, verdict: Verdict, before: Harm | None) -> tuple[Fact, ...]:
        harm = self._harm(passage, before)
        outages = self._outages.find(passage.masked, passage.numbers, passage.services, {fact.start for fact in harm})
        cut_off = [fact.end for fact in outages if fact.quantity is not None]
        return (
            *arms(passage),
            *damage(passage, verdict, cut_off),
            *harm,
            *self._counts.find(passage.text, passage.masked, passage.numbers, passage.weapons),
            *outages,
        )

    def _harm(self, passage: Passage, before: Harm | None) -> list[CasualtyFact]:
        """The people harmed; not the dead of a whole war."""
        found = self._casualties.find(passage.masked, passage.numbers, before)
        if found and pattern("frames", "whole_war").search(passage.masked):
            return []
        return [fact for fact in found if fact.quantity.value < _MOST]


def _last_harm(facts: Sequence[Fact]) -> Harm | None:
    """What happened to the people that a sentence counts last."""
    harmed = [fact for fact in facts if isinstance(fact, CasualtyFact) and fact.quantity.value]
    if not harmed:
        return None
    return "killed" if max(harmed, key=lambda fact: fact.start).field.endswith("killed") else "injured"


def _is_worth_parsing(item: Reported) -> bool:
    """A report that names a place: only there do clauses tell apart what words alone do not.  A single place within a
    few words of the attack, and at most one date, need no parse."""
    said = item.verdict.report != "none" or any(not isinstance(fact, WeaponFact) for fact in item.facts)
    if not said or not item.struck.places:
        return False
    if len(item.struck.places) > 1 or len(item.passage.times) > 1:
        return True
    place = item.struck.places[0]
    return not any(
        _BESIDE.fullmatch(item.passage.masked, min(end, place.end), max(start, place.start))
        for start, end in item.verdict.triggers
    )
