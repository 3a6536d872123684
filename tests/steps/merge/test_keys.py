"""Which mentions tell of one strike: decided on keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.steps.merge.invented import (
    CHUHUIV,
    IZIUM,
    KHARKIV,
    OBLAST,
    SALTIVKA,
    START,
    Merged,
    killed,
    mention,
    weapons,
)
from worker.records.mention import Facility, Mention, Place, Quantity, WeaponUse


def _groups(*mentions: Mention) -> set[frozenset[str]]:
    return Merged(mentions).groups()


ONE = {frozenset({"m1", "m2"})}
TWO = {frozenset({"m1"}), frozenset({"m2"})}


def test_the_same_place_side_and_day_is_one_strike() -> None:
    assert _groups(mention(1), mention(2, 3)) == ONE


def test_a_day_apart_is_two() -> None:
    assert _groups(mention(1), mention(2, 24, date="2031-03-11")) == TWO


def test_sides_stay_apart_and_an_open_one_goes_with_either() -> None:
    assert _groups(mention(1), mention(2, 3, attacker="UA")) == TWO
    assert _groups(mention(1), mention(2, 3, attacker=None)) == ONE
    assert _groups(mention(1), mention(2, 1, attacker="UA"), mention(3, 3, attacker=None)) == {
        frozenset({"m1", "m3"}),
        frozenset({"m2"}),
    }


def test_a_strike_that_each_side_lays_to_the_other_is_one_where_place_and_toll_are_the_same() -> None:
    ours, theirs = mention(1, casualties=killed(40)), mention(2, 3, attacker="UA", casualties=killed(40))
    assert _groups(ours, theirs) == ONE
    assert _groups(ours, replace(theirs, casualties=killed(41))) == TWO
    assert _groups(ours, replace(theirs, place=OBLAST)) == TWO
    assert _groups(ours, replace(theirs, date="2031-03-12", date_precision="about")) == TWO
    assert _groups(ours, theirs, mention(3, 4, attacker="UA")) == {frozenset({"m1", "m2", "m3"})}


def test_of_two_sides_what_was_hit_tells_too_at_one_place() -> None:
    ours, theirs = mention(1, targets=["energy"]), mention(2, 3, attacker="UA", targets=["energy"])
    assert _groups(ours, theirs) == ONE
    assert _groups(ours, replace(theirs, targets=["rail"])) == TWO
    assert _groups(ours, replace(theirs, place=IZIUM)) == TWO


def test_two_towns_of_a_region_are_two_strikes() -> None:
    assert _groups(mention(1), mention(2, 3, place=IZIUM)) == TWO


def test_a_district_is_of_its_city() -> None:
    assert _groups(mention(1), mention(2, 3, place=SALTIVKA)) == ONE


def _wave(*used: WeaponUse) -> Mention:
    return mention(9, kind="wave", region="UA", place=None, weapons=list(used))


def test_two_towns_in_one_raid_are_one_strike() -> None:
    wave = _wave(WeaponUse(type="missile", launched=Quantity(6)), WeaponUse(type="drone", intercepted=Quantity(5)))
    towns = mention(1, weapons=weapons("missile")), mention(2, 3, place=IZIUM)
    assert _groups(*towns, wave) >= ONE
    shelled = mention(1, weapons=weapons("missile")), mention(2, 3, place=IZIUM, weapons=weapons("artillery"))
    assert _groups(*shelled, wave) >= TWO


@pytest.mark.parametrize(
    "used",
    [
        WeaponUse(type="artillery", launched=Quantity(40)),
        WeaponUse(type="missile"),
        WeaponUse(type="missile", launched=Quantity(4)),
    ],
    ids=["shelling", "not counted", "few"],
)
def test_a_wave_of_shelling_or_of_few_missiles_is_no_raid(used: WeaponUse) -> None:
    assert _groups(mention(1), mention(2, 3, place=IZIUM), _wave(used)) >= TWO


def test_a_wave_that_is_counted_later_becomes_a_raid_and_taken_back_is_none() -> None:
    towns = mention(1), mention(2, 3, place=IZIUM)
    merged = Merged([*towns, _wave(WeaponUse(type="missile"))])
    assert merged.groups() >= TWO
    counted = replace(_wave(WeaponUse(type="missile", launched=Quantity(40))), revised_at=START + timedelta(hours=5))
    merged.take(counted)
    assert merged.groups() >= ONE
    merged.take(replace(counted, status="withdrawn", revised_at=START + timedelta(hours=9)))
    assert merged.groups() >= TWO


def test_a_district_that_is_not_on_the_map_goes_with_the_strike_there() -> None:
    district = Place(name="Invented district", precision="district")
    assert _groups(mention(1), mention(2, 3, place=district)) == ONE


def test_the_whole_region_goes_with_the_one_strike_there() -> None:
    assert _groups(mention(1), mention(2, 3, place=OBLAST)) == ONE


def test_the_whole_region_goes_with_neither_of_two_that_fit_alike() -> None:
    groups = _groups(mention(1), mention(2, place=IZIUM), mention(3, 3, place=OBLAST))
    assert groups == {frozenset({"m1"}), frozenset({"m2"}), frozenset({"m3"})}


def test_the_whole_region_goes_with_the_one_whose_toll_it_gives() -> None:
    groups = _groups(
        mention(1), mention(2, place=IZIUM, casualties=killed(7)), mention(3, 3, place=OBLAST, casualties=killed(7))
    )
    assert groups == {frozenset({"m1"}), frozenset({"m2", "m3"})}


def test_a_regions_shelling_of_a_day_is_none_of_its_places() -> None:
    shelling = mention(2, 3, place=OBLAST, weapons=weapons("artillery"), targets=["residential"])
    town = mention(1, weapons=weapons("artillery"), targets=["residential"])
    assert _groups(town, shelling) == TWO
    bridge = {"targets": ["transport"]}
    assert _groups(replace(town, **bridge), replace(shelling, **bridge)) == ONE, "what it hit tells which"
    undated = replace(town, date_precision="about", **bridge)
    assert _groups(undated, replace(shelling, **bridge)) == ONE, "the region's report first"


def test_one_toll_of_one_target_is_one_strike_whatever_place_is_named() -> None:
    school: dict[str, Any] = {"casualties": killed(21), "targets": ["education"]}
    here, there = mention(1, **school), mention(2, 3, place=IZIUM, **school)
    assert _groups(here, there) == ONE
    assert _groups(here, replace(there, casualties=killed(22))) == TWO
    assert _groups(here, replace(there, targets=["rail"])) == TWO
    assert _groups(here, replace(there, date="2031-03-11")) == TWO
    assert _groups(here, replace(there, article_key=here.article_key)) == ONE, "by two names in one article, too"
    nearer = mention(3, 4, place=IZIUM, **school)
    at_izium = mention(4, place=IZIUM, casualties=killed(26), targets=["education"])
    assert {frozenset({"m3", "m4"})} < _groups(here, nearer, at_izium), "its own place comes first"


def test_a_coarse_place_never_chains_two_strikes() -> None:
    groups = _groups(mention(1, place=OBLAST), mention(2, 1), mention(3, 2, place=CHUHUIV))
    assert not any({"m2", "m3"} <= group for group in groups)


def test_what_one_article_tells_apart_stays_apart() -> None:
    first = mention(1, casualties=killed(22), targets=["rail"])
    second = mention(2, casualties=killed(1), targets=["residential"], article_key=first.article_key)
    later = mention(3, 5, casualties=killed(25), targets=["rail"])
    assert _groups(first, second, later) == {frozenset({"m1", "m3"}), frozenset({"m2"})}


def test_wording_of_the_place_does_not_matter_with_an_id() -> None:
    spelled = Place(name="Kharkov", lat=49.98, lon=36.25, precision="settlement", geonames_id=KHARKIV.geonames_id)
    assert _groups(mention(1), mention(2, 3, place=spelled)) == ONE


def test_a_town_and_a_plant_there_in_one_article_are_one_strike_unless_something_differs() -> None:
    plant = Place(name="Invented plant", lat=49.99, lon=36.28, precision="settlement")
    town = mention(1, targets=["energy"], casualties=killed(2))
    twice = mention(2, place=plant, targets=["energy", "industry"], article_key=town.article_key)
    assert _groups(town, twice) == ONE
    assert _groups(town, replace(twice, casualties=killed(5))) == TWO
    assert _groups(town, replace(twice, targets=["rail"])) == TWO
    assert _groups(town, replace(twice, place=town.place)) == TWO, "told apart at one place"


def test_another_register_entry_is_another_strike_only_where_the_place_leaves_it_open() -> None:
    plants = [Facility(name=f"plant {n}", kind="power_plant", status="resolved", ref=f"plant-{n}") for n in (1, 2)]
    at = [mention(n, n, place=OBLAST, facility=plant) for n, plant in enumerate(plants, start=1)]
    assert _groups(*at) == TWO
    assert _groups(at[0], mention(2, 3, place=OBLAST, facility=plants[0])) == ONE


def test_all_shot_down_over_the_region_is_not_the_hit_on_a_town() -> None:
    shot_down = mention(2, 3, kind="interception", place=OBLAST, weapons=weapons("missile"))
    assert _groups(mention(1, weapons=weapons("missile")), shot_down) == TWO


def test_a_night_joins_the_date_it_ends_on() -> None:
    assert _groups(mention(1), mention(2, 3, date_precision="night")) == ONE


def test_a_night_joins_the_evening_before_where_something_particular_agrees() -> None:
    evening = mention(1, casualties=killed(6), date="2031-03-09", time_of_day="evening")
    night = mention(2, 3, casualties=killed(6), date_precision="night")
    assert _groups(evening, night) == ONE
    assert _groups(evening, mention(2, 3, date_precision="night")) == TWO


def test_an_uncertain_date_joins_a_neighbouring_one_where_something_particular_agrees() -> None:
    late = mention(2, 26, casualties=killed(6), date="2031-03-11", date_precision="about")
    assert _groups(mention(1, casualties=killed(6)), late) == ONE
    assert _groups(mention(1), late) == TWO


def test_a_report_without_a_date_joins_the_day_before_where_its_own_has_no_such_strike() -> None:
    undated = mention(2, 26, date="2031-03-11", date_precision="about", weapons=weapons("drone"))
    before, after = mention(1, weapons=weapons("drone")), mention(1, 50, date="2031-03-12", weapons=weapons("drone"))
    assert _groups(before, undated) == ONE
    assert _groups(after, undated) == TWO
    same_day = mention(3, 24, date="2031-03-11", weapons=weapons("drone"))
    assert _groups(before, undated, same_day) == {frozenset({"m1"}), frozenset({"m2", "m3"})}


def test_a_late_night_without_a_sure_date_is_of_the_next_day_too() -> None:
    next_day = mention(1, date="2031-03-11", weapons=weapons("drone"))
    late = mention(2, date_precision="about", time_of_day="night", weapons=weapons("drone"))
    assert _groups(next_day, late) == ONE
    assert _groups(next_day, replace(late, time_of_day="morning")) == TWO


def test_an_undated_raid_on_a_region_joins_the_day_before_and_shelling_does_not() -> None:
    undated = mention(2, 26, place=OBLAST, date="2031-03-11", date_precision="about")
    for weapon, groups in (("missile", ONE), ("artillery", TWO)):
        before = mention(1, place=OBLAST, weapons=weapons(weapon))
        assert _groups(before, replace(undated, weapons=weapons(weapon))) == groups


def test_one_toll_of_a_region_told_again_without_a_date_is_one_strike() -> None:
    again = mention(2, 26, place=OBLAST, casualties=killed(6), date="2031-03-11", date_precision="about")
    assert _groups(mention(1, place=OBLAST, casualties=killed(6)), again) == ONE
    assert _groups(mention(1, place=OBLAST), again) == TWO
    assert _groups(mention(1, place=OBLAST, casualties=killed(6)), replace(again, date_precision="day")) == TWO


def test_a_toll_that_falls_by_half_is_another_strike_unless_told_within_hours() -> None:
    station: dict[str, Any] = {"place": OBLAST, "casualties": killed(22)}
    house: dict[str, Any] = {"place": OBLAST, "casualties": killed(1)}
    assert _groups(mention(1, **station), mention(2, 20, **house)) == TWO
    assert _groups(mention(1, **station), mention(2, 3, **house)) == ONE
    assert _groups(mention(1, 20, **station), mention(2, **house)) == ONE, "a toll may rise"


def test_shelling_and_drones_on_a_region_are_two_and_rockets_may_be_missiles() -> None:
    def of(*types: str) -> dict[str, Any]:
        return {"place": None, "weapons": weapons(*types)}

    assert _groups(mention(1, **of("drone")), mention(2, 3, **of("artillery"))) == TWO
    assert _groups(mention(1, **of("cruise_missile")), mention(2, 3, **of("rocket"))) == ONE


def test_daily_strikes_with_uncertain_dates_do_not_chain() -> None:
    days = [mention(n, 24 * n, date=f"2031-03-{10 + n}", casualties=killed(3)) for n in range(8)]
    between = [
        mention(20 + n, 24 * n, date=f"2031-03-{10 + n}", date_precision="about", casualties=killed(3))
        for n in range(8)
    ]
    assert all(len(group) == 2 for group in _groups(*days, *between))


def test_a_strike_recalled_months_later_joins_its_event() -> None:
    assert _groups(mention(1), mention(2, 24 * 60, background=True)) == ONE
