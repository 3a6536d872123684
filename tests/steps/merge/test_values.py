"""The rule for the best value, clause by clause."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.steps.merge.invented import Merged, killed, mention
from worker.records.event import ClaimedQuantity, StrikeEvent
from worker.records.mention import Casualties, Evidence, Mention, Outage, Provenance, Quantity, WeaponUse


def _event(*mentions: Mention) -> StrikeEvent:
    (event,) = Merged(mentions).live
    return event


def _toll(*mentions: Mention) -> float | None:
    toll = _event(*mentions).casualties.killed
    return toll.value if toll else None


def _said_by(speaker: Any) -> list[Evidence]:
    return [Evidence(field="casualties.killed", start=0, end=4, text="four", speaker=speaker)]


def test_null_is_not_zero() -> None:
    assert _toll(mention(1)) is None
    assert _toll(mention(1, casualties=killed(0))) == 0
    assert _toll(mention(1, casualties=killed(4)), mention(2, 20)) == 4


def test_later_beats_earlier_whether_the_toll_rises_or_falls() -> None:
    assert _toll(mention(1, casualties=killed(4)), mention(2, 20, casualties=killed(9))) == 9
    assert _toll(mention(1, casualties=killed(9)), mention(2, 20, casualties=killed(8))) == 8


def test_a_later_total_includes_the_earlier_one() -> None:
    toll = _event(mention(1, casualties=killed(9)), mention(2, 20, casualties=killed(12))).casualties.killed
    assert toll is not None
    assert toll.value == 12
    assert [claim.value for claim in toll.claims] == [9, 12], "all claims stay, oldest first"


def test_exact_beats_about_within_hours_and_not_after_a_day() -> None:
    exact, about = mention(1, casualties=killed(7)), killed(10, "about")
    assert _toll(exact, mention(2, 3, casualties=about)) == 7
    assert _toll(exact, mention(2, 30, casualties=about)) == 10


def test_an_exact_figure_below_a_later_bound_is_out_of_date() -> None:
    assert _toll(mention(1, casualties=killed(7)), mention(2, 3, casualties=killed(9, "at_least"))) == 9
    assert _toll(mention(1, casualties=killed(9, "at_least")), mention(2, 3, casualties=killed(7))) == 7


@pytest.mark.parametrize("qualifier", ["about", "at_least"])
def test_up_to_comes_last(qualifier: Any) -> None:
    assert _toll(mention(1, casualties=killed(7, qualifier)), mention(2, 3, casualties=killed(20, "up_to"))) == 7


@pytest.mark.parametrize(
    ("nearer", "further"),
    [
        ({"evidence": _said_by("official")}, {"provenance": Provenance(agency="Invented Wire")}),
        ({"evidence": _said_by("military")}, {"evidence": _said_by("witness")}),
        ({"provenance": Provenance(agency="Invented Wire")}, {"evidence": _said_by("outlet")}),
        ({"evidence": _said_by("witness")}, {}),
    ],
    ids=["official, agency", "military, witness", "agency, outlet", "witness, nobody"],
)
def test_nearer_the_source_beats_the_rest(nearer: dict[str, Any], further: dict[str, Any]) -> None:
    assert _toll(mention(1, casualties=killed(7), **nearer), mention(2, 3, casualties=killed(11), **further)) == 7


def test_more_outlets_beat_one_and_the_highest_does_not() -> None:
    assert _toll(*(mention(n, n, casualties=killed(5 if n < 3 else 8)) for n in range(1, 4))) == 5


def test_a_stray_figure_far_below_what_two_outlets_give_needs_a_second_outlet() -> None:
    agreed = [mention(n, casualties=killed(40)) for n in (1, 2)]
    stray = mention(3, 30, casualties=killed(3))
    assert _toll(*agreed, stray) == 40
    assert _toll(*agreed, stray, mention(4, 31, casualties=killed(3))) == 3
    assert _toll(*agreed, mention(3, 30, casualties=killed(3), outlet="outlet-1.example")) == 3, "its own correction"


def test_a_total_far_above_what_three_outlets_give_needs_a_second_outlet() -> None:
    common = [mention(n, casualties=killed(8)) for n in (1, 2, 3)]
    total = mention(4, 30, casualties=killed(400))
    assert _toll(*common, total) == 8
    assert _toll(*common[:2], total) == 400, "of two outlets the toll is not settled yet"
    assert _toll(*common, total, mention(5, 31, casualties=killed(410))) == 410
    few = [mention(n, casualties=killed(1)) for n in (1, 2, 3)]
    assert _toll(*few, mention(4, 30, casualties=killed(9))) == 9, "small tolls rise so far"


def test_of_two_equal_claims_the_later_stands() -> None:
    assert _toll(mention(1, casualties=killed(9)), mention(2, 3, casualties=killed(8))) == 8


def test_a_recalled_figure_needs_two_outlets_where_the_news_gave_one() -> None:
    news, recalled = mention(1, casualties=killed(9)), {"background": True, "casualties": killed(12)}
    assert _toll(news, mention(2, 900, **recalled)) == 9
    assert _toll(news, mention(2, 900, **recalled), mention(3, 950, **recalled)) == 12
    assert _toll(mention(2, 900, **recalled)) == 12


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), min_size=1, max_size=8))
def test_the_value_is_always_one_that_was_claimed(told: list[tuple[int, int]]) -> None:
    event = _event(*(mention(n, hours, casualties=killed(value)) for n, (value, hours) in enumerate(told)))
    toll = event.casualties.killed
    assert toll is not None
    assert toll.value in {value for value, _ in told}
    assert len(toll.claims) == len(told)
    assert [c.published_at for c in toll.claims] == sorted(c.published_at for c in toll.claims)


def _weapon(kind: Any, **counts: int) -> WeaponUse:
    return WeaponUse(type=kind, **{name: Quantity(value) for name, value in counts.items()})  # type: ignore[arg-type]


def _launched(event: StrikeEvent) -> dict[str, float]:
    return {w.type: w.launched.value for w in event.weapons if w.launched}


def test_missiles_of_no_kind_are_the_one_kind_that_others_name() -> None:
    event = _event(
        mention(1, weapons=[_weapon("missile", launched=6)]),
        mention(2, 1, weapons=[_weapon("cruise_missile", launched=6)]),
    )
    assert _launched(event) == {"cruise_missile": 6}


def test_a_total_of_all_missiles_is_not_kept_beside_its_parts() -> None:
    parts = [_weapon("cruise_missile", launched=4), _weapon("ballistic_missile", launched=2)]
    event = _event(mention(1, weapons=[_weapon("missile", launched=6)]), mention(2, 1, weapons=parts))
    assert _launched(event) == {"ballistic_missile": 2, "cruise_missile": 4}


def test_a_total_of_all_weapons_is_kept_where_no_part_is_known() -> None:
    event = _event(mention(1, weapons=[_weapon("unknown", launched=6)]), mention(2, 1, weapons=[_weapon("drone")]))
    assert _launched(event) == {"unknown": 6}


def test_an_outage_counts_in_the_unit_that_most_reports_use() -> None:
    def lost(value: float, unit: Any) -> list[Outage]:
        return [Outage(service="electricity", count=Quantity(value), unit=unit)]

    event = _event(
        mention(1, outages=lost(0.5, "share")),
        mention(2, 1, outages=lost(9000, "people")),
        mention(3, 2, outages=lost(12000, "people")),
        mention(4, 3, outages=[Outage(service="water")]),
    )
    power, water = event.outages
    assert (power.unit, power.count and power.count.value) == ("people", 12000)
    assert (water.service, water.count, water.unit) == ("water", None, None)


def test_children_are_a_quantity_of_their_own() -> None:
    both = Casualties(killed=Quantity(5), children_killed=Quantity(2))
    casualties = _event(mention(1, casualties=both)).casualties
    assert isinstance(casualties.children_killed, ClaimedQuantity)
    assert (casualties.killed and casualties.killed.value, casualties.children_killed.value) == (5, 2)
