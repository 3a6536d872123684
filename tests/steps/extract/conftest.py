"""A small invented theatre, from data files alone; and what is read from an invented article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from worker.records.article import Article
from worker.records.mention import Mention
from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.reader import Reader

WEDNESDAY = datetime(2025, 3, 12, tzinfo=UTC)

THEATRE = """\
name: An invented war
countries:
  XA: {attacked_by: [XB], timezone: Europe/Oslo, min_population: 0, strong_population: 1000}
  XB: {attacked_by: [XA], timezone: Europe/Oslo, min_population: 0, strong_population: 1000}
region_words: [canton, cantons]
district_words: [ward]
"""
SIDES = """\
sides:
  XA: ['vend(?:land|ish)(?:''s)?']
  XB: ['ost(?:land|ish)(?:''s)?']
contested: [brask]
contested_regions: []
partly_held: [XA-1]
held: [occupied]
quiet: []
"""


@pytest.fixture
def invented_theatre(tmp_path: Path) -> Gazetteer:
    def table(name: str, rows: str) -> None:
        lines = ("\t".join(cell.strip() for cell in row.split(",")) for row in dedent(rows).strip().splitlines())
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")

    (tmp_path / "theatre.yaml").write_text(THEATRE, "utf-8")
    (tmp_path / "sides.yaml").write_text(SIDES, "utf-8")
    table(
        "regions.tsv",
        """\
        code,name,admin1,geonames_id,lat,lon,timezone,stems,names
        XA-1,Vendel,01,,60.5,10.5,Europe/Oslo,Vendel|Vendelic,
        XB-7,Ostmark,02,,61.0,12.0,Europe/Oslo,Ostmark,Ostmark""",
    )
    table(
        "settlements.tsv",
        """\
        geonames_id,name,region,lat,lon,population,names
        1,Vendel,XA-1,60.5,10.5,50000,Wendel
        2,Brask,XA-1,60.6,10.6,300,
        3,Brask,XB-7,61.1,12.1,4000,
        4,Osthafen,XB-7,61.2,12.2,90000,""",
    )
    table(
        "world.tsv",
        """\
        code,name,capital,names,adjectives,places
        XA,Vendland,Vendel,,Vendish,
        XB,Ostland,Osthafen,,Ostish,""",
    )
    return Gazetteer(tmp_path)


@pytest.fixture(scope="session")
def told() -> Callable[..., list[Mention]]:
    """The mentions of an article of that Wednesday, by its text and title."""
    reader = Reader()

    def read(text: str, title: str = "") -> list[Mention]:
        article = Article(
            article_id="one",
            key="one",
            outlet="Steppe Courier",
            title=title,
            text=text,
            published_at=WEDNESDAY,
            published_precision="day",
            revised_at=WEDNESDAY,
        )
        [reading] = reader.read([article])
        return reading.mentions

    return read
