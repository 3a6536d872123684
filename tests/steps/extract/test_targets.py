"""Things that are hit, named facilities, services lost, and the register of facilities."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.records.mention import Service, Target
from worker.steps.extract import facilities, lexicon, targets
from worker.steps.extract.spans import TargetSpan


def only(text: str) -> TargetSpan:
    found = targets.find(text)
    assert len(found) == 1, [text[span.start : span.end] for span in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("two substations", "energy"), ("high-voltage power lines", "energy"), ("a thermal power plant", "energy"),
        ("the CHP plant", "energy"), ("energy infrastructure", "energy"), ("an oil depot", "oil_gas"),
        ("a refinery", "oil_gas"), ("a gas pipeline", "oil_gas"), ("a fuel storage tank", "oil_gas"),
        ("a pumping station", "water"), ("the water treatment plant", "water"), ("a boiler house", "heating"),
        ("a heating main", "heating"), ("the railway station", "rail"), ("a locomotive depot", "rail"),
        ("a grain terminal", "port"), ("port infrastructure", "port"), ("a bridge", "transport"), ("the airport",
        "transport"),
        ("a TV tower", "telecom"), ("an apartment block", "residential"), ("a nine-storey building", "residential"),
        ("private houses", "residential"), ("a dormitory", "residential"), ("a shopping mall", "commercial"),
        ("the market", "commercial"), ("a warehouse", "commercial"), ("a maternity hospital", "health"),
        ("a blood centre", "health"), ("a kindergarten", "education"), ("the university", "education"), ("a church",
        "culture"),
        ("the drama theatre", "culture"), ("the city council", "government"), ("an administrative building",
        "government"),
        ("a steel plant", "industry"), ("an industrial enterprise", "industry"), ("an ammunition depot", "military"),
        ("an air base", "military"), ("the barracks", "military"), ("a training ground", "military"),
        ("civilian infrastructure", "other"), ("a playground", "other"),
    ],
)  # fmt: skip
def test_a_kind_of_target(text: str, target: Target) -> None:
    sentence = f"Shells damaged {text} there."
    span = only(sentence)
    assert (span.target, span.facility) == (target, None)
    assert text.endswith(sentence[span.start : span.end])


def test_every_kind_is_covered() -> None:
    assert {item["target"] for item in lexicon.load("targets")["targets"]} == set(get_args(Target))
    assert set(lexicon.load("services")["services"]) == set(get_args(Service))


@pytest.mark.parametrize(
    ("text", "name", "kind", "ref"),
    [
        ("the Trypilska thermal power plant", "Trypilska thermal power plant", "thermal_power_plant", "trypilska-tpp"),
        ("the Kremenchuk oil refinery", "Kremenchuk oil refinery", "oil_refinery", "kremenchuk-refinery"),
        ("the Amstor shopping mall", "Amstor shopping mall", "shopping_centre", "amstor-kremenchuk"),
        ("the “Amstor” mall", "Amstor mall", "shopping_centre", "amstor-kremenchuk"),
        ("Azovstal", "Azovstal", "steel_works", "azovstal"),
        ("the Azovstal steel works", "Azovstal steel works", "steel_works", "azovstal"),
        ("Zaporizhzhia Nuclear Power Plant", "Zaporizhzhia Nuclear Power Plant", "nuclear_power_plant", "znpp"),
        ("the Russian-held Zaporizhzhia nuclear plant", "Zaporizhzhia nuclear plant", "nuclear_power_plant", "znpp"),
        ("the Slavyansk-on-Kuban refinery", "Slavyansk-on-Kuban refinery", "oil_refinery", "slavyansk-refinery"),
        ("the Engels air base", "Engels air base", "air_base", "engels-airbase"),
        ("the port of Odesa", "port of Odesa", "port", "odesa-port"),
        ("the Crimean Bridge", "Crimean Bridge", "bridge", "kerch-bridge"),
        ("the Okhmatdyt Children's Hospital", "Okhmatdyt Children's Hospital", "hospital", "okhmatdyt"),
        ("the Verbova oil depot", "Verbova oil depot", "oil_depot", None),
    ],
)
def test_named_facilities(text: str, name: str, kind: str, ref: str | None) -> None:
    span = only(f"Smoke rose over {text} at noon.")
    assert (span.facility, span.facility_kind) == (name, kind)
    assert facilities.resolve(name, None) == (("resolved", ref) if ref else ("unresolved", None))


@pytest.mark.parametrize(
    "text",
    ["The power plant burned.", "Ukrainian power plants burned.", "a Kharkiv hospital", "Ukraine's refinery",
     "Missiles Hit Power Plant", "Drones Strike Oil Refinery At Night", "an American air base",
     "In Lviv, power plants"],
)  # fmt: skip
def test_descriptions_are_no_names(text: str) -> None:
    assert only(text).facility is None


@pytest.mark.parametrize(
    "text", ["The White House said", "he returned home", "a foreign ministry think-tank", "oil markets"]
)
def test_what_is_not_a_target(text: str) -> None:
    assert targets.find(text) == []


def test_services() -> None:
    text = "Homes had no electricity, water or heating; mobile internet failed, gas ran out and the metro stopped."
    found = [(text[span.start : span.end], span.service) for span in targets.services(text)]
    assert found == [
        ("electricity", "electricity"),
        ("water", "water"),
        ("heating", "heating"),
        ("mobile internet", "telecom"),
        ("gas", "gas"),
        ("metro", "transport"),
    ]


@pytest.mark.parametrize(
    "text", ["a nuclear power plant", "he rose to power", "a gas station", "tear gas", "Black Sea waters"]
)
def test_what_is_not_a_service(text: str) -> None:
    assert targets.services(text) == []


def test_a_name_shared_by_two_needs_its_region() -> None:
    assert facilities.resolve("CHP-5", None) == ("unresolved", None)
    assert facilities.resolve("CHP-5", "UA-63") == ("resolved", "kharkiv-chp-5")
    assert facilities.resolve("the Kremenchuk power plant", "UA-53") == ("resolved", "kremenchuk-chp")
    assert facilities.resolve("the Kremenchuk oil refinery", "UA-14") == ("unresolved", None)


def test_the_register_is_sound() -> None:
    rows = facilities.register()
    assert len({row.ref for row in rows}) == len(rows)
    kinds = {item["facility"] for item in lexicon.load("targets")["targets"] if "facility" in item}
    for row in rows:
        assert row.kind in kinds, row.ref
        assert re.fullmatch(r"(UA|RU)-[A-Z0-9]{2,3}", row.region), row.ref
        assert row.stems or row.alone, row.ref
        assert (row.lat is None) == (row.lon is None), row.ref
        if row.lat is not None and row.lon is not None and row.region.startswith("UA"):
            assert 44 < row.lat < 53 and 22 < row.lon < 41, row.ref


_PIECES = st.sampled_from(
    [
        "Kyiv",
        "Trypilska",
        "thermal",
        "power",
        "plant",
        "port",
        "of",
        "Odesa",
        '"Amstor"',
        "mall",
        "“",
        "”",
        "the",
        "CHP-5",
        ".",
        ",",
        "\n",
        "İ",
        "\xad",
        "water",
        "off",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map(" ".join), st.lists(_PIECES, max_size=30).map("".join)))
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    for found in (targets.find(text), targets.services(text)):
        last = 0
        for span in found:
            assert last <= span.start < span.end <= len(text)
            last = span.end


def test_a_thing_in_another_s_name_is_a_part_of_it() -> None:
    (span,) = targets.find("MALL of CHP")
    assert span.facility == "MALL of CHP"
