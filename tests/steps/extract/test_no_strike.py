"""What looks like a strike and is none, and tolls that are news of one; all text is invented."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from worker.records.mention import Mention
from worker.steps.extract.gate import Gate

Told = Callable[..., list[Mention]]
FEATURE = (
    "The bakery on the square opens at six. Its owner learned the trade from her aunt. Bread is cheaper here than "
    "in the capital. Customers come by bicycle. The oven is forty years old. Flour arrives once a month. Nobody speaks "
    "of leaving. The radio plays old songs. A cat sleeps by the door. Children draw on the pavement. "
)


@pytest.mark.parametrize(
    "text",
    [
        "A car bomb killed an official in Melitopol on Tuesday, the police said.",
        "A journalist was assassinated in Moscow on Tuesday when a bomb planted in her car exploded.",
        "An explosion at a powder factory in Perm on Tuesday killed two workers.",
        "A truck exploded on the Crimean Bridge on Tuesday, and part of the bridge that leads to Krasnodar collapsed.",
        "The envoy stood in front of ruins in Borodianka left by shelling.",
        "The volunteers spoke of the amount of bombing that they had lived through in Mariupol.",
        "It was a detonation, the adviser told a reporter in an interview at the president's office in Kyiv.",
        "The army shells the plant to pin the blame on Kyiv, officials said on Tuesday.",
        "Sirens alert residents of Lviv to the danger of air strikes.",
        "The army uses 5,000 artillery rounds a day in Ukraine.",
        "Russia has seized towns in the Kherson region and continues to launch missile strikes.",
        "Izium has been shelled relentlessly for over two months.",
        "Russia is stockpiling missiles for a strike on Kyiv.",
        "The law concerns those who support the aggression, in particular missile strikes on Ukrainian cities.",
        "Police raided clubs in Kyiv on Tuesday; forty establishments were targeted in the raids.",
        "The minister blasted Moscow for its stance at talks in Kyiv on Tuesday.",
        "The president fired prosecutors in Kyiv on Tuesday.",
        "Crews in Belgorod rehearsed simulated launches of Iskander missiles on Tuesday.",
        "Imagine drones attacking Kharkiv, the lecturer told his students on Tuesday.",
        "The air-raid alert in Sumy region was lifted on Tuesday.",
        "Drone footage of Kharkiv taken on Tuesday shows the new park.",
        "Ground forces launched an assault on Kupiansk on Tuesday.",
        "Izium came under Russian control on Tuesday.",
        "Moscow was hit by heavy rain on Tuesday, and a lightning strike burned a barn.",
        "The agency launched 5 rockets with satellites from Russia for Ukraine on Tuesday.",
        "Weavers mend nets in Lviv on Tuesday, March 11, 2025, as Russia's attack on Ukraine continues.",
        "Relatives mourn a sergeant killed by shelling in Ovruch, Ukraine, Tuesday, March 11, 2025.",
        "The premier inspects buildings that missiles damaged in Kharkiv, Ukraine, March 11, 2025.",
        "Two gunmen opened fire at a school in Kazan on Tuesday, killing nine pupils.",
        "The premier toured the war-hit Mykolaiv region on Tuesday.",
        "A captain died when his vehicle was hit by an anti-tank missile near Lyman on Tuesday.",
        "A helicopter was shot down near Lyman on Tuesday.",
        "An explosion wrecked a jeep in Donetsk on Tuesday.",
        "The army said on Tuesday that it had repulsed Russian assaults on Bakhmut and Soledar.",
    ],
)
def test_no_weapon_flew(told: Told, text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "aside",
    [
        "Kyiv and Kharkiv have seen intense shelling.",
        "Relentless bombardment of Kharkiv wears people down.",
        "Russian forces continue to bombard Kharkiv.",
        "A missile hit the market in Kharkiv in late January.",
        "Villages in areas under attack, such as Kharkiv, have no bakeries.",
        "She grew up in Kharkiv, and fled its constant shelling.",
        "Artillery fire recently hit a bakery in Kharkiv.",
        "The shelling that has become a habit in Kharkiv leaves dust on every loaf.",
        "The bombed-out suburb of Irpin has two bakeries.",
        "In the first weeks of it, rockets hit three bakeries in Kharkiv.",
        "He trained in Kharkiv, in a hall that missiles had struck.",
        "She still speaks of the recent rocket strikes on Kharkiv.",
        "Intense shelling in Kharkiv has forced bakers to leave.",
        "People in Kharkiv have slept in cellars to escape the nightly blasts.",
        "A cousin wounded by shells in Kharkiv bakes there too.",
        "The flour comes by way of Kharkiv, a city battered by missiles.",
    ],
)
def test_an_aside_without_a_date_is_no_news(told: Told, aside: str) -> None:
    assert told(FEATURE + aside, "A bakery and its people") == []


def test_the_sum_of_a_war_is_no_attack_s_toll(told: Told) -> None:
    text = (
        "Missiles struck several cities across Ukraine on Tuesday. Over 2,150 civilians have lost their lives since "
        "the war began, the office said."
    )
    [wave] = told(text)
    assert wave.kind == "wave" and wave.casualties.killed is None


def test_one_town_that_both_sides_are_named_for_is_one_attack(told: Told) -> None:
    text = (
        "A Russian missile hit the station in Kramatorsk on Tuesday, killing nine people. Moscow said that a Ukrainian "
        "missile had struck Kramatorsk on Tuesday."
    )
    [strike] = told(text)
    assert strike.casualties.killed is not None and strike.casualties.killed.value == 9


def test_the_president_s_words_on_the_same_dead_are_no_wave(told: Told) -> None:
    text = (
        "A missile hit a market in Chernihiv on Tuesday, killing 17 people, the governor said. The president said in "
        "his address that 17 people had died and that the country's rescuers were at work."
    )
    assert [mention.region for mention in told(text)] == ["UA-74"]


@pytest.mark.parametrize(
    ("title", "text", "region", "killed", "injured"),
    [
        (
            "Kharkiv",
            "A fifth body was recovered from the rubble in Saltivka, rescuers said.",
            "UA-63",
            None,
            None,
        ),
        ("", "The number of wounded in Belgorod has risen to five, the governor said.", "RU-BEL", None, 5),
        (
            "",
            "Two more victims of Tuesday's missile strike on Kharkiv died, bringing the death toll to nine.",
            "UA-63",
            9,
            None,
        ),
    ],
)
def test_a_toll_is_news_of_its_attack(
    told: Told, title: str, text: str, region: str, killed: int | None, injured: int | None
) -> None:
    [strike] = told(text, title)
    assert strike.region == region
    assert (strike.casualties.killed.value if strike.casualties.killed else None) == killed
    assert (strike.casualties.injured.value if strike.casualties.injured else None) == injured


def test_a_sum_and_the_part_of_a_region(told: Told) -> None:
    text = "Air defences destroyed 33 Ukrainian drones overnight, the ministry said, including 12 over Voronezh region."
    downed = {mention.region: mention.weapons[0].intercepted for mention in told(text)}
    assert {region: number.value for region, number in downed.items() if number} == {"RU": 33, "RU-VOR": 12}


def test_a_headline_alone_counts_the_cut_off(told: Told) -> None:
    [strike] = told("", "Drone attack on Kryvyi Rih leaves 8,000 without power")
    [outage] = strike.outages
    assert outage.count is not None and (outage.service, outage.count.value) == ("electricity", 8000)


def test_kamensk_is_the_one_within_reach(told: Told) -> None:
    [strike] = told("A Ukrainian drone hit a plant in Kamensk on Tuesday, the governor of Rostov region said.")
    assert strike.region == "RU-ROS"


def test_the_date_of_another_clause_is_not_the_attack_s(told: Told) -> None:
    text = (
        "Missiles hit Kyiv early Wednesday, the mayor said. He thought that the strike on Kyiv early Wednesday was a "
        "message to those leaders who had met on Monday."
    )
    assert [mention.date for mention in told(text)] == ["2025-03-12"]


def test_what_flies_or_drives_is_not_what_was_hit(told: Told) -> None:
    text = "Russian bombers fired missiles on Tuesday and hit a bakery in Sumy; tanks shelled a mill in the city."
    [strike] = told(text)
    assert "military" not in strike.targets and "industry" in strike.targets


def test_a_ship_that_was_hit_is_a_target(told: Told) -> None:
    [strike] = told("A missile hit a warship at anchor in Sevastopol on Tuesday, the governor said.")
    assert strike.targets == ["military"]


def test_the_dead_of_a_massacre_are_no_strike_s(told: Told) -> None:
    text = (
        "A missile hit a mill in Sumy on Tuesday, the governor said. In Bucha, the mayor added, 300 people were killed "
        "by Russian troops; most were executed."
    )
    assert [mention.region for mention in told(text)] == ["UA-59"]


def test_an_envoy_is_not_the_village_of_that_name(told: Told) -> None:
    text = "Serhii Kyslytsia, Ukraine's ambassador, said that drones had struck power plants on Tuesday."
    assert [mention.place for mention in told(text) if mention.place] == []


def test_a_report_of_what_happened_is_told(told: Told) -> None:
    aside = "Reports of missiles being shot down by air defences came from Kharkiv."
    assert [mention.region for mention in told(FEATURE + aside, "A rocket hits a bakery in Odesa")] == [
        "UA-51",
        "UA-63",
    ]


def test_a_place_of_reference_is_not_struck(told: Told) -> None:
    text = (
        "On Tuesday a missile from a bomber flying over Kursk region hit a mill in Poltava. The mill, which is nearby "
        "the city of Kharkiv by train, burned down."
    )
    assert [mention.region for mention in told(text)] == ["UA-53"]


EVALUATION = os.environ.get("EVAL_DIR")


@pytest.mark.skipif(EVALUATION is None, reason="EVAL_DIR names no evaluation folder")
def test_the_gate_passes_every_article_with_a_strike() -> None:
    folder = Path(EVALUATION or "")
    articles = [msgspec.json.decode(line) for line in (folder / "articles.jsonl").read_bytes().splitlines() if line]
    gold = [msgspec.json.decode(line) for line in (folder / "gold.jsonl").read_bytes().splitlines() if line]
    struck = {record["id"] for record in gold if record["strikes"]}
    gate = Gate()
    missed = [
        article["id"]
        for article in articles
        if article["id"] in struck and not gate.passes(article.get("title") or "", article.get("text") or "")
    ]
    assert missed == []
