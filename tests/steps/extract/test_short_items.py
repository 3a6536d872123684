"""Short items as agencies and channels write them by the hundred; outlets, wording and events are invented."""

from __future__ import annotations

from typing import Any

import pytest

from tests.steps.extract.test_reader import article, flat
from worker.steps.extract.reader import Reader

Expected = dict[str, dict[str, Any]]
"""Region → some of its values, as `flat` names them."""

ITEMS: list[tuple[str, str, Expected]] = [
    (
        "Drones downed over four regions",
        "Air defences destroyed 43 Ukrainian drones last night: 19 over the Bryansk region, 12 over the Kursk region, "
        "seven over the Kaluga region and five over Crimea, Russia's defence ministry reported.",
        {
            "RU": {"drone.intercepted": 43, "attacker": "UA"},
            "RU-BRY": {"drone.intercepted": 19, "kind": "interception"},
            "RU-KRS": {"drone.intercepted": 12},
            "RU-KLU": {"drone.intercepted": 7},
            "UA-43": {"drone.intercepted": 5, "attacker": "UA"},
        },
    ),
    (
        "A sum that three regions share",
        "The enemy sent 34 attack drones overnight. Air defence destroyed 29 UAVs over the Mykolaiv, Odesa and "
        "Kirovohrad regions, the air force said.",
        {
            "UA": {"drone.launched": 34, "drone.intercepted": 29},
            "UA-48": {"kind": "interception"},
            "UA-51": {"kind": "interception"},
            "UA-35": {"kind": "interception"},
        },
    ),
    (
        "Explosions in Khmelnytskyi",
        "Blasts have been heard in Khmelnytskyi during an air raid alert, correspondents report.",
        {"UA-68": {"attacker": "RU", "kind": "strike"}},
    ),
    (
        "Rockets with bomblets",
        "The occupiers fired on Druzhkivka with Smerch multiple rocket launchers loaded with cluster munitions.",
        {"UA-14": {"weapons": {"rocket"}}},
    ),
    (
        "The plant is the refinery",
        "A drone set the Kremenchuk oil refinery on fire. The plant has stopped work.",
        {"UA-53": {"targets": {"oil_gas"}}},
    ),
    (
        "From where they flew",
        "In all, the Russians attacked with 94 Shaheds from the direction of Bryansk, Navlya and Primorsko-Akhtarsk. "
        "The shooting down of 58 enemy UAVs has been confirmed.",
        {"UA": {"drone.launched": 94, "drone.intercepted": 58, "attacker": "RU"}},
    ),
    (
        "Town by town",
        "Nine settlements of the Kharkiv region came under fire during the past day. A person was killed in Borova, "
        "a man of 57 suffered in Kupiansk, and in Vovchansk a woman of 61 was injured.",
        {"UA-63": {"killed": 1, "injured": 2}},
    ),
    (
        "The same town twice",
        "Shelling injured two people in Kupiansk on Tuesday. The two people injured in Kupiansk are in hospital.",
        {"UA-63": {"injured": 2}},
    ),
    (
        "Blasts first, missiles after",
        "Blasts rang out in Mykolaiv on Tuesday, the mayor wrote. Preliminary reports speak of about ten missiles.",
        {"UA-48": {"weapons": {"missile"}, "attacker": "RU", "date": "2025-03-11"}},
    ),
    (
        "The toll as an office counts it",
        "In Chasiv Yar, rescuers have retrieved the body of a woman from under the rubble. The death toll of Monday's "
        "strike now stands at 16, the Donetsk department of the emergency service says.",
        {"UA-14": {"killed": 16, "date": "2025-03-10", "attacker": "RU"}},
    ),
    (
        "Over a month",
        "In February alone the Russians used more than 3,000 guided aerial bombs against Ukraine, the president said.",
        {},
    ),
    (
        "One dead, 12 wounded in Donetsk region",
        "On Monday, Russians killed one resident of the Donetsk region, in Myrnohrad. Another 12 were wounded in "
        "the region over the day, five of them in Pokrovsk.",
        {"UA-14": {"killed": 1, "injured": 12, "date": "2025-03-10"}},
    ),
    (
        "Drones over three regions",
        "Drones attacked substations in the Sumy, Poltava and Kharkiv regions overnight.",
        {
            "UA": {"kind": "wave", "targets": {"energy"}, "weapons": {"drone"}},
            "UA-59": {"kind": "strike"},
            "UA-53": {"kind": "strike"},
            "UA-63": {"kind": "strike"},
        },
    ),
    (
        "Kyiv: 21 dead",
        "The death toll in the capital after Monday's missile strike has risen to 21.",
        {"UA-30": {"killed": 21, "weapons": {"missile"}}},
    ),
    (
        "A house in ruins",
        "Rescuers pulled a boy alive from the ruins of a house in Pavlohrad, which was hit by a drone on Tuesday.",
        {"UA-12": {"targets": {"residential"}}},
    ),
    (
        "A jet shot down",
        "Ukrainian gunners shot down a Russian Su-25 attack aircraft over the Donetsk region on Tuesday.",
        {},
    ),
    (
        "Comments on strikes",
        "Moscow may use the Oreshnik again against centres in Kyiv, its president said, commenting on the strikes.",
        {},
    ),
    (
        "Six drones destroyed",
        "On Tuesday evening air defence units destroyed six Shahed-136 drones in the sky over Dnipropetrovsk region.",
        {"UA-12": {"kind": "interception", "drone.intercepted": 6, "attacker": "RU"}},
    ),
    (
        "Drones on their way",
        "A group of strike UAVs is moving from the Poltava region in the direction of Cherkasy, the air force warned.",
        {},
    ),
    (
        "A mine in a field",
        "A tractor driver died after his vehicle ran over an anti-tank mine near Snihurivka in the Mykolaiv region.",
        {},
    ),
    (
        "The hospital is not where it struck",
        "One more victim of Monday's missile attack on Vinnytsia has died: she succumbed to burns in a Lviv hospital.",
        {"UA-05": {"date": "2025-03-10"}},
    ),
    (
        "One drone shot down",
        "Drones hit an oil depot in Livny, Oryol region. In the Bryansk region, another drone was intercepted.",
        {"RU-ORL": {"targets": {"oil_gas"}}, "RU-BRY": {"drone.intercepted": 1, "kind": "interception"}},
    ),
    (
        "One rocket destroyed a kiosk",
        "A Russian rocket destroyed a kiosk in Odesa on Tuesday.",
        {"UA-51": {"rocket.intercepted": None, "kind": "strike"}},
    ),
    (
        "Light again",
        "The grid has restored power to 6,000 families in Odesa without light since the drone attack of March 10.",
        {"UA-51": {"date": "2025-03-10"}},
    ),
    (
        "Neighbours scramble jets",
        "Jets were scrambled on Tuesday because of another drone attack by Russia on the territory of Ukraine.",
        {"UA": {"kind": "wave", "attacker": "RU"}},
    ),
    (
        "Car shelled, driver dies",
        "A drone hit a car with three civilians in Bilopillia. The driver died on the way to hospital.",
        {"UA-59": {"killed": 1, "targets": set()}},
    ),
    (
        "Strike on cafe in Kramatorsk: search over",
        "The bodies of two more victims were found under the debris of the Kramatorsk cafe which Russia hit with a "
        "missile on March 10. The number of dead thus reached 12.",
        {"UA-14": {"date": "2025-03-10", "killed": 12}},
    ),
    (
        "A pipeline between two towns",
        "The Tolyatti–Odesa ammonia pipeline came under fire near Kupiansk on Tuesday.",
        {"UA-63": {"kind": "strike"}},
    ),
    (
        "Anniversary of the strike on Vinnytsia",
        "Residents of Vinnytsia laid flowers on Monday at the site of the missile strike that killed 29 people.",
        {},
    ),
    (
        "Over the sea",
        "The governor said three air targets were shot down over the sea near Sevastopol on Tuesday.",
        {"UA-40": {"attacker": "UA", "unknown.intercepted": 3}},
    ),
    (
        "Graves of the spring",
        "Over 440 bodies have been exhumed in Izium; most of the dead were killed by shelling in March and April.",
        {},
    ),
    (
        "Facilities in three regions",
        "After an attack by drones, energy facilities in the Lviv, Rivne and Volyn regions have been damaged since "
        "midnight, the ministry said on Wednesday. Rivne has outages affecting 12,300 consumers.",
        {
            "UA": {"kind": "wave", "targets": {"energy"}},
            "UA-46": {"targets": {"energy"}},
            "UA-56": {"outage.electricity": (12300, "customers")},
            "UA-07": {"targets": {"energy"}},
        },
    ),
    (
        "An attack by drones repelled",
        "Air defence repelled an attack by two drones near Naro-Fominsk, the mayor wrote. There is no damage.",
        {"RU-MOS": {"attacker": "UA", "drone.intercepted": 2}},
    ),
    (
        "Detected and destroyed",
        "More than ten UAVs were detected and destroyed in the sky over Voronezh region.",
        {"RU-VOR": {"drone.intercepted": 10, "kind": "interception"}},
    ),
    (
        "Over a day of the calendar",
        "Over March 10, the Russians wounded six civilians in Donetsk region: four in Pokrovsk and two in Toretsk.",
        {"UA-14": {"injured": 6, "date": "2025-03-10"}},
    ),
    (
        "A warehouse of drones",
        "A warehouse of strike drones near Yeysk in Krasnodar region was hit on Tuesday, Ukraine's general staff said.",
        {"RU-KDA": {"targets": {"military"}, "attacker": "UA"}},
    ),
    (
        "Cut off, not hit",
        "After a drone hit a boiler house in Chernihiv, 120 apartment buildings, two hospitals and six schools are "
        "left without heat.",
        {"UA-74": {"targets": {"heating"}, "outage.heating": (120, "buildings")}},
    ),
    (
        "A year of birth",
        "Three people died when a shell hit a bus in Kherson. Six others, among them a girl born in 2010, were hurt.",
        {"UA-65": {"killed": 3, "injured": 6, "children_injured": 1}},
    ),
    (
        "Directions behind a dash",
        "The occupiers attacked Ukraine with 62 Shaheds from two directions - Chauda and the Oryol region.",
        {"UA": {"drone.launched": 62, "attacker": "RU"}},
    ),
    (
        "Most of a sum over one region",
        "Air defence downed 49 drones, most of them over the Poltava region.",
        {"UA": {"drone.intercepted": 49}, "UA-53": {"kind": "interception", "drone.intercepted": None}},
    ),
    (
        "The toll, and then what struck",
        "The number of people killed after part of a nine-storey building caved in in Taganrog has risen to six. The "
        "block was hit by fragments of a Ukrainian Neptune missile on Tuesday. Eleven more were hurt. Ukraine fired "
        "nine missiles at the city that day.",
        {"RU-ROS": {"killed": 6, "injured": 11, "targets": {"residential"}, "missile.launched": 9}},
    ),
    (
        "The dead of a strike whose place comes last",
        "A missile hit a bus stop. Five people were killed. It happened in Nikopol.",
        {"UA-12": {"killed": 5, "weapons": {"missile"}}},
    ),
    (
        "The country named before",
        "Ukraine's president spoke to the nation. Explosions were heard around the country on Tuesday night.",
        {"UA": {"kind": "wave"}},
    ),
    (
        "Sanctions on Russia",
        "The bloc will punish Russia for invading Ukraine while blasts are heard in cities across the country.",
        {"UA": {"kind": "wave"}},
    ),
    (
        "Ukraine hospital shelling: three dead",
        "A woman was hurt in the shelling of a hospital in Ukraine on Tuesday. She lives in Mariupol.",
        {"UA-14": {"attacker": "RU"}},
    ),
    (
        "Each lays it to the other",
        "A rocket hit a prison in Druzhkivka on Tuesday, and Russia and Ukraine accused each other of it.",
        {"UA-14": {"attacker": None, "date": "2025-03-11"}},
    ),
    (
        "Boats sunk",
        "Drones sank two Russian patrol boats near Snake Island on Tuesday, Ukraine's military said.",
        {"UA-51": {"weapons": {"drone"}}},
    ),
    (
        "Fighting in other parts of the country",
        "Missiles struck Ternopil on Tuesday, to which families have fled from the fighting in other parts of Ukraine.",
        {"UA-61": {"weapons": {"missile"}}},
    ),
    (
        "A ship with the name of a town",
        "Pilots struck the landing ship Saratov in the port of Berdiansk with cruise missiles on Tuesday.",
        {"UA-23": {"weapons": {"cruise_missile"}}},
    ),
    (
        "Guns destroyed",
        "Drones hit a depot in Tokmak on Tuesday and destroyed three Russian howitzers.",
        {"UA-23": {"weapons": {"drone"}, "kind": "strike"}},
    ),
    (
        "Covered with rockets",
        "The enemy covered a market in Kostiantynivka with Uragan rockets.",
        {"UA-14": {"weapons": {"rocket"}, "targets": {"commercial"}}},
    ),
    (
        "Missiles downed, and boats",
        "Sevastopol was attacked with eight Storm Shadow missiles. Five missiles and all the boats were destroyed.",
        {"UA-40": {"cruise_missile.launched": 8, "cruise_missile.intercepted": 5}},
    ),
    (
        "A city known by a greater one",
        "A drone was shot down on Tuesday in the vicinity of an airfield in Sevastopol, Crimea's largest city.",
        {"UA-40": {"drone.intercepted": 1, "targets": set()}},
    ),
    (
        "A report's day",
        "The army confirmed a strike on Poltava on Monday. The blast damaged a school, Tuesday's report said.",
        {"UA-53": {"date": "2025-03-10", "targets": {"education"}}},
    ),
    (
        "Soldiers who were struck",
        "Ukrainian soldiers were wounded in a strike on Druzhkivka on Tuesday.",
        {"UA-14": {"attacker": "RU"}},
    ),
    (
        "Fighters against a capital",
        "Volunteers who fight for Kyiv against Moscow were killed in an attack on a base in Kharkiv on Tuesday.",
        {"UA-63": {"attacker": "RU"}},
    ),
    (
        "A weapon that one side alone has",
        "A strike by HIMARS on Tuesday destroyed a barracks in occupied Makiivka.",
        {"UA-14": {"attacker": "UA", "weapons": {"rocket"}}},
    ),
    (
        "Whose shells, both sides dispute",
        "Shells hit a boiler house in Enerhodar on Tuesday. Moscow and Kyiv traded accusations over the attack.",
        {"UA-23": {"attacker": None}},
    ),
    (
        "The weapon named at last",
        "The shelling of Izium on Tuesday killed four people. According to first reports, it was an Iskander.",
        {"UA-63": {"weapons": {"ballistic_missile"}}},
    ),
    (
        "All of them downed",
        "Ukraine fired four Tochka-U missiles at Belgorod on Tuesday, all of which were shot down.",
        {"RU-BEL": {"ballistic_missile.launched": 4, "ballistic_missile.intercepted": 4, "kind": "interception"}},
    ),
    (
        "Projectiles of the weapon named",
        "Russia attacked Vinnytsia with Kalibr missiles on Tuesday. Three projectiles hit an office building.",
        {"UA-05": {"cruise_missile.hits": 3, "weapons": {"cruise_missile"}}},
    ),
    (
        "Means of air attack",
        "Ukraine's air force shot down 41 cruise missiles out of the 122 aerial attack weapons that Russia launched.",
        {"UA": {"cruise_missile.intercepted": 41, "unknown.hits": None}},
    ),
    (
        "Where the report before happened",
        "A Russian bomb hit a school in the east on Tuesday, killing 14 people. The governor of Luhansk region said "
        "that villagers had been hiding there.",
        {"UA-09": {"killed": 14, "targets": {"education"}, "date": "2025-03-11"}},
    ),
    (
        "Apartments without light are not damaged",
        "After a missile attack on Tuesday 210,000 apartments in Odesa are de-energized and 60% of residents are left "
        "without water.",
        {"UA-51": {"outage.electricity": (210000, "households"), "outage.water": (0.6, "share")}},
    ),
    (
        "A country's weapons beside a region's outage",
        "Some 300,000 residents of the Poltava region were without heating after 120 drones targeted Ukraine's energy "
        "system on Tuesday.",
        {"UA": {"drone.launched": 120}, "UA-53": {"outage.heating": (300000, "people")}},
    ),
    (
        "An airfield raided",
        "Warplanes launched precision munitions at an airfield near Myrhorod in Poltava region on Tuesday.",
        {"UA-53": {"targets": {"military"}}},
    ),
    (
        "Any number of storeys",
        "A drone hit a 19-storey building in Odesa on Tuesday.",
        {"UA-51": {"targets": {"residential"}}},
    ),
    (
        "Odesa: 17 dead, among them a 10-year-old girl",
        "As a result of a night attack by missiles on a hotel in Odesa 17 people were killed.",
        {"UA-51": {"killed": 17, "children_killed": 1}},
    ),
    (
        "An enemy ammunition depot destroyed",
        "In temporarily occupied Nova Kakhovka, Ukrainian forces destroyed a depot of the enemy on Tuesday.",
        {"UA-65": {"attacker": "UA", "date": "2025-03-11"}},
    ),
    (
        "Depot destroyed in Zaporizhzhia region",
        "Ukraine's artillery struck targets in occupied Melitopol on Tuesday. As a result, a depot was destroyed in "
        "Berdiansk.",
        {"UA-23": {"attacker": "UA", "weapons": {"artillery"}}},
    ),
    (
        "Aircraft that struck",
        "Two military helicopters struck an oil depot in Belgorod on Tuesday.",
        {"RU-BEL": {"targets": {"oil_gas"}}},
    ),
    (
        "On the left bank",
        "Two strikes hit a power plant on the left bank of Kyiv on Tuesday.",
        {"UA-30": {"targets": {"energy"}}},
    ),
    (
        "Things of one kind all over the country",
        "Russian troops struck five railway stations in central and western Ukraine on Tuesday.",
        {"UA": {"kind": "wave", "targets": {"rail"}}},
    ),
    (
        "Attacked with so many drones",
        "Last night the occupiers attacked Ukraine with 43 Shahed-136/131 drones. Thirty-seven of them were downed.",
        {"UA": {"attacker": "RU", "drone.launched": 43, "drone.intercepted": 37}},
    ),
    (
        "The toll of a station",
        "Nizhyn: The death toll at the railway station rose to 12. Rescuers have ended their search.",
        {"UA-74": {"killed": 12, "attacker": None}},
    ),
    (
        "A missile strikes a mall in central Ukraine",
        "Kremenchuk, Ukraine — Firefighters searched the rubble of a mall on Tuesday, a day after a missile killed at "
        "least 18 people. Separately, Russian forces shelled Kharkiv on Monday, killing five.",
        {
            "UA-53": {"killed": 18, "targets": {"commercial"}, "date": "2025-03-10"},
            "UA-63": {"killed": 5, "weapons": {"artillery"}},
        },
    ),
    (
        "The city named before it",
        "The evacuation of children from Mariupol was halted on Tuesday by shelling of the city.",
        {"UA-14": {"weapons": {"artillery"}, "date": "2025-03-11"}},
    ),
    (
        "Soldiers by the hundred",
        "Russian aircraft struck a camp near Myrhorod on Tuesday. More than 120 militants were killed, it is said.",
        {"UA-53": {"killed": 120}},
    ),
    (
        "Fuel tanks",
        "Drones attacked a fuel depot in Belgorod on Tuesday, setting six tanks on fire.",
        {"RU-BEL": {"targets": {"oil_gas"}}},
    ),
    (
        "Where something was that was struck too",
        "A driver died in Sudzha at a distillery, which was hit by a shell on Tuesday.",
        {"RU-KRS": {"killed": 1, "targets": {"industry"}}},
    ),
    (
        "A town won back",
        "Russia fired 60 missiles at Ukraine on Tuesday, days after troops retook the southern city of Kherson.",
        {"UA": {"missile.launched": 60}},
    ),
    (
        "Missiles that destroyed",
        "Six Russian missiles completely destroyed the airport in Vinnytsia on Tuesday.",
        {"UA-05": {"missile.hits": 6, "missile.intercepted": None}},
    ),
    (
        "Helicopters",
        "Three residents were hurt in Sudzha on Tuesday when two Ukrainian helicopters fired on houses.",
        {"RU-KRS": {"injured": 3, "attacker": "UA"}},
    ),
    (
        "Launchers destroyed with missiles",
        "Russia's army destroyed two HIMARS launchers near Malotaranivka in Donetsk region with missiles on Tuesday.",
        {"UA-14": {"attacker": "RU", "weapons": {"missile"}}},
    ),
    (
        "Where damage was reported",
        "Ukraine's air force said it downed 40 of 71 drones overnight. Damage was reported in Sumy and Kyiv regions.",
        {
            "UA": {"drone.launched": 71, "drone.intercepted": 40},
            "UA-59": {"attacker": "RU"},
            "UA-32": {"kind": "strike"},
        },
    ),
    (
        "Who hit it needs no word",
        "An infrastructure object was hit in the Rivne region on Tuesday.",
        {"UA-56": {"attacker": "RU", "targets": {"other"}}},
    ),
    (
        "Another one",
        "A drone hit a warehouse in Odesa on Tuesday, another was shot down over the sea.",
        {"UA-51": {"drone.intercepted": 1, "targets": {"commercial"}}},
    ),
    (
        "Responsibility claimed",
        "Moscow claimed responsibility for a strike by missiles on the harbour of Odesa on Tuesday.",
        {"UA-51": {"attacker": "RU", "weapons": {"missile"}}},
    ),
    (
        "An administration by its letters",
        "The building of the RSA in Mykolaiv was hit by a rocket on Tuesday.",
        {"UA-48": {"targets": {"government"}}},
    ),
    (
        "Blasts in three regions",
        "Explosions were heard in Lutsk, Rivne and Khmelnytskyi on Tuesday morning during an air alert.",
        {
            "UA": {"kind": "wave"},
            "UA-07": {"attacker": "RU"},
            "UA-56": {"attacker": "RU"},
            "UA-68": {"attacker": "RU"},
        },
    ),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize(("title", "text", "expected"), ITEMS, ids=[title for title, _, _ in ITEMS])
def test_items(reader: Reader, title: str, text: str, expected: Expected) -> None:
    found = {mention.region: flat(mention) for mention in reader.read([article(text, title)])[0].mentions}
    said = {region: {name: values.get(name) for name in expected.get(region, ())} for region, values in found.items()}
    assert said == expected
