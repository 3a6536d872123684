"""Names of places: found whole, resolved to the right region, told from governments, rivers and clubs."""

from __future__ import annotations

import pytest

from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.places import Places


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(Gazetteer())


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("Shells fell on Nikopol overnight.", "Nikopol", "UA-12"),
        ("A drone hit the Kyiv region.", "Kyiv region", "UA-32"),
        ("A drone hit Kyiv.", "Kyiv", "UA-30"),
        ("Rockets landed in Kiev Oblast.", "Kiev Oblast", "UA-32"),
        ("Rockets landed in Zaporizhzhia.", "Zaporizhzhia", "UA-23"),
        ("Rockets landed in Krivoy Rog.", "Krivoy Rog", "UA-12"),
        ("MISSILES HIT KHARKIV", "KHARKIV", "UA-63"),
        ("Blasts in Kharkivska oblast.", "Kharkivska oblast", "UA-63"),
        ("Blasts in the Synelnykove district.", "Synelnykove district", "UA-12"),
        ("Shelling of Belgorod region continued.", "Belgorod region", "RU-BEL"),
        ("It fell on Przewodów, near the border.", "Przewodów", "PL-06"),
    ],
)
def test_finds_the_place_and_its_region(places: Places, text: str, name: str, region: str) -> None:
    assert [(s.name, s.region) for s in places.find(text)] == [(name, region)]
