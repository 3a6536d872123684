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
    text = "Shells fell on Nikopol on Tuesday. Three people were wounded in the most recent shelling. "
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
