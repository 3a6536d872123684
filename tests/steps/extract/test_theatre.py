"""Another war needs data alone: the gate, the reader and the sides take a theatre's files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from worker.records.article import Article
from worker.steps.extract.gate import Gate
from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.reader import Reader


def _article(text: str) -> Article:
    when = datetime(2025, 3, 12, tzinfo=UTC)
    return Article(
        article_id="one",
        key="one",
        outlet="Fjord Post",
        title="",
        text=text,
        published_at=when,
        published_precision="day",
        revised_at=when,
    )


@pytest.mark.parametrize(
    ("text", "region", "attacker", "day"),
    [
        (
            "Ostish forces fired six missiles at the Vendish town of Wendel on Tuesday, killing three people.",
            "XA-1",
            "XB",
            "2025-03-11",
        ),
        (
            "Vendish drones struck a depot in Osthafen overnight, officials said; two people were injured.",
            "XB-7",
            "XA",
            "2025-03-12",
        ),
    ],
)
def test_a_strike_of_another_war(invented_theatre: Gazetteer, text: str, region: str, attacker: str, day: str) -> None:
    assert Gate(invented_theatre).passes("", text)
    [reading] = Reader(theatre=invented_theatre.folder).read([_article(text)])
    [mention] = reading.mentions
    assert (mention.region, mention.attacker, mention.date) == (region, attacker, day)


def test_other_wars_are_not_its_concern(invented_theatre: Gazetteer) -> None:
    text = "Russian missiles struck a depot in Kharkiv on Tuesday, killing three people."
    assert not Gate(invented_theatre).passes("", text)
    [reading] = Reader(theatre=invented_theatre.folder).read([_article(text)])
    assert reading.mentions == []
