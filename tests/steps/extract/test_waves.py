"""When an article tells of an attack on a whole country, and when it only names one; all text is invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from worker.records.article import Article
from worker.records.mention import Mention
from worker.steps.extract.reader import Reader

WEDNESDAY = datetime(2025, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def waves(reader: Reader, text: str, title: str = "") -> list[Mention]:
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
    return [mention for mention in reading.mentions if mention.kind == "wave"]


@pytest.mark.parametrize(
    "text",
    [
        "Russian missiles struck power stations across Ukraine on Tuesday.",
        "Missiles hit several Ukrainian cities on Tuesday, the energy minister said.",
        "The Ukrainian air force said it had shot down 31 of 40 drones launched by Russia on Tuesday.",
        "Russia fired missiles at Ukraine on Tuesday, the general staff said.",
        "Drones struck seven regions of Ukraine on Tuesday, the ministry said.",
    ],
)
def test_a_wave(reader: Reader, text: str) -> None:
    [wave] = waves(reader, text)
    assert (wave.region, wave.date) == ("UA", "2025-03-11")


@pytest.mark.parametrize(
    "text",
    [
        "Three blasts were heard on Tuesday in Sumy, and smoke rose over the city.",
        "Missiles hit a mall in Poltava on Tuesday. Most of the town is dark after the strike.",
        "Blasts shook the Russian-occupied port of Berdiansk on Tuesday.",
        "A minister lost his temper over the Russian threat on Tuesday, after a missile strike on Sumy.",
        "A shell hit a bakery in Kherson on Tuesday. The mayor asked again for a no-fly zone over Ukraine.",
        "On Tuesday shelling stopped the evacuation of two cities in Ukraine, the envoy said.",
        "Shells fell on Lyman on Tuesday in the push for all of Ukraine's Donbas region.",
        "A missile hit a mall in Poltava on Tuesday, and word of it was spreading throughout Ukraine.",
        "Several towns in Kharkiv region were shelled on Tuesday.",
        "A retired pilot was shot down over Ukraine on Tuesday, his family said.",
    ],
)
def test_less_than_a_country(reader: Reader, text: str) -> None:
    assert waves(reader, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A poet broke with the academy on Tuesday because of the attack on Ukraine.",
        "Refugees crossed on Tuesday from Ukraine's largest cities, three years after the full-scale attack began.",
        "Nine people have been killed since Russian forces began bombing towns across Ukraine, he said on Tuesday.",
        "About 900 missiles have been fired at Ukraine, the embassy told reporters on Tuesday.",
        "Engineers foiled a cyber-attack on Ukraine's power grid on Tuesday.",
        "The villages have lost touch with families sent to other parts of Ukraine, the charity said on Tuesday.",
        "The rocket, launched 12 times, put a satellite into orbit on Tuesday. Ukraine built the first stage.",
    ],
)
def test_the_war_itself_is_no_wave(reader: Reader, text: str) -> None:
    assert waves(reader, text) == []
