"""Weapons by their names, spellings and acts; what only sounds like one; what defends or is delivered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.steps.extract import lexicon, weapons
from worker.steps.extract.spans import WeaponSpan


def only(text: str) -> WeaponSpan:
    found = weapons.find(text)
    assert len(found) == 1, [text[span.start : span.end] for span in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "type_", "model"),
    [
        ("kamikaze drones", "drone", None),
        ("UAVs", "drone", None),
        ("unmanned aerial vehicle", "drone", None),
        ("loitering munitions", "drone", None),
        ("FPV drone", "drone", None),
        ("sea drones", "drone", None),
        ("Shahed-136 drones", "drone", "Shahed-136"),
        ("Shahed 136", "drone", "Shahed-136"),
        ("Geran-2", "drone", "Geran-2"),
        ("Lancet", "drone", "Lancet"),
        ("missiles", "missile", None),
        ("S-300 missiles", "missile", "S-300"),
        ("S-300 anti-aircraft guided missiles", "missile", "S-300"),
        ("Kh-59 guided missile", "cruise_missile", "Kh-59"),
        ("X-31 missiles", "missile", "Kh-31"),
        ("Onyx missile", "missile", "Oniks"),
        ("cruise missiles", "cruise_missile", None),
        ("Kalibr", "cruise_missile", "Kalibr"),
        ('"Kalibr" cruise missiles', "cruise_missile", "Kalibr"),
        ("Caliber missiles", "cruise_missile", "Kalibr"),
        ("Kh-101", "cruise_missile", "Kh-101"),
        ("Х-101 missiles", "cruise_missile", "Kh-101"),
        ("X-22 cruise missile", "cruise_missile", "Kh-22"),
        ("Kh-101/Kh-555 missiles", "cruise_missile", "Kh-101/Kh-555"),
        ("Iskander-K", "cruise_missile", "Iskander-K"),
        ("Storm Shadow missiles", "cruise_missile", "Storm Shadow"),
        ("ballistic missile", "ballistic_missile", None),
        ("Iskander-M ballistic missiles", "ballistic_missile", "Iskander-M"),
        ("Tochka-U missile", "ballistic_missile", "Tochka-U"),
        ("Kinzhal", "ballistic_missile", "Kinzhal"),
        ("Dagger missiles", "ballistic_missile", "Kinzhal"),
        ("ATACMS", "ballistic_missile", "ATACMS"),
        ("rockets", "rocket", None),
        ("multiple rocket launchers", "rocket", None),
        ("MLRS", "rocket", None),
        ("HIMARS rockets", "rocket", "HIMARS"),
        ("Grad MLRS", "rocket", "Grad"),
        ("Smerch", "rocket", "Smerch"),
        ("Hurricane MLRS", "rocket", "Uragan"),
        ("Tornado-S rockets", "rocket", "Tornado-S"),
        ('"Tornado" MLRS', "rocket", "Tornado"),
        ("“Dagger” missiles", "ballistic_missile", "Kinzhal"),
        ("shelling", "artillery", None),
        ("artillery shelling", "artillery", None),
        ("mortar fire", "artillery", None),
        ("152-mm shells", "artillery", None),
        ("projectiles", "unknown", None),
        ("howitzers", "artillery", None),
        ("M777 howitzers", "artillery", "M777"),
        ("guided aerial bombs", "bomb", None),
        ("glide bombs", "bomb", None),
        ("KABs", "bomb", "KAB"),
        ("FAB-500 bomb", "bomb", "FAB"),
        ("cluster munitions", "bomb", None),
        ("air strike", "unknown", None),
        ("airstrikes", "unknown", None),
        ("air-raid", "unknown", None),
    ],
)
def test_a_weapon(text: str, type_: str, model: str | None) -> None:
    sentence = f"The yard was hit by {text} at noon."
    span = only(sentence)
    assert (span.type, span.model, span.defence) == (type_, model, False)
    assert sentence[span.start : span.end].lstrip('"') == text.lstrip('"')


@pytest.mark.parametrize("text", ["Troops shelled the town.", "TROOPS SHELLED THE TOWN", "Guns bombarded the ridge"])
def test_acts_that_name_their_weapon(text: str) -> None:
    assert only(text).type == "artillery"


@pytest.mark.parametrize(
    "text",
    ["a grad student", "a tornado tore off roofs", "air raid sirens wailed", "the bomb shelter", "a car bomb",
     "anti-drone nets",
     "drone makers face tariffs", "a shell company", "rocket science", "prices skyrocketed", "Nutshell", "a patriot",
     "they report on the seashells"],
)  # fmt: skip
def test_what_only_sounds_like_one(text: str) -> None:
    assert weapons.find(text) == []


@pytest.mark.parametrize(
    "text",
    ["NASAMS", "an IRIS-T unit", "a Patriot battery", "air defence systems", "air-defense missiles",
     "an anti-aircraft missile",
     "an S-300 air defence system", "two S-400 launchers", "a package of HIMARS rockets",
     "deliveries of cruise missiles",
     "they will send drones", "allies pledged long-range missiles"],
)  # fmt: skip
def test_defence_and_deliveries(text: str) -> None:
    assert only(f"It spoke of {text} again.").defence


def test_a_delivered_weapon_that_struck_is_a_weapon() -> None:
    assert not only("Rockets supplied by allies hit the depot.").defence
    assert not weapons.find("They asked for nothing. A missile hit the depot.")[0].defence


def test_several_side_by_side_stay_apart() -> None:
    text = "A rocket and artillery attack, then Kalibr and Iskander missiles with Shahed drones."
    assert [(text[s.start : s.end], s.type) for s in weapons.find(text)] == [
        ("rocket", "rocket"),
        ("artillery attack", "artillery"),
        ("Kalibr", "cruise_missile"),
        ("Iskander missiles", "ballistic_missile"),
        ("Shahed drones", "drone"),
    ]


def test_odd_spaces_and_dashes() -> None:
    text = "Three Kh\u2011101 cruise\u00a0 missiles, a dro\u00adne."
    assert [text[s.start : s.end] for s in weapons.find(text)] == ["Kh\u2011101 cruise\u00a0 missiles", "dro\u00adne"]


def test_every_weapon_triggers_the_gate() -> None:
    words = set(lexicon.triggers())
    assert {"missile", "drones", "shelling", "air strike", "explosions", "struck", "kalibr", "blast"} <= words
    assert all(word == word.lower().strip() for word in words)


_PIECES = st.sampled_from(
    [
        "Kalibr",
        "S-300",
        "cruise",
        "missile",
        "s",
        "air",
        "strike",
        "shelled",
        '"',
        "“",
        "-",
        "package",
        "of",
        "send",
        "HIMARS",
        "İ",
        "\xad",
        "\n",
        ".",
        "ß",
        "K",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map(" ".join), st.lists(_PIECES, max_size=30).map("".join)))
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    last = 0
    for span in weapons.find(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end
