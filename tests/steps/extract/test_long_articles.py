"""What a long article says in passing, and what it tells; all text is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from worker.records.mention import Mention

Told = Callable[..., list[Mention]]
MARKET = (
    "The market in the old town is busy. Traders sell honey and felt boots. A choir sings near the fountain. Prices "
    "have doubled since autumn. The mayor hopes for tourists. A tram passes hourly. Pigeons sleep on the clock tower. "
)
"""Seven sentences of something else."""


@pytest.mark.parametrize(
    "text",
    [
        "The prime minister spoke by telephone with Kyiv on Tuesday, a Downing Street aide said.",
        "An intercepted call in Kharkiv on Tuesday revealed the soldiers' mood.",
        "Passengers waited out a missile alarm in Kyiv on Tuesday.",
        "Senior Russian deputy blasts Defense Ministry over losses in Ukraine",
        "Ukraine's president accused Moscow of terror on Tuesday after the indiscriminate bombing of Kharkiv.",
        "Physicists warned of a new Chernobyl on Tuesday after shells hit a plant.",
        "More than 310 missiles have hit Kharkiv since the war began three weeks ago.",
    ],
)
def test_no_strike(told: Told, text: str) -> None:
    assert [mention.region for mention in told(text + " " + MARKET)] == []


def test_festival_is_not_where_it_is_named(told: Told) -> None:
    text = "The Odesa International Film Festival said that shelling in Irpin killed an actor on Tuesday. "
    assert [mention.region for mention in told(text + MARKET)] == ["UA-32"]


def test_capital_is_the_one_named_beside_it(told: Told) -> None:
    text = "Ministers condemned Moscow. Explosions were heard on Tuesday in the capital, Kyiv. "
    assert [mention.region for mention in told(text + MARKET)] == ["UA-30"]


def test_capital_beside_another_city_is_a_city(told: Told) -> None:
    text = "Both Kyiv and Chernihiv suffered air strikes on Tuesday. "
    assert [mention.region for mention in told(text + MARKET)] == ["UA-30", "UA-74"]


def test_targets_of_a_country_are_no_side(told: Told) -> None:
    text = "Russia has launched more than 80 missiles at Ukrainian targets on Tuesday, officials said. "
    [wave] = told(text + MARKET)
    assert (wave.region, wave.attacker) == ("UA", "RU")


def test_killed_on_a_day_by_a_missile(told: Told) -> None:
    text = MARKET + "In Zhytomyr, three bakers were killed on Tuesday by a cruise missile. "
    [mention] = told(text + MARKET)
    assert (mention.region, mention.date) == ("UA-18", "2025-03-11")


def test_accusation_has_its_own_date(told: Told) -> None:
    text = "The bishop condemned a rocket attack on Kharkiv on Monday which killed six choristers. "
    [mention] = told(text + MARKET)
    assert mention.date == "2025-03-10"


def test_text_goes_on_behind_a_caption(told: Told) -> None:
    text = (
        "Missiles struck a depot in Lviv on Tuesday. Firefighters work after shelling in Kherson, Ukraine, Monday, "
        "March 10, 2025. Four people were killed. "
    )
    lviv, kherson = told(text + MARKET)
    assert lviv.casualties.killed and lviv.casualties.killed.value == 4
    assert kherson.casualties.killed is None


@pytest.mark.parametrize(
    "behind",
    [
        "At least 64 people have been killed in the fighting, a human rights office said. ",
        "More than 720 people were killed and 200 are missing. ",
        MARKET + MARKET + "Five people were injured. ",
    ],
)
def test_toll_of_something_else(told: Told, behind: str) -> None:
    [mention] = told("A missile hit a school in Lviv on Tuesday. " + behind + MARKET)
    assert mention.casualties.killed is None
    assert mention.casualties.injured is None


@pytest.mark.parametrize(
    "text",
    [
        "A single shell in Irpin on the outskirts of Kyiv on Tuesday killed two cyclists. ",
        "A missile hit a depot on Tuesday in the Kyiv suburb of Irpin. ",
        "A mortar attack on Tuesday in the town of Irpin, near Kyiv, killed two people. ",
    ],
)
def test_town_beside_a_city(told: Told, text: str) -> None:
    assert [mention.region for mention in told(text + MARKET)] == ["UA-32"]


def test_undated_toll_late_in_news(told: Told) -> None:
    text = (
        "The ministers of five countries met in Vienna on Tuesday. "
        + MARKET
        + "Further on in Kharkiv region, two nurses were killed in a missile attack on a clinic in Kupiansk. "
    )
    [mention] = told(text + MARKET)
    assert (mention.region, mention.date) == ("UA-63", "2025-03-12")


@pytest.mark.parametrize(
    "head",
    [
        MARKET,
        "The photographer left home a year ago. " + MARKET,
    ],
)
def test_undated_toll_late_in_a_story(told: Told, head: str) -> None:
    assert told(head + "A doctor was killed in a missile attack on a hospital in Kupiansk. " + MARKET) == []


@pytest.mark.parametrize(
    "text",
    [
        "The attack on Chernihiv, they suggested, had only been a distraction. ",
        "A day before the attack, the editor, who lives in Chernihiv, received a call. ",
        "A committee was set up over the strikes on Chernihiv. ",
    ],
)
def test_attack_named_but_not_told(told: Told, text: str) -> None:
    head = "A missile hit a school in Lviv on Tuesday. "
    assert [mention.region for mention in told(head + MARKET + text + MARKET)] == ["UA-46"]


@pytest.mark.parametrize(
    "text",
    [
        "Explosions were also heard in Chernihiv. ",
        "A strike hit Chernihiv. ",
        "Rocket strikes were reported in Chernihiv. ",
        "Troops are shelling Chernihiv. ",
    ],
)
def test_attack_told_without_a_date(told: Told, text: str) -> None:
    head = "A missile hit a school in Lviv on Tuesday. "
    assert [mention.region for mention in told(head + MARKET + text + MARKET)] == ["UA-46", "UA-74"]


def test_city_behind_the_one_that_says_where(told: Told) -> None:
    text = "To the east of Lutsk, Rivne was also attacked on Tuesday, with one person killed by shelling. "
    assert [mention.region for mention in told(text + MARKET)] == ["UA-56"]


def test_toll_of_a_place_told_just_before(told: Told) -> None:
    text = (
        "The minister promised new weapons. As they were announced, a missile hit rail lines in the Lviv region. "
        "Five people were wounded in Tuesday's strike, the railway said. "
    )
    [mention] = told(MARKET + text + MARKET)
    assert (mention.region, mention.date) == ("UA-46", "2025-03-11")
    assert mention.casualties.injured and mention.casualties.injured.value == 5


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers fire howitzers during exercises in Rostov region on Tuesday. ",
        "Residents were taken to the town of Svatove after an attack on Tuesday. ",
        "Sanctions have hit the Russian trader, who was seen in Kyiv on Tuesday. ",
        "The ministry's pages were hit by a large cyberattack in Kyiv on Tuesday. ",
        "Either Russia stops missile strikes in the west of Ukraine, the general said on Tuesday, or it pays. ",
        "The senator's attack on his rival over Ukraine drew laughter on Tuesday. ",
    ],
)
def test_no_strike_either(told: Told, text: str) -> None:
    assert [mention.region for mention in told(text + MARKET)] == []


def test_weapons_of_a_whole_war(told: Told) -> None:
    text = (
        "Missiles struck cities across Ukraine on Tuesday. In total, Moscow has now launched more than 900 missiles. "
    )
    [wave] = told(text + MARKET)
    assert [weapon.launched for weapon in wave.weapons] == [None]


def test_country_that_was_hit_is_not_the_attacker(told: Told) -> None:
    text = (
        "Ukraine has been hit again by missile strikes, clerks in the ministry counting that Russia fired some 44 "
        "missiles at targets in Ukraine on Tuesday. "
    )
    [wave] = told(text + MARKET)
    assert (wave.region, wave.attacker) == ("UA", "RU")


def test_capital_named_by_its_region(told: Told) -> None:
    text = "Talks in Moscow failed. Missiles struck the Kyiv region on Monday, and then the capital on Tuesday. "
    assert "RU-MOW" not in [mention.region for mention in told(text + MARKET)]


def test_text_does_not_go_on_from_a_caption(told: Told) -> None:
    text = (
        "Firefighters work at a house after shelling in Kherson, Ukraine, Monday, March 3, 2025. "
        "The minister regretted the failure of the talks, in which he said four people had been killed. "
    )
    [mention] = told(MARKET + text + MARKET)
    assert mention.casualties.killed is None


@pytest.mark.parametrize(
    "text",
    [
        "A soldier opens the door of a captured rocket launcher on the outskirts of Chernihiv on Tuesday. ",
        "Observers of the war spoke at a news conference beside the Polish president in Warsaw on Tuesday of attacks. ",
        "The army in Moscow said that missiles had been launched on Tuesday, which the analyst doubted. ",
        "The press office shot down a report that two volunteers were killed in Marinka. ",
    ],
)
def test_place_in_passing(told: Told, text: str) -> None:
    head = "A missile hit a school in Lviv on Tuesday. "
    assert {mention.region for mention in told(head + MARKET + text + MARKET) if mention.kind != "wave"} == {"UA-46"}


def test_accident_without_any_attack(told: Told) -> None:
    text = (
        "Crews took part in a rescue operation after a fire in a coal mine in Kemerovo region on Tuesday. "
        "Forty-four miners have been hospitalized with injuries. "
    )
    assert told(MARKET + text + MARKET) == []


def test_toll_of_the_country(told: Told) -> None:
    text = "A missile hit a school in Lviv on Tuesday. At least 14 children have been among the dead in Ukraine. "
    [mention] = told(text + MARKET)
    assert mention.casualties.killed is None


def test_district_beside_a_suburb(told: Told) -> None:
    text = "Tuesday's artillery strikes hit the Sviatoshynskyi district of Kyiv, adjacent to the suburb of Irpin. "
    assert [mention.region for mention in told(text + MARKET)] == ["UA-30"]


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Shelling in Lviv on Tuesday left streets reminiscent of Mariupol. ", {"UA-46"}),
        (
            "Troops surrounded the port city of Mariupol on Tuesday as heavy strikes continued to target Kharkiv. ",
            {"UA-63"},
        ),
        ("Both depots burn. ___ Smoke rises after shelling in Lviv, Ukraine, Tuesday, March 11, 2025. ", {"UA-46"}),
    ],
)
def test_where_it_struck(told: Told, text: str, regions: set[str]) -> None:
    assert {mention.region for mention in told(text + MARKET)} == regions


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Five farmers were hurt on Tuesday when gunners fired rockets at the border Kharkiv region. ", {"UA-63"}),
        ("Missiles hit villages of the Luhansk region on Tuesday on the border with the Donetsk region. ", {"UA-09"}),
        ("A demonstrator was held in Moscow on Tuesday after Russia's attack on Ukraine. ", set()),
        ("Guns fired on Tuesday at Lutsk from beyond the Kakhovka water reservoir. ", {"UA-07"}),
    ],
)
def test_border_regions_and_namesakes(told: Told, text: str, regions: set[str]) -> None:
    assert {mention.region for mention in told(text + MARKET)} == regions


def test_depot_operated_by_a_side_was_not_attacked_by_it(told: Told) -> None:
    [mention] = told("Blasts took place at a depot operated by the Russian military in Dzhankoi on Tuesday. " + MARKET)
    assert mention.attacker != "RU"


def test_nearly_killed_is_alive(told: Told) -> None:
    [mention] = told("A missile hit Lviv on Tuesday. One man was nearly killed when glass fell. " + MARKET)
    assert mention.casualties.killed is None


def test_toll_not_given_is_no_zero(told: Told) -> None:
    [mention] = told("Shells fell on Mariupol on Tuesday. No exact casualty toll was provided. " + MARKET)
    assert mention.casualties.killed is None


def test_day_of_the_explosions_reported(told: Told) -> None:
    text = "A newspaper also reported explosions Monday at a base in Dzhankoi. "
    [mention] = told(MARKET + "Ministers met on Wednesday. " + text + MARKET)
    assert mention.date == "2025-03-10"


@pytest.mark.parametrize(
    "text",
    [
        "Canada has sent 12 HIMARS units to Ukraine, its envoy said on Tuesday. ",
        "Ukraine struck the cruiser with two Neptune missiles on Tuesday, the navy said. ",
    ],
)
def test_no_wave(told: Told, text: str) -> None:
    assert [mention for mention in told(text + MARKET) if mention.kind == "wave"] == []


def test_far_from_a_border_is_no_side(told: Told) -> None:
    text = "Russia fired missiles at a base in Yavoriv, less than 15 miles from Ukraine's border, on Tuesday. "
    [mention] = told(text + MARKET)
    assert (mention.region, mention.attacker) == ("UA-46", "RU")


def test_day_of_the_bridge_is_not_that_of_the_strikes(told: Told) -> None:
    text = (
        "On Tuesday ministers met. Russia launched missile strikes across Ukraine in response to the March 8 attack on "
        "the Crimean Bridge. "
    )
    [wave] = told(text + MARKET)
    assert wave.date != "2025-03-08"


@pytest.mark.parametrize(("word", "date"), [("overnight", "2025-03-10"), ("yesterday", "2025-03-09")])
def test_caption_counts_from_its_own_date(told: Told, word: str, date: str) -> None:
    text = f"Neighbours sweep glass after a missile strike {word} in Sloviansk, Ukraine, Monday, March 10, 2025. "
    [mention] = told("Canada will send more launchers. " + text + MARKET)
    assert mention.date == date


def test_day_with_dead_is_not_the_day_without(told: Told) -> None:
    text = "Shells hit a mall in Donetsk, nobody was killed or injured, officials said on Wednesday. On Tuesday, "
    mentions = told(text + "Ukrainian artillery shelled blocks of flats in Donetsk, killing three civilians. " + MARKET)
    assert [mention.casualties.killed and mention.casualties.killed.value for mention in mentions] == [0, 3]


def test_day_of_the_search_is_not_that_of_the_strike(told: Told) -> None:
    text = "Rescuers raced on Tuesday to find survivors of a missile strike that killed 19 people in Izium on Sunday. "
    [mention] = told(text + MARKET)
    assert mention.date == "2025-03-09"


def test_strike_before_has_no_part_in_this_one(told: Told) -> None:
    text = "Missiles hit a mall in Kremenchuk on Tuesday. The army had previously attacked a refinery in the city. "
    [mention] = told(text + MARKET)
    assert mention.targets == ["commercial"]


@pytest.mark.parametrize(
    "text",
    [
        "The senator on Russia's bombardment of Ukraine: a crime",
        "Is he only bombarding Ukrainian cities with missiles? ",
    ],
)
def test_opinions_on_the_war(told: Told, text: str) -> None:
    assert told(f"{text} {MARKET}") == []


def test_fighter_shot_down_is_no_strike(told: Told) -> None:
    assert told("Gunners shot down a Sukhoi fighter jet near Izium on Monday, the squadron said. " + MARKET) == []


@pytest.mark.parametrize(
    "later",
    [
        "A girl of nine died under mortar fire there earlier in the day.",
        "Gunners had fired on the mill earlier in the day.",
    ],
)
def test_known_day_is_not_made_vague(told: Told, later: str) -> None:
    text = f"Rockets hit a sawmill on Wednesday and killed six. The strike was on Kupiansk, a rail town. {later} "
    [mention] = told(text + MARKET)
    assert (mention.date, mention.date_precision) == ("2025-03-12", "day")


def test_strike_elsewhere_is_of_the_day_on_which_it_was_told_of(told: Told) -> None:
    text = (
        "Two bombs fell on a street in Chuhuiv on Sunday and killed nine. Searchers found the last of them at dawn. "
        "A drone set a clinic in Shostka ablaze and hurt three, doctors there said on Tuesday. "
    )
    dated = {mention.region: (mention.date, mention.date_precision) for mention in told(text + MARKET)}
    assert dated == {"UA-63": ("2025-03-09", "day"), "UA-59": ("2025-03-11", "about")}
