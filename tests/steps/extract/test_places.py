"""Names of places: found whole, resolved to the right region, told from governments, rivers and clubs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.steps.extract.gazetteer import Gazetteer
from worker.steps.extract.places import Places
from worker.steps.extract.spans import PlaceSpan


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture(scope="module")
def places(gazetteer: Gazetteer) -> Places:
    return Places(gazetteer)


def only(places: Places, text: str) -> PlaceSpan:
    (span,) = places.find(text)
    return span


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("Shells fell on Nikopol overnight.", "Nikopol", "UA-12"),
        ("A drone hit the Kyiv region.", "Kyiv region", "UA-32"),
        ("A drone hit Kyiv.", "Kyiv", "UA-30"),
        ("Rockets landed in Kiev Oblast.", "Kiev Oblast", "UA-32"),
        ("Rockets landed in the region of Kherson.", "region of Kherson", "UA-65"),
        ("Rockets landed in Zaporizhzhia.", "Zaporizhzhia", "UA-23"),
        ("Rockets landed in Krivoy Rog.", "Krivoy Rog", "UA-12"),
        ("Rockets landed in Kryvyi\u00a0Rih.", "Kryvyi\u00a0Rih", "UA-12"),
        ("Rockets landed in Kup’yansk.", "Kup’yansk", "UA-63"),
        ("MISSILES HIT KHARKIV", "KHARKIV", "UA-63"),
        ("Blasts in Kharkivska oblast.", "Kharkivska oblast", "UA-63"),
        ("Blasts in the Synelnykove district.", "Synelnykove district", "UA-12"),
        ("Blasts in Chuhuivskyi raion.", "Chuhuivskyi raion", "UA-63"),
        ("Shelling of Belgorod region continued.", "Belgorod region", "RU-BEL"),
        ("It fell on Przewodów, near the border.", "Przewodów", "PL-06"),
        ("Fire at the Zaporizhzhia nuclear power plant.", "Zaporizhzhia nuclear power plant", "UA-23"),
        ("Explosions on Snake Island.", "Snake Island", "UA-51"),
        ("Fighting went on in the Donbas.", "Donbas", None),
    ],
)
def test_finds_the_place_and_its_region(places: Places, text: str, name: str, region: str | None) -> None:
    span = only(places, text)
    assert (span.name, span.region, text[span.start : span.end]) == (name, region, name)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("Drones over Lviv.", "settlement"),
        ("Drones over Lviv Oblast.", "region"),
        ("Drones over the Stryi district.", "raion"),
        ("Drones over Crimea.", "region"),
        ("Drones over Ukraine.", "country"),
    ],
)
def test_says_how_precise_a_place_is(places: Places, text: str, precision: str) -> None:
    assert only(places, text).precision == precision


def test_a_plural_makes_regions_of_all_in_the_list(places: Places) -> None:
    spans = places.find("The Sumy, Kharkiv and Donetsk regions were hit, as were the regions of Odesa and Kherson.")
    assert [(s.region, s.precision) for s in spans] == [
        (code, "region") for code in ("UA-59", "UA-63", "UA-14", "UA-51", "UA-65")
    ]


def test_a_plural_makes_districts_of_all_in_the_list(places: Places) -> None:
    spans = places.find("Kharkiv's Saltivskyi and Nemyshlianskyi districts were hit.")
    assert [(s.region, s.precision) for s in spans[1:]] == [("UA-63", "district")] * 2


def test_a_list_before_a_plural_ends_at_an_article(places: Places) -> None:
    kyiv, sumy = places.find("Missiles hit Kyiv and the Sumy regions.")
    assert (kyiv.region, kyiv.precision, sumy.precision) == ("UA-30", "settlement", "region")


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("Mortars hit Lyman in Donetsk region.", "Lyman", "UA-14"),
        ("Mortars hit Novoselivka, Chernihiv region.", "Novoselivka", "UA-74"),
        ("Chernihiv was shelled, and in Novoselivka a school burned.", "Novoselivka", "UA-74"),
        ("A market in Mykolaiv burned; guests came from Lviv.", "Mykolaiv", "UA-48"),
        ("A house in the Shevchenkivskyi district of Kharkiv burned.", "Shevchenkivskyi district", "UA-63"),
        ("A house in the Shevchenkivskyi district of Kyiv burned.", "Shevchenkivskyi district", "UA-30"),
        ("The village of Dmytrivka near Kyiv was hit.", "Dmytrivka", "UA-32"),
        ("The villages of Krupets and Uspenovka in Kursk region were shelled.", "Uspenovka", "RU-KRS"),
        ("Sumy region was shelled: the Khotin, Bilopillia and Hlukhiv communities.", "Khotin", "UA-59"),
    ],
)
def test_the_text_settles_which_namesake_is_meant(places: Places, text: str, name: str, region: str) -> None:
    assert next(s.region for s in places.find(text) if s.name == name) == region


def test_a_headline_settles_the_namesakes_of_its_article(places: Places) -> None:
    _, found = places.find_all(["Refinery in Krasnodar Krai on fire", "Drones hit the refinery in Slavyansk."])
    assert [(span.name, span.region) for span in found] == [("Slavyansk", "RU-KDA")]


@pytest.mark.parametrize(
    ("text", "name", "sense"),
    [
        ("Kyiv was attacked with missiles.", "Kyiv", "place"),
        ("Kyiv attacked the depot.", "Kyiv", "actor"),
        ("Missiles hit Kyiv.", "Kyiv", "place"),
        ("Kyiv was hit by drones.", "Kyiv", "place"),
        ("Kyiv said it had shot them down.", "Kyiv", "actor"),
        ("Kyiv has denied that.", "Kyiv", "actor"),
        ("They accused Kyiv of the attack.", "Kyiv", "actor"),
        ("Kyiv's ambassador protested.", "Kyiv", "actor"),
        ("Kyiv's suburbs burned.", "Kyiv", "adjective"),
        ("Our Kyiv correspondent wrote so.", "Kyiv", "actor"),
        ("Talks between Kyiv and Moscow failed.", "Moscow", "actor"),
        ("The Moscow-backed mayor spoke.", "Moscow", "actor"),
        ("The Kyiv Independent wrote so.", "Kyiv", "other"),
        ("Dynamo Kyiv won.", "Kyiv", "other"),
        ("The Kherson mayor spoke.", "Kherson", "adjective"),
        ("Kharkiv National University was hit.", "Kharkiv", "adjective"),
        ("The Odesa-born singer spoke.", "Odesa", "other"),
        ("They crossed the Dnipro at night.", "Dnipro", "other"),
        ("They crossed the Dnipro River.", "Dnipro", "other"),
        ("A missile hit Dnipro at night.", "Dnipro", "place"),
        ("The 12th Donetsk brigade fired.", "Donetsk", "other"),
        ("It recalls the Battle of Kursk.", "Kursk", "other"),
        ("LVIV, Ukraine (The Example) — A drone fell.", "LVIV", "other"),
        ("Ukrainian drones flew.", "Ukrainian", "adjective"),
        ("Russia said so.", "Russia", "actor"),
    ],
)
def test_the_words_beside_a_name_tell_its_sense(places: Places, text: str, name: str, sense: str) -> None:
    assert next(s.sense for s in places.find(text) if s.name == name) == sense


@pytest.mark.parametrize(
    "text",
    [
        "Volodymyr Zelenskyy thanked Vladimir.",
        "Mr. Borisov met Anna Pushkin.",
        "The police and the Police Board met.",
        "Kyivstar and Sumydata failed.",
        "See example.org/Kharkiv or @Kharkiv.",
    ],
)
def test_persons_and_parts_of_words_are_no_places(places: Places, text: str) -> None:
    assert places.find(text) == []


def test_a_surname_is_a_place_where_the_text_says_so(places: Places) -> None:
    assert only(places, "A drone fell near the town of Engels.").region == "RU-SAR"


def test_small_places_count_in_a_list_and_by_their_endings(places: Places) -> None:
    found = places.find("Shells hit Kupiansk, Borova and Udy. Afterwards Novohryhorivka burned. Borova smiled.")
    assert [s.name for s in found] == ["Kupiansk", "Borova", "Udy", "Novohryhorivka"]


@pytest.mark.parametrize(("text", "country"), [("Jets bombed Aleppo.", "SY"), ("Jets bombed Beirut.", "LB")])
def test_the_rest_of_the_world_is_no_region_of_the_theatre(places: Places, text: str, country: str) -> None:
    span = only(places, text)
    assert (span.country, span.region) == (country, None)


def test_a_town_of_that_name_overseas(places: Places) -> None:
    assert places.find("A storm hit Odessa, Texas.")[0].sense == "other"


def test_deictic_names_settle_a_region_only_by_their_own_words(places: Places) -> None:
    plain, settled = places.find("Blasts in the capital. Blasts in the Ukrainian capital.")
    assert (plain.deictic, plain.region) == (True, None)
    assert (settled.deictic, settled.region) == (True, "UA-30")


def test_every_region_has_a_centre(gazetteer: Gazetteer) -> None:
    assert gazetteer.region("UA-30").name == "Kyiv"
    assert gazetteer.region("RU-BEL").geonames_id == 578071
    for info in gazetteer.regions.values():
        assert info.lat is not None and info.lon is not None and info.country in gazetteer.countries
    with pytest.raises(KeyError):
        gazetteer.region("SY-HL")


def test_triggers_are_the_theatre_s_names(gazetteer: Gazetteer) -> None:
    names = set(gazetteer.triggers())
    assert {"Kharkiv", "Kharkov", "Kharkivska", "Ukraine", "Belgorod"} <= names
    assert not {"Syria", "Damascus", "Ukrainian"} & names


@given(
    st.lists(
        st.sampled_from(
            ["Kyiv", "Kyiv region", "’", "'s", "\u202e", "Ð", " ", ", ", "and ", "the capital", "LVIV", "x", "\n"]
        )
    )
)
def test_spans_are_sorted_apart_and_exact(places: Places, parts: list[str]) -> None:
    text = "".join(parts)
    reached = 0
    for span in places.find(text):
        assert reached <= span.start < span.end
        assert text[span.start : span.end] == span.name
        reached = span.end


def test_another_theatre_is_data_alone(invented_theatre: Gazetteer) -> None:
    places = Places(invented_theatre)
    found = places.find("Ostish rockets hit Wendel, the Vendelic canton and Brask. In Vendel canton, Brask burned.")
    assert [(s.name, s.country, s.region) for s in found] == [
        ("Ostish", "XB", None),
        ("Wendel", "XA", "XA-1"),
        ("Vendelic canton", "XA", "XA-1"),
        ("Brask", "XB", "XB-7"),
        ("Vendel canton", "XA", "XA-1"),
        ("Brask", "XA", "XA-1"),
    ]
    assert places.gazetteer.countries["XA"].attacked_by == ("XB",)
