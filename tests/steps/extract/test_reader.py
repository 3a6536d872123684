"""Items in the styles of the news, invented, and what a careful reader takes from them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from worker.records.article import Article
from worker.records.mention import Mention
from worker.steps.extract.reader import Reader

WEDNESDAY = datetime(2025, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def article(text: str, title: str = "", key: str = "item-1") -> Article:
    return Article(
        article_id=key,
        key=key,
        outlet="Dnipro Valley Post",
        title=title,
        text=text,
        published_at=WEDNESDAY,
        published_precision="day",
        revised_at=WEDNESDAY,
    )


def flat(mention: Mention) -> dict[str, Any]:
    """A mention as plain values: `drone.launched`, `killed`, `outage.electricity`, …"""
    values: dict[str, Any] = {
        "kind": mention.kind,
        "attacker": mention.attacker,
        "date": mention.date,
        "targets": set(mention.targets),
        "weapons": {weapon.type for weapon in mention.weapons if weapon.type != "unknown"},
    }
    for weapon in mention.weapons:
        for name in ("launched", "intercepted", "hits"):
            quantity = getattr(weapon, name)
            if quantity is not None:
                values[f"{weapon.type}.{name}"] = quantity.value
    for name in ("killed", "injured", "children_killed", "children_injured"):
        quantity = getattr(mention.casualties, name)
        if quantity is not None:
            values[name] = quantity.value
    for outage in mention.outages:
        values[f"outage.{outage.service}"] = (outage.count.value, outage.unit) if outage.count else True
    return values


ITEMS: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (
        "Barrage overnight",
        "Russia launched 219 drones, 24 ballistic missiles and one cruise missile at Ukraine overnight, the air force "
        "said on Wednesday. Air defences shot down 16 missiles and 197 drones.",
        {
            "UA": {
                "attacker": "RU",
                "ballistic_missile.launched": 24,
                "cruise_missile.launched": 1,
                "drone.launched": 219,
                "missile.intercepted": 16,
                "drone.intercepted": 197,
            }
        },
    ),
    (
        "Morning report",
        "Ukrainian air defences destroyed 33 of the 38 Shahed-type drones launched by Russia overnight, the air force "
        "said in a morning post.",
        {"UA": {"drone.launched": 38, "drone.intercepted": 33, "attacker": "RU"}},
    ),
    (
        "Ministry counts drones",
        "Russia's Defence Ministry said on Wednesday its air defence units destroyed 82 Ukrainian drones overnight: 40 "
        "over the Belgorod region, 12 over Bryansk region and one over the Moscow region.",
        {
            "RU": {"attacker": "UA", "drone.intercepted": 82, "kind": "wave"},
            "RU-BEL": {"drone.intercepted": 40, "kind": "interception"},
            "RU-BRY": {"drone.intercepted": 12},
            "RU-MOS": {"drone.intercepted": 1},
        },
    ),
    (
        "Large attack",
        "Russia attacked Ukraine with 503 drones and 45 missiles in one of the largest attacks of the war, of which "
        "406 drones and nine missiles were shot down, the air force said. At least six people died across the country.",
        {"UA": {"drone.launched": 503, "missile.launched": 45, "drone.intercepted": 406, "killed": 6}},
    ),
    (
        "Toll climbs in Ternopil",
        "The death toll from a Russian missile strike on an apartment building in Ternopil has risen from 14 to 19, "
        "rescuers said on Wednesday. Three of them were children.",
        {"UA-61": {"killed": 19, "children_killed": 3, "targets": {"residential"}, "weapons": {"missile"}}},
    ),
    (
        "Toll",
        "The number of people killed in Tuesday's strike on Dnipro increased to 5, and 30 more were injured, including "
        "5 children.",
        {"UA-12": {"killed": 5, "injured": 30, "children_injured": 5, "date": "2025-03-11"}},
    ),
    (
        "Fire at refinery",
        "A Ukrainian drone attack caused a fire at an oil refinery in the city of Saratov overnight, the governor "
        "said. There were no casualties, he added on Telegram.",
        {"RU-SAR": {"attacker": "UA", "killed": 0, "injured": 0, "targets": {"oil_gas"}, "weapons": {"drone"}}},
    ),
    (
        "Kherson: two dead",
        "Over the past day Russian troops shelled 28 settlements of Kherson region, the governor wrote. Two people "
        "were killed and 11 wounded, including a child.",
        {"UA-65": {"killed": 2, "injured": 11, "children_injured": 1, "weapons": {"artillery"}}},
    ),
    (
        "Kherson morning",
        "Two people were killed and five others, including a 10-year-old girl, were wounded in Russian attacks on the "
        "Kherson region over the past day.",
        {"UA-65": {"killed": 2, "injured": 5, "children_injured": 1}},
    ),
    (
        "Energy facility hit",
        "Russian drones struck an energy facility in the Chernihiv region on Tuesday evening, leaving 1,625 households "
        "without power, the regional company reported.",
        {"UA-74": {"date": "2025-03-11", "targets": {"energy"}, "outage.electricity": (1625, "households")}},
    ),
    (
        "Port hit",
        "Overnight, Russia attacked Odesa region with drones. Port infrastructure was damaged. No one was hurt, the "
        "head of the region said.",
        {"UA-51": {"injured": 0, "targets": {"port"}, "weapons": {"drone"}}},
    ),
    (
        "Guided bombs",
        "Russian forces dropped five guided aerial bombs on Zaporizhzhia on 11 March, killing at least two people and "
        "wounding six.",
        {"UA-23": {"bomb.launched": 5, "killed": 2, "injured": 6, "date": "2025-03-11"}},
    ),
    (
        "Village car hit",
        "One civilian was killed and three others were injured when a Ukrainian FPV drone attacked a car in the "
        "village of Shebekino, the Belgorod region governor said.",
        {"RU-BEL": {"attacker": "UA", "killed": 1, "injured": 3}},
    ),
    (
        "Hotel struck",
        "Four people were killed and 31 were injured after an Iskander-M missile struck a hotel in Kryvyi Rih late on "
        "Tuesday. Among the injured are three children.",
        {"UA-12": {"killed": 4, "injured": 31, "children_injured": 3, "date": "2025-03-11"}},
    ),
    (
        "Shelling of Donetsk",
        "Ukrainian forces shelled the city of Donetsk with Grad rockets on Tuesday, killing three people, the "
        "Russian-installed mayor said.",
        {"UA-14": {"attacker": "UA", "killed": 3, "date": "2025-03-11"}},
    ),
    (
        "Two regions, two weapons",
        "A Russian glide bomb killed three people in Kostiantynivka, Donetsk region, while a drone strike wounded four "
        "in Nikopol, Dnipropetrovsk region, officials said on Wednesday.",
        {
            "UA-14": {"killed": 3, "weapons": {"bomb"}},
            "UA-12": {"injured": 4, "weapons": {"drone"}},
        },
    ),
    (
        "Eleven dead",
        "Russian strikes left 11 civilians dead: eight in Donetsk region, two in Zaporizhzhia "
        "region and one in Kharkiv "
        "region.",
        {"UA-14": {"killed": 8}, "UA-23": {"killed": 2}, "UA-63": {"killed": 1}},
    ),
    (
        "Power cuts",
        "Half of Kyiv was left without electricity after Tuesday's Russian missile attack, and about 500,000 consumers "
        "were cut off in Odesa region.",
        {
            "UA-30": {"outage.electricity": (0.5, "share")},
            "UA-51": {"outage.electricity": (500000, "customers")},
        },
    ),
    (
        "No heat",
        "After the overnight attack, 335,000 residents of Kyiv remain without electricity and 1,100 buildings have no "
        "heating, the mayor said.",
        {"UA-30": {"outage.electricity": (335000, "people"), "outage.heating": (1100, "buildings")}},
    ),
    (
        "Two women hurt",
        "During the day, the enemy hit Nikopol district with FPV drones and artillery. A 67-year-old man was killed. "
        "Two women, 45 and 51, were wounded.",
        {"UA-12": {"killed": 1, "injured": 2, "weapons": {"drone", "artillery"}, "attacker": "RU"}},
    ),
    (
        "Ship crew",
        "A drone attack on Novorossiysk overnight damaged an oil depot, the regional headquarters said. Three crew "
        "members of a civilian ship were injured.",
        {"RU-KDA": {"injured": 3, "weapons": {"drone"}}},
    ),
    (
        "Denied",
        "Russia denied striking the hospital in Kharkiv, where Ukrainian officials say a missile killed four people on "
        "Monday.",
        {"UA-63": {"killed": 4, "date": "2025-03-10"}},
    ),
    (
        "Search ends",
        "Rescuers have completed search operations in Kyiv's Darnytskyi district. The final death toll is 28, and 134 "
        "people were injured in the 10 March missile strike.",
        {"UA-30": {"killed": 28, "injured": 134, "date": "2025-03-10"}},
    ),
    (
        "Missile hits market, six dead",
        "A Russian missile hit a crowded market on Tuesday, killing six people. The strike took place in "
        "Kostiantynivka, a town in Donetsk region.",
        {"UA-14": {"killed": 6, "date": "2025-03-11", "targets": {"commercial"}}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "expected"), ITEMS, ids=[title for title, _, _ in ITEMS])
def test_items(reader: Reader, title: str, text: str, expected: dict[str, dict[str, Any]]) -> None:
    mentions = reader.read([article(text, title)])[0].mentions
    assert {mention.region for mention in mentions if not mention.background} == set(expected)
    for mention in mentions:
        said = flat(mention)
        assert {name: said.get(name) for name in expected[mention.region]} == expected[mention.region]


@pytest.mark.parametrize(
    "text",
    [
        "Officials warned that Russia could launch a massive missile strike on Kyiv in the coming days.",
        "Ukrainian troops repelled 48 attacks near Pokrovsk over the past day, the General Staff said.",
        "The union adopted sanctions on Iranian drone makers after attacks on Ukrainian cities this year.",
        "The president said Ukraine would receive 25 Patriot systems to protect Kyiv, Kharkiv and Odesa from missiles.",
        "Residents of Bucha marked three years since the town was liberated.",
        "Since February 2022 Russian troops have fired more than 1,100 missiles at targets across Ukraine.",
        "Drone makers in Kharkiv were hit by new tariffs on Monday.",
        "Zelensky will travel from Kyiv to Brussels on Thursday to ask for air defence against Russian missiles.",
    ],
)
def test_what_is_no_strike(reader: Reader, text: str) -> None:
    assert [mention for mention in reader.read([article(text)])[0].mentions if not mention.background] == []


def test_evidence_is_the_characters_that_say_it(reader: Reader) -> None:
    for title, text, _ in ITEMS:
        for mention in reader.read([article(text, title)])[0].mentions:
            assert mention.evidence
            for evidence in mention.evidence:
                source = text if evidence.source == "text" else title
                assert source[evidence.start : evidence.end] == evidence.text


def test_ids_survive_a_correction(reader: Reader) -> None:
    first, second = reader.read(
        [
            article("A Russian missile hit Lviv on Tuesday, killing three people."),
            article("A Russian missile hit Lviv on Tuesday, killing four people. A school was damaged."),
        ]
    )
    assert [mention.mention_id for mention in first.mentions] == [mention.mention_id for mention in second.mentions]
    assert first.digest != second.digest


def test_the_same_article_reads_the_same(reader: Reader) -> None:
    articles = [article(text, title, key=f"item-{number}") for number, (title, text, _) in enumerate(ITEMS)]
    together = reader.read(articles)
    alone = [reader.read([one])[0] for one in articles]
    assert together == alone


def test_an_old_strike_is_background(reader: Reader) -> None:
    mentions = reader.read(
        [article("A Russian missile hit the station in Kramatorsk on 20 February, killing 12 people.")]
    )
    assert [(mention.region, mention.background) for mention in mentions[0].mentions] == [("UA-14", True)]


JUNK = st.text(alphabet=st.sampled_from("Kyiv missile killed 12 \u202e\u0000\n\t.«»İ“drone"), max_size=400)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=JUNK)
def test_any_text_is_read(reader: Reader, text: str) -> None:
    for mention in reader.read([article(text, "Russian missile hits Kyiv")])[0].mentions:
        assert all(text[e.start : e.end] == e.text for e in mention.evidence if e.source == "text")


@pytest.mark.parametrize(
    "text",
    ["x" * 5_000_000, "missile Kyiv " * 400_000, "killed 12 " * 500_000, "\u202e\u0000" * 2_000_000, "1," * 2_000_000],
    ids=["no spaces", "words", "numbers", "control", "digits"],
)
@pytest.mark.timeout(60)
def test_junk_ends_in_bounded_time(reader: Reader, text: str) -> None:
    assert len(reader.read([article(text, "Russian missile hits Kyiv")])) == 1
