"""When an article tells of an attack on a whole country, and when it only names one; all text is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from worker.records.mention import Mention

Told = Callable[..., list[Mention]]


def waves(told: Told, text: str, title: str = "") -> list[Mention]:
    return [mention for mention in told(text, title) if mention.kind == "wave"]


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
def test_a_wave(told: Told, text: str) -> None:
    [wave] = waves(told, text)
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
def test_less_than_a_country(told: Told, text: str) -> None:
    assert waves(told, text) == []


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
def test_the_war_itself_is_no_wave(told: Told, text: str) -> None:
    assert waves(told, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A broker told the court on Tuesday that Russia is using his drones in its raids on Ukrainian towns.",
        "Moscow's artillery is pounding Ukrainian cities, a retired senator told a breakfast show on Tuesday.",
        "Moscow's forces are shelling Ukrainian cities in spite of every appeal made on Tuesday.",
        "Russia has launched some 710 missiles during the invasion. Ukraine buried its dead.",
    ],
)
def test_how_a_war_is_waged_is_no_wave(told: Told, text: str) -> None:
    assert waves(told, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A film fair hit Russia with sanctions of its own on Tuesday.",
        "Norway hit Russia with seven more harsh sanctions on Tuesday, targeting yachts and furs.",
    ],
)
def test_sanctions_are_no_weapons(told: Told, text: str) -> None:
    assert waves(told, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "On Tuesday the marshal said Russia had destroyed nine HIMARS that allies had shipped to Ukraine.",
        "Russia said on Tuesday that it had destroyed nine rocket launchers and three depots in Ukraine.",
    ],
)
def test_what_fires_is_not_shot_down(told: Told, text: str) -> None:
    assert not any(weapon.intercepted for wave in waves(told, text) for weapon in wave.weapons)


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine's air force command said it had shot down seven cruise missiles on Tuesday heading for Rivne.",
        "Russian air defence destroyed seven drones on Tuesday that were approaching Kursk, the ministry said.",
    ],
)
def test_weapons_that_near_one_place_are_no_wave(told: Told, text: str) -> None:
    assert waves(told, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Missiles struck Odesa on Tuesday. The army said the attack involved four missiles, two of which were downed.",
        "On Tuesday a missile hit Kyiv's main television tower and left seven dead, officials said.",
        "Russian missiles hit a Ukrainian military base six miles from the sea on Tuesday, killing nine.",
        "The last line that connects the plant to Ukraine's power grid was cut by shelling on Tuesday.",
        "Across Ukraine, nurseries have been bombed, a charity told reporters on Tuesday.",
    ],
)
def test_one_place_or_any_day_is_no_wave(told: Told, text: str) -> None:
    assert waves(told, text) == []


def test_dead_and_injured_of_a_country(told: Told) -> None:
    text = (
        "Missiles struck cities across Ukraine on Tuesday, Lviv and Odesa among them. Some 17 people died and 52 "
        "were injured across nine regions and in the city of Kyiv."
    )
    [wave] = waves(told, text)
    assert wave.casualties.killed and wave.casualties.killed.value == 17
    assert wave.casualties.injured and wave.casualties.injured.value == 52


def test_dead_of_a_war_beside_a_wave(told: Told) -> None:
    text = "Missiles struck cities across Ukraine on Tuesday. Ten children have died in the fighting in Ukraine."
    [wave] = waves(told, text)
    assert wave.casualties.killed is None
