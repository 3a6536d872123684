"""News of an attack beside a state of things, a picture or a sum, in long articles; all text is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from worker.records.mention import Mention

Told = Callable[..., list[Mention]]
HARVEST = (
    "The harvest is late this year. Farmers wait for diesel. A bank offers loans at nine percent. Storks have left the "
    "chimneys. The bus to the county seat runs twice a week. A teacher collects old maps. The mill was sold in spring. "
)
"""Seven sentences of something else."""
LVIV = "A missile hit a school in Lviv on Tuesday. "


@pytest.mark.parametrize(
    "text",
    [
        "Kharkiv has been left without bread under regular bombardments. ",
        "People in Kharkiv queue for water amid constant Russian shelling. ",
        "Kharkiv and its suburbs have been subjected to continued missile strikes. ",
        "An average of 20 shells hit Kharkiv each day. ",
    ],
)
def test_state_of_a_town(told: Told, text: str) -> None:
    assert [mention.region for mention in told(LVIV + HARVEST + text + HARVEST)] == ["UA-46"]


def test_toll_of_the_most_recent_shelling(told: Told) -> None:
    text = "Shells fell on Nikopol on Tuesday. The most recent shelling wounded three people. "
    [mention] = told(text + HARVEST)
    assert mention.casualties.injured and mention.casualties.injured.value == 3


@pytest.mark.parametrize(
    "text",
    [
        "A gardener looks at a damaged greenhouse in Kharkiv on Sunday. ",
        "A satellite image from Monday showed craters in Kharkiv left by air strikes. ",
        "Photographs taken in Kharkiv on Sunday show burnt trams. ",
    ],
)
def test_day_of_a_picture(told: Told, text: str) -> None:
    head = LVIV + "Kharkiv was shelled on Tuesday too. "
    assert {mention.date for mention in told(head + HARVEST + text + HARVEST)} == {"2025-03-11"}


@pytest.mark.parametrize(
    "text",
    [
        "On Tuesday overnight drones knocked out a substation in Nizhyn. ",
        "On Tuesday a bomb fell on a block of flats in Nizhyn. ",
    ],
)
def test_weapon_that_falls(told: Told, text: str) -> None:
    assert [mention.region for mention in told(text + HARVEST)] == ["UA-74"]


@pytest.mark.parametrize(
    "text",
    [
        "Families across the country were told on Tuesday to be ready in case Russia launched missiles. ",
        "The president is poised for an attack on Ukraine, a paper wrote on Tuesday. ",
        "On Tuesday the union hit Russia with the broadest trade restrictions of its history. ",
        "An improvised bomb went off in Mariupol on Tuesday near a cinema, and the blast broke windows. ",
    ],
)
def test_nothing_struck(told: Told, text: str) -> None:
    assert told(text + HARVEST) == []


@pytest.mark.parametrize(
    "text",
    [
        "State radio in Kharkiv on Tuesday confirmed the death of a colonel. ",
        "The body of a man lies on a pavement in Kharkiv, Ukraine, Sunday, March 9, 2025. ",
    ],
)
def test_death_that_no_attack_is_told_of(told: Told, text: str) -> None:
    assert [mention.region for mention in told(LVIV + HARVEST + text + HARVEST)] == ["UA-46"]


@pytest.mark.parametrize(
    "text",
    [
        "In the Kharkiv region, two people died on Tuesday and five were injured, the president's office said. ",
        "The governor of Kharkiv said two civilians had been killed over the past day. ",
    ],
)
def test_harm_that_those_in_charge_count(told: Told, text: str) -> None:
    assert [mention.region for mention in told(LVIV + HARVEST + text + HARVEST)] == ["UA-46", "UA-63"]


@pytest.mark.parametrize(
    "text",
    [
        "A court in Moscow hit a shop with two fines on Tuesday. ",
        "A stray goat attacked shoppers in Saratov on Tuesday. ",
        "A senator spoke in Warsaw on Tuesday of the attack on the hospital in Kharkiv. ",
        "An editor was attacked with ink in Moscow on Tuesday. ",
    ],
)
def test_attacks_where_life_goes_on(told: Told, text: str) -> None:
    regions = {mention.region for mention in told("Ukraine's war reached its fourth year. " + text + HARVEST)}
    assert regions <= {"UA-63"}


def test_deaths_of_a_country(told: Told) -> None:
    text = (
        "At least 14 deaths were reported on Tuesday after Russia fired a volley of missiles at cities across Ukraine. "
    )
    [wave] = told(text + HARVEST)
    assert wave.casualties.killed and wave.casualties.killed.value == 14


def test_city_of_a_counterattack(told: Told) -> None:
    text = (
        "On Tuesday Ukrainian guns struck back in the occupied southern region of Kherson, hitting a railway bridge. "
    )
    assert {mention.region for mention in told(text + HARVEST)} == {"UA-65"}


@pytest.mark.parametrize(
    "text",
    [
        "The envoy came on Tuesday just days after missiles struck Kharkiv. ",
        "Shelling goes on ahead of Tuesday's parade in Moscow. ",
        "On Tuesday drones came in reprisal for a bridge between the mainland and the Crimean Peninsula. ",
    ],
)
def test_places_of_something_else(told: Told, text: str) -> None:
    assert told(HARVEST + text + HARVEST) == []


def test_sum_of_two_weeks(told: Told) -> None:
    text = (
        "A missile killed six people in Lviv on Tuesday. In less than two weeks, at least 41 nurses have been killed. "
    )
    [mention] = told(text + HARVEST)
    assert mention.casualties.killed and mention.casualties.killed.value == 6


@pytest.mark.parametrize(
    "text",
    [
        "The besieged city is without water or power. ",
        "Those who stayed there have neither light nor hope, and are without water. ",
        "The town has been without electricity for weeks. ",
        "The town has not been cut off from the other towns, he said. ",
    ],
)
def test_what_a_siege_takes(told: Told, text: str) -> None:
    [mention] = told("A missile hit a school in Mariupol on Tuesday. " + text + HARVEST)
    assert mention.outages == []


def test_text_goes_on_behind_a_bracket_left_over(told: Told) -> None:
    text = "Missiles struck Lviv on Tuesday. ) Tanks rolled over the border into the regions of Chernihiv and Kharkiv. "
    assert [mention.region for mention in told(text + HARVEST)] == ["UA-46"]


@pytest.mark.parametrize(
    "text",
    [
        "People across Ukraine saved power on Tuesday after the army tightened its rules following a missile attack. ",
        "Crowds left on Tuesday in scenes repeated across Ukraine, as people fled the shelling. ",
    ],
)
def test_what_went_over_the_country_was_no_attack(told: Told, text: str) -> None:
    assert [mention for mention in told(HARVEST + text + HARVEST) if mention.kind == "wave"] == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nine people were killed overnight in strikes on Kharkiv, officials said Tuesday. ", "2025-03-11"),
        ("A baker spoke on Wednesday in Lviv, which missiles hit a day earlier. ", "2025-03-11"),
    ],
)
def test_day_beside_that_of_the_words(told: Told, text: str, day: str) -> None:
    [mention] = told(HARVEST + text + HARVEST)
    assert mention.date == day


def test_day_nearest_to_the_attack(told: Told) -> None:
    text = "A theatre in Lviv was struck by a missile. A few more emerged today, after the attack on Monday. "
    [mention] = told(text + HARVEST)
    assert mention.date == "2025-03-10"


def test_today_of_somebody_quoted(told: Told) -> None:
    text = (
        'Missiles struck cities across Ukraine on Monday. "The 83 missiles that Russia used today were old," he said. '
    )
    assert {mention.date for mention in told(text + HARVEST)} == {"2025-03-10"}


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("On Tuesday jets flew from Belbek, on the occupied Crimean Peninsula, and bombed Odesa. ", {"UA-51"}),
        ("Artillery strikes hit a house in north Kyiv on Tuesday. ", {"UA-30"}),
        (
            "A missile hit a barn on Tuesday in the village of Komsomolskoye in the south of Donetsk region. ",
            {"UA-14"},
        ),
        (
            "Shells hit Lutsk on Tuesday. The ministry said it had also destroyed a large depot in Poltava region. ",
            {"UA-07", "UA-53"},
        ),
    ],
)
def test_places_of_an_attack(told: Told, text: str, regions: set[str]) -> None:
    assert {mention.region for mention in told(text + HARVEST)} == regions


def test_capital_that_is_mostly_named(told: Told) -> None:
    text = (
        "Missiles struck houses in Kyiv on Tuesday. Streets in Kyiv were dark. Envoys met in Moscow. "
        "Fourteen missiles had been fired at the capital, a deputy said. "
    )
    assert {mention.region for mention in told(text + HARVEST) if mention.kind != "wave"} == {"UA-30"}


@pytest.mark.parametrize(
    "text",
    [
        "Tear gas was fired at a rally in Kherson on Tuesday. ",
        "'Lublin is in Poland.' On Tuesday a missile hit Odesa. ",
        "On Tuesday missiles fired from the skies above Petrikov in Belarus hit Odesa. ",
    ],
)
def test_places_where_nothing_fell(told: Told, text: str) -> None:
    assert {mention.region for mention in told("War goes on. " + text + HARVEST)} <= {"UA-51"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Drones were shot down over the Bryansk region overnight, the governor said. ", "interception"),
        ("Air defence destroyed drones over the Tula region on Tuesday. Nobody was hurt. ", "interception"),
        ("An attack by drones was repelled over Sevastopol on Tuesday. ", "interception"),
        ("Drones were downed over Kursk on Tuesday. Debris fell on a house and wounded a groom. ", "strike"),
        ("A depot burns in Tuapse after drones struck it on Tuesday. Others were shot down. ", "strike"),
        ("Explosions shook Odesa on Tuesday as crews shot down drones. ", "strike"),
    ],
)
def test_what_was_only_shot_down_is_an_interception(told: Told, text: str, kind: str) -> None:
    assert [mention.kind for mention in told(text)] == [kind]
