"""Items, invented, in which a figure stands far from its place: the region's, another's, or the whole country's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from worker.records.article import Article
from worker.steps.extract.reader import Reader

THURSDAY = datetime(2025, 3, 13, tzinfo=UTC)
Expected = dict[str, dict[str, float]]

ITEMS: list[tuple[str, str, Expected]] = [
    ("A night's total after towns",
     "Missiles hit power stations in western Ukraine on Thursday. In Lviv region 52,000 subscribers lost power, and "
     "28,000 in Volyn. Russia fired 91 missiles and 97 drones, of which 79 missiles and 35 drones were brought down, "
     "the air force said.",
     {"UA": {"missile.launched": 91, "drone.launched": 97, "missile.intercepted": 79, "drone.intercepted": 35},
      "UA-46": {"electricity": 52000}, "UA-07": {"electricity": 28000}}),
    ("A region's air defence",
     "Russian drones attacked the harbour of Izmail in Odesa region overnight. Air defences destroyed 11 Shaheds over "
     "the region, the command in the south said.",
     {"UA-51": {"drone.intercepted": 11}}),
    ("A sum over regions",
     "A Ukrainian drone set a tank on fire in Tuapse early on Thursday. The ministry in Moscow said 85 drones were "
     "shot down over the Krasnodar, Bryansk and Rostov regions overnight.",
     {"RU": {"drone.intercepted": 85}, "RU-KDA": {}, "RU-BRY": {}, "RU-ROS": {}}),
    ("A sum and its regions",
     "Russian air defences destroyed 174 Ukrainian drones overnight, the ministry in Moscow said on Thursday. Of "
     "these, 73 were downed over Bryansk region, 39 over Belgorod region and 24 over Kursk region.",
     {"RU": {"drone.intercepted": 174}, "RU-BRY": {"drone.intercepted": 73}, "RU-BEL": {"drone.intercepted": 39},
      "RU-KRS": {"drone.intercepted": 24}}),
    ("A plant named after another town",
     "Eight missiles struck the Dnipro hydroelectric station in Zaporizhzhia on Thursday, the grid operator said.",
     {"UA-23": {"missile.hits": 8}}),
    ("A part of a greater strike",
     "Russia used a ballistic missile against Lviv region overnight as part of a combined strike with 242 drones and "
     "36 missiles, Ukraine's air force said on Thursday.",
     {"UA-46": {}, "UA": {"drone.launched": 242, "missile.launched": 36}}),
    ("Fired at a town that the other side holds",
     "Five people were killed when missile debris rained on a beach in Sevastopol on Wednesday, the Russian-installed "
     "governor said. The ministry in Moscow said Ukraine had fired five missiles; four were shot down.",
     {"UA-40": {"killed": 5, "missile.launched": 5, "missile.intercepted": 4}}),
    ("A night's total beside a town",
     "Russia launched 810 drones and 13 missiles overnight, and a government building in Kyiv was hit, officials said "
     "on Thursday. A woman and her two-month-old baby were killed in the Darnytskyi district.",
     {"UA": {"drone.launched": 810, "missile.launched": 13}, "UA-30": {"killed": 2}}),
    ("Pairs of numbers",
     "Russia fired 465 drones and 32 missiles at Ukraine overnight, of which 405 and 15 were downed, the air force "
     "said on Thursday.",
     {"UA": {"drone.launched": 465, "missile.launched": 32, "drone.intercepted": 405, "missile.intercepted": 15}}),
    ("A toll across the country",
     "Missiles hit a hospital in Kyiv on Thursday, 33 people were killed across Ukraine. In Kyiv, where 22 died, "
     "rescuers worked through the day.",
     {"UA": {"killed": 33}, "UA-30": {"killed": 22}}),
    ("A date by which something was mended",
     "Missiles set a power plant in Kharkiv on fire on Tuesday. Power was restored to 80% of the region by Wednesday "
     "morning. Eleven cruise missiles had been launched, the air force said.",
     {"UA-63": {"cruise_missile.launched": 11}}),
    ("A caption between the sentences",
     "A missile hit a depot near Lviv on Thursday, the governor said. Smoke rises after strikes in Lviv, Ukraine, "
     "March 3, 2025. Nobody asked for medical help, and six people were injured by glass.",
     {"UA-46": {"injured": 6}}),
    ("The city of the sentence before",
     "Russian forces shelled Mariupol on Wednesday. A truce in the northern city of Sumy seemed to hold. Twenty people "
     "were killed in a strike on the city on Wednesday evening, officials said.",
     {"UA-14": {}, "UA-59": {"killed": 20}}),
    ("The other side's doing",
     "The southern city of Mykolaiv was shelled on Thursday, with one person injured. Ukraine's military said it had "
     "struck a depot, killing 30 soldiers.",
     {"UA-48": {"injured": 1}}),
    ("Fires, with a weapon",
     "Enemy fires 12 missiles at Zaporizhzhia on Thursday, one person killed.",
     {"UA-23": {"missile.launched": 12, "killed": 1}}),
    ("A toll far below",
     "An air strike hit a shopping centre in Kremenchuk on Thursday. The mall is the largest of the town. It has three "
     "floors. Its owner is abroad. Buses stopped. The president spoke in the evening. At least 58 people were injured, "
     "according to the emergency service. Later a rocket was shot down over Lutsk.",
     {"UA-53": {"injured": 58}, "UA-07": {"rocket.intercepted": 1}}),
    ("Fired at the country",
     "At least one person was killed in Kyiv on Thursday when Russia fired more than 20 cruise missiles at Ukraine.",
     {"UA-30": {"killed": 1}, "UA": {"cruise_missile.launched": 20}}),
    ("Another, elsewhere",
     "Three people were killed when a missile hit a house in Kryvyi Rih on Thursday and another died in shelling in "
     "Kherson, officials said.",
     {"UA-12": {"killed": 3}, "UA-65": {"killed": 1}}),
    ("The air force in the capital",
     "A missile hit a depot in Lviv on Thursday. Russia launched 70 missiles; 51 were shot down, the air force "
     "in Kyiv said.",
     {"UA-46": {}, "UA": {"missile.launched": 70, "missile.intercepted": 51}}),
    ("Left without power",
     "Missiles struck Kharkiv on Thursday. More than 200,000 consumers were left without power in Poltava region.",
     {"UA-63": {}, "UA-53": {"electricity": 200000}}),
    ("The capital named last",
     "Missiles hit a power station in Kyiv on Thursday, and two people were killed in Kyiv region, police said. Water "
     "supply stopped for 40,000 residents of the capital, the mayor said.",
     {"UA-30": {"water": 40000}, "UA-32": {"killed": 2}}),
]  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def figures(reader: Reader, title: str, text: str) -> Expected:
    """Region or country → its figures."""
    item = Article(
        article_id="item", key="item", title=title, text=text, published_at=THURSDAY, published_precision="day",
        revised_at=THURSDAY,
    )  # fmt: skip
    found: Expected = {}
    for mention in reader.read([item])[0].mentions:
        values: dict[str, Any] = found.setdefault(mention.region, {})
        quantities = {f"{w.type}.{name}": getattr(w, name) for w in mention.weapons for name in
                      ("launched", "intercepted", "hits")}  # fmt: skip
        quantities |= {name: getattr(mention.casualties, name) for name in ("killed", "injured")}
        quantities |= {outage.service: outage.count for outage in mention.outages}
        values |= {name: quantity.value for name, quantity in quantities.items() if quantity is not None}
    return found


@pytest.mark.parametrize(("title", "text", "expected"), ITEMS, ids=[title for title, _, _ in ITEMS])
def test_items(reader: Reader, title: str, text: str, expected: Expected) -> None:
    assert figures(reader, title, text) == expected
