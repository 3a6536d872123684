"""Weapons counted in a sentence, and what became of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from worker.steps.extract import numbers, times, weapons
from worker.steps.extract.counts import Counts
from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.masking import mask
from worker.steps.extract.places import Places

L, N, H = "launched", "intercepted", "hits"
Expected = dict[tuple[str, str | None], int | list[int]]

SENTENCES: list[tuple[str, Expected]] = [
    ("Russia launched 31 Shahed-type attack drones from Kursk overnight.", {(L, "drone"): 31}),
    ("Air defences shot down 23 of them over Odesa, Mykolaiv and Kirovohrad oblasts.", {(N, None): 23}),
    ("Impacts of 28 strike drones were recorded at 10 locations.", {(H, "drone"): 28}),
    ("Direct hits by 28 drones were recorded at 10 locations.", {(H, "drone"): 28}),
    ("Hits of 5 missiles and 21 drones were recorded at 14 locations.", {(H, "missile"): 5, (H, "drone"): 21}),
    ("Two Iskander-M missiles launched from Crimea hit the district.", {(H, "ballistic_missile"): 2}),
    ("Russia fired 91 missiles and 97 drones, of which 79 missiles and 35 drones were brought down, the"
     " air force said.",
     {(L, "missile"): 91, (L, "drone"): 97, (N, "missile"): 79, (N, "drone"): 35}),
    ("Of these, 73 were downed over Bryansk region, 39 over Belgorod region, 24 over Kursk region and 10"
     " over Oryol region.",
     {(N, None): [73, 39, 24, 10]}),
    ("Three Neptune-MD guided missiles were also destroyed over the Black Sea.", {(N, "missile"): 3}),
    ("Ukraine fired five US-supplied ATACMS missiles; four were shot down and the fifth exploded in mid-air.",
     {(L, "ballistic_missile"): 5, (N, None): 4}),
    ("The strike involved 242 drones and 36 missiles, the air force said.", {(L, "drone"): 242, (L, "missile"): 36}),
    ("It was a combined strike with 242 drones and 36 missiles.", {(L, "drone"): 242, (L, "missile"): 36}),
    ("Hours later, about 70 cruise missiles were fired at Ukraine and 51 of them were shot down, along"
     " with five Lancet drones.",
     {(L, "cruise_missile"): 70, (N, None): 51, (N, "drone"): 5}),
    ("Sixteen S-300 missiles had been fired, the governor said, and four of them struck the car market.",
     {(L, "missile"): 16, (H, None): 4}),
    ("Five cruise missiles – two of which were shot down – were used on the port.",
     {(L, "cruise_missile"): 5, (N, None): 2}),
    ("Eight missiles struck the dam.", {(H, "missile"): 8}),
    ("A total of 41 missiles and 35 Shahed drones were destroyed.", {(N, "missile"): 41, (N, "drone"): 35}),
    ("Ukraine's air force said it had shot down 13 out of 18 cruise missiles.",
     {(N, "cruise_missile"): 13, (L, "cruise_missile"): 18}),
    ("Of the 18 cruise missiles fired, 13 were shot down.", {(L, "cruise_missile"): 18, (N, None): 13}),
    ("Out of 84 missiles launched, 43 were intercepted.", {(L, "missile"): 84, (N, None): 43}),
    ("All 15 drones were shot down.", {(N, "drone"): 15}),
    ("Air defence shot down all nine Shaheds over the region.", {(N, "drone"): 9}),
    ("Two Kh-59 guided missiles and six Shaheds were downed.", {(N, "cruise_missile"): 2, (N, "drone"): 6}),
    ("Sixty-two enemy drones were downed, and 38 others did not reach their targets due to jamming.",
     {(N, "drone"): 62}),
    ("The Russians carried out 5 missile strikes and 24 air strikes, and fired 60 rockets from MLRS.",
     {(H, "missile"): 5, (H, "unknown"): 24, (L, "rocket"): 60}),
    ("Russian forces dropped 8 guided bombs on the town.", {(L, "bomb"): 8}),
    ("The invaders attacked Kharkiv with three glide bombs.", {(L, "bomb"): 3}),
    ("Kharkiv was hit by 12 drones in two hours.", {(H, "drone"): 12}),
    ("Five S-300 rockets struck the city at night.", {(H, "missile"): 5}),
    ("Four explosions were heard in the centre.", {(H, "unknown"): 4}),
    ("The town was shelled 27 times during the day.", {(H, "unknown"): 27}),
    ("More than 60 missiles were launched, some 40 of which were intercepted, the army said.",
     {(L, "missile"): 60, (N, None): 40}),
    ("The ministry said 85 drones had been shot down overnight.", {(N, "drone"): 85}),
    ("Air defence units destroyed 121 UAVs: 37 over Bryansk region, 20 over Ryazan region and 15 over Kursk region.",
     {(N, "drone"): 121, (N, None): [37, 20, 15]}),
    ("Forty-four drones were destroyed over Rostov region, 12 over Crimea and one over Voronezh region.",
     {(N, "drone"): 44, (N, None): [12, 1]}),
    ("Ukrainian defenders shot down 76 of 96 aerial targets.", {(N, "unknown"): 76, (L, "unknown"): 96}),
    ("In total, the enemy used 267 attack drones and three Iskander missiles. 138 drones were shot down"
     " and 119 were lost from radar.",
     {(L, "drone"): 267, (L, "ballistic_missile"): 3, (N, "drone"): 138}),
    ("Four of the six missiles were shot down.", {(N, "missile"): 4, (L, "missile"): 6}),
    ("Two rockets fell in a field and a third hit a warehouse.", {(H, "rocket"): 2}),
    ("Six HIMARS rockets hit a building in Makiivka, two of them were intercepted.", {(H, "rocket"): 6, (N, None): 2}),
    ("The attack used at least 14 Kinzhal ballistic missiles.", {(L, "ballistic_missile"): 14}),
    ("Up to 35 missiles were launched from the Caspian Sea.", {(L, "missile"): 35}),
    ("Air raid: 17 Tu-95 bombers took off and fired 50 missiles.", {(L, "missile"): 50}),
    ("Between 10 p.m. and 3 a.m., 60 Shaheds entered the city's airspace; the defenders shot down 58.",
     {(L, "drone"): 60, (N, None): 58}),
    ("A swarm of 84 drones and four Iskanders attacked the capital.", {(L, "drone"): 84, (L, "ballistic_missile"): 4}),
    ("The ministry reported 74 drones downed over six regions.", {(N, "drone"): 74}),
    ("Heating is back in 520 of 900 buildings hit by the attack.", {}),
    ("Shells fell 90 times an hour, and the smoke was three times worse than before.", {}),
    ("Two direct hits on the depot were confirmed.", {(H, "unknown"): 2}),
    ("The air force reported 123 drones and more than 40 missiles overnight.", {(L, "drone"): 123, (L, "missile"): 40}),
]  # fmt: skip


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(Gazetteer())


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_sentences(places: Places, sentence: str, expected: Expected) -> None:
    counted, armed = numbers.find(sentence), weapons.find(sentence)
    masked = mask(sentence, places.find(sentence), times.find(sentence, date(2025, 3, 12)), counted, armed)
    counted = [number for number in counted if masked[number.start] in "\ue000\ue001"]
    found: dict[Any, list[float]] = {}
    for fact in Counts().find(sentence, masked, counted, armed):
        found.setdefault((fact.field, fact.weapon), []).append(fact.quantity.value)
    assert found == {key: value if isinstance(value, list) else [value] for key, value in expected.items()}
