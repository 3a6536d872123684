"""Services that a sentence says were lost, and for how many."""

from __future__ import annotations

from datetime import date

import pytest

from worker.steps.extract import numbers, targets, times, weapons
from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.masking import mask
from worker.steps.extract.outages import Outages
from worker.steps.extract.places import Places

E, W, T, G, M, R = "electricity", "water", "heating", "gas", "telecom", "transport"
Expected = dict[str, float | list[float] | None]

SENTENCES: list[tuple[str, Expected]] = [
    ("Some 40,000 people had no water either.", {W: 40000}),
    ("120,000 residents of the city have no heating.", {T: 120000}),
    ("A total of 5,635 apartment buildings in the capital were left without heating.", {T: 5635}),
    ("Nearly half of the capital's apartment blocks, some 6,000, lost heating.", {T: 0.5}),
    ("In Lviv Oblast 523,000 subscribers were without electricity.", {E: 523000}),
    ("Another 280,000 customers lost power in Rivne Oblast and 215,000 in Volyn.", {E: [280000, 215000]}),
    ("About 10 million Ukrainians were without power on Thursday evening.", {E: 10000000}),
    ("More than 4.5 million people are experiencing power cuts, the president said.", {E: 4500000}),
    ("Emergency power cuts were introduced in five oblasts.", {E: None}),
    ("Emergency shutdowns were introduced in Kyiv, Dnipro and Odesa.", {E: None}),
    ("80% of Kyiv residents were left without water.", {W: 0.8}),
    ("Eighty per cent of the city had no water and 350,000 homes had no power.", {W: 0.8, E: 350000}),
    ("The whole of Lviv is without electricity.", {E: None}),
    ("Half of Odesa was left without light.", {E: 0.5}),
    ("The strike knocked out power and water in parts of the city.", {E: None, W: None}),
    ("Power was cut to 12 settlements of the Nikopol district.", {E: 12}),
    ("20 towns and villages are without electricity.", {E: 20}),
    ("Some 1.5 million people in Odesa region lost electricity after the drone attack.", {E: 1500000}),
    ("As many as 600,000 households were cut off.", {E: 600000}),
    ("The attack left 45,000 customers without gas.", {G: 45000}),
    ("Over 70,000 subscribers remain disconnected from the grid.", {E: 70000}),
    ("Trains were delayed after a substation was hit.", {}),
    ("Metro services in Kharkiv were suspended.", {R: None}),
    ("The Kyiv metro stopped running and trolleybuses were halted.", {R: None}),
    ("Electric transport does not run in the city.", {R: None}),
    ("Mobile and internet connections failed in the region.", {M: None}),
    ("There are interruptions in water and heat supply.", {W: None, T: None}),
    ("Blackouts hit Kharkiv, Sumy and Poltava.", {E: None}),
    ("The city was plunged into darkness.", {E: None}),
    ("The mayor said the city was completely de-energised.", {E: None}),
    ("Three boiler houses stopped and 600 houses were left without heat.", {T: 600}),
    ("Power lines were damaged; 1,200 consumers are without light.", {E: 1200}),
    ("Russia may strike again and leave millions without power.", {}),
    ("Ukrenergo warned of possible outages.", {}),
    ("Two thirds of the region has no electricity.", {E: 2/3}),
    ("As of the morning 30,000 residents of the town were without power and 9,000 without heating.",
     {E: 30000, T: 9000}),
    ("Electricity and water supplies were disrupted across Zhytomyr.", {E: None, W: None}),
    ("Power cuts affected 420 settlements.", {E: 420}),
    ("All of the region's 800,000 consumers lost power.", {E: 800000}),
    ("Nine hundred buildings lost hot water.", {T: 900}),
    ("The district is without power, gas and water.", {E: None, G: None, W: None}),
    ("Scheduled outages will apply from 5 p.m.", {}),
    ("300,000 people without electricity, the governor said.", {E: 300000}),
    ("Several districts of Kryvyi Rih were left without water after the dam was hit.", {W: None}),
    ("Officials said 112,000 homes were still in the dark.", {E: 112000}),
]  # fmt: skip


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(Gazetteer())


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_sentences(places: Places, sentence: str, expected: Expected) -> None:
    counted = numbers.find(sentence)
    timed, armed = times.find(sentence, date(2025, 3, 12)), weapons.find(sentence)
    masked = mask(sentence, places.find(sentence), timed, counted, armed)
    counted = [number for number in counted if masked[number.start] in "\ue000\ue001"]
    found: dict[str, list[float | None]] = {}
    for fact in Outages().find(masked, counted, targets.services(sentence)):
        found.setdefault(fact.service, []).append(fact.quantity.value if fact.quantity else None)
    assert found == {key: value if isinstance(value, list) else [value] for key, value in expected.items()}
