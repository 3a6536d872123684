"""The few words that an event gets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shell.demo.samples import sources
from tests.steps.strike_events import claimed, strike
from worker.records.event import ClaimedQuantity, EventOutage, EventWeapon
from worker.records.mention import Place
from worker.shell.demo import words


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (claimed(4), "4 killed"),
        (claimed(4, 1), "4 killed (claims 1–4)"),
        (ClaimedQuantity(value=1200, qualifier="at_least", claims=[]), "≥1,200 killed"),
        (ClaimedQuantity(value=0, qualifier="exact", claims=[]), "0 killed"),
    ],
)
def test_a_quantity(said: ClaimedQuantity, told: str) -> None:
    assert words.quantity(said, "killed") == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "Kharkiv"),
        ({"place": Place(name="Chuhuiv", precision="settlement")}, "Chuhuiv, Kharkiv"),
        ({"place": Place(name="Kharkiv region", precision="region")}, "Kharkiv"),
        ({"region": "UA", "kind": "wave"}, "Ukraine (wave)"),
        ({"region": "XX-1"}, "XX-1"),
        ({"region": "UA-30"}, "Kyiv"),
        ({"region": "UA-32"}, "Kyiv Oblast"),
    ],
)
def test_where(changes: dict[str, Any], told: str) -> None:
    assert words.where(strike(**changes)) == told


@pytest.mark.parametrize(
    ("precision", "told"), [("day", "10 Oct"), ("night", "night to 10 Oct"), ("about", "about 10 Oct")]
)
def test_when(precision: str, told: str) -> None:
    assert words.when(strike(date_precision=precision)) == told


def test_what_names_weapons_targets_and_losses() -> None:
    event = strike(
        weapons=[EventWeapon(type="cruise_missile", model="Kalibr", launched=claimed(8), intercepted=claimed(6))],
        targets=["oil_gas"],
        killed=2,
        outages=[
            EventOutage(
                service="electricity", count=ClaimedQuantity(value=0.8, qualifier="exact", claims=[]), unit="share"
            )
        ],
    )
    assert words.what(event) == (
        "cruise missile Kalibr: 8 launched, 6 shot down · oil/gas · 2 killed, 80% without electricity"
    )


def test_reports_count_articles_and_outlets_come_once() -> None:
    event = strike(sources=[*sources(3), *sources(3)], independent_sources=2)
    assert words.reports(event) == "3 reports, 2 independent"
    assert len(words.outlets(event)) == 3
    assert words.some(words.outlets(event), 1) == "Halden Post +2"
