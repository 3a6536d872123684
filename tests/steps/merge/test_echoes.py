"""Figures that give away a wrong date."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.steps.merge.invented import CHUHUIV, IZIUM, OBLAST, Merged, killed, mention
from worker.records.mention import Casualties, Evidence, Mention, Quantity, WeaponUse
from worker.steps.merge.explain import explain

NEXT_DAY = "2031-03-11"
SAID = [Evidence(field="date", start=0, end=9, text="on Monday")]
"""The text states the date."""


def _groups(*mentions: Mention) -> set[frozenset[str]]:
    return Merged(mentions).groups()


def _missiles(kind: Any, launched: int, intercepted: int) -> list[WeaponUse]:
    return [WeaponUse(type=kind, launched=Quantity(launched), intercepted=Quantity(intercepted))]


ONE = {frozenset({"m1", "m2"})}
TWO = {frozenset({"m1"}), frozenset({"m2"})}
TOLL = killed(22)


def test_a_report_dated_by_its_own_day_joins_the_strike_whose_toll_it_gives() -> None:
    merged = Merged([mention(1, casualties=TOLL, evidence=SAID), mention(2, 26, casualties=TOLL, date=NEXT_DAY)])
    assert merged.groups() == ONE
    (event,) = merged.live
    assert event.date == "2031-03-10"
    explanation = explain(merged.flow.tables, event.event_id)
    assert explanation is not None
    assert "another date, with its figures +0" in explanation.joined[0].reasons


@pytest.mark.parametrize(
    ("figures", "groups"),
    [
        ({"casualties": killed(9)}, TWO),
        ({"casualties": Casualties(killed=Quantity(1), injured=Quantity(5))}, ONE),
        ({"casualties": Casualties(killed=Quantity(1), injured=Quantity(1))}, TWO),
        ({"weapons": _missiles("missile", 4, 2)}, ONE),
        ({"weapons": [WeaponUse(type="missile", launched=Quantity(40))]}, TWO),
    ],
)
def test_a_toll_or_several_figures_tell_a_strike_and_one_small_figure_does_not(
    figures: dict[str, Any], groups: set[frozenset[str]]
) -> None:
    assert _groups(mention(1, **figures), mention(2, 26, date=NEXT_DAY, **figures)) == groups


def test_missiles_are_the_cruise_missiles_of_another_report() -> None:
    wave: dict[str, Any] = {"kind": "wave", "region": "UA", "place": None}
    exact = mention(1, weapons=_missiles("cruise_missile", 84, 43), **wave)
    general = mention(2, 26, date=NEXT_DAY, weapons=_missiles("missile", 84, 43), **wave)
    assert _groups(exact, general) == ONE


def test_a_stated_date_outweighs_one_that_is_not() -> None:
    merged = Merged([mention(1, casualties=TOLL), mention(2, 26, casualties=TOLL, date=NEXT_DAY, evidence=SAID)])
    assert [event.date for event in merged.live] == [NEXT_DAY]


def test_a_report_without_a_date_bears_none_out_and_moves_no_stated_one() -> None:
    undated = [mention(n, 26, casualties=TOLL, date=NEXT_DAY, date_precision="about") for n in (3, 4)]
    wrong = mention(2, 26, casualties=TOLL, date=NEXT_DAY)
    assert [event.date for event in Merged([mention(1, casualties=TOLL), wrong, *undated]).live] == ["2031-03-10"]
    before = [replace(one, date="2031-03-10") for one in undated]
    assert len(_groups(replace(wrong, evidence=SAID), *before)) == 1
    assert [event.date for event in Merged([replace(wrong, evidence=SAID), *before]).live] == [NEXT_DAY]
    assert _groups(before[0], undated[1]) == {frozenset({"m3", "m4"})}, "of two the earlier"


def test_a_toll_that_others_give_for_the_date_too_stays_there() -> None:
    first, second = (
        [mention(n + 2 * d, 26 * d, casualties=TOLL, date=f"2031-03-{10 + d}") for n in (1, 2)] for d in (0, 1)
    )
    assert _groups(*first, *second) == {frozenset({"m1", "m2"}), frozenset({"m3", "m4"})}
    many = [mention(n, casualties=TOLL) for n in range(5, 8)]
    assert len(_groups(*first, *second, *many)) == 1, "twice the weight"


def test_the_same_toll_elsewhere_or_two_days_on_is_another_strike() -> None:
    one = mention(1, casualties=TOLL)
    assert _groups(one, mention(2, 26, casualties=TOLL, date=NEXT_DAY, place=IZIUM)) == TWO
    assert _groups(one, mention(2, 50, casualties=TOLL, date="2031-03-12")) == TWO
    assert _groups(one, mention(2, 26, casualties=TOLL, date=NEXT_DAY, place=OBLAST)) == ONE


def test_each_side_may_lay_it_to_the_other() -> None:
    assert _groups(mention(1, casualties=TOLL), mention(2, 26, casualties=TOLL, date=NEXT_DAY, attacker="UA")) == ONE


def test_where_the_other_report_is_taken_back_the_date_stands() -> None:
    first, second = mention(1, casualties=TOLL), mention(2, 26, casualties=TOLL, date=NEXT_DAY)
    merged = Merged(
        [first, second, replace(first, status="withdrawn", revised_at=first.revised_at + timedelta(hours=30))]
    )
    assert [event.date for event in merged.live if event.mention_ids] == [NEXT_DAY]


def test_an_echo_that_is_none_any_more_leaves_no_trace() -> None:
    figures: dict[str, Any] = {"casualties": Casualties(killed=Quantity(1), injured=Quantity(5))}
    near, region = mention(1, place=CHUHUIV, date=NEXT_DAY, **figures), mention(2, place=OBLAST, **figures)
    third = mention(3, date=NEXT_DAY, **figures)
    taken_back = replace(third, status="withdrawn", revised_at=third.revised_at + timedelta(hours=30))
    assert _groups(near, region, third, taken_back) - {frozenset()} == _groups(near, region) == ONE


def test_a_date_that_has_closed_gives_and_takes_no_echo() -> None:
    old = mention(1, casualties=TOLL)
    much_later = mention(3, 24 * 400, date="2032-04-13")
    late = mention(2, 24 * 400, casualties=TOLL, date=NEXT_DAY)
    merged = Merged([old, mention(4, 27, date=NEXT_DAY), much_later, late])
    assert frozenset({"m2", "m4"}) in merged.groups()
