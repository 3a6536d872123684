"""Surges against the region's own days before."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from worker.steps.watch.rules import CountCondition, Surge
from worker.steps.watch.steps import step_of
from worker.steps.watch.surge import reached, threshold

SURGE = Surge(at_least=5)


def days(*counts: int) -> Callable[[int], int]:
    """The day before, the one before that, …; none earlier."""
    return lambda number: counts[number - 1] if number <= len(counts) else 0


def test_one_strike_in_a_quiet_region_does_not_shout() -> None:
    assert reached(CountCondition(of="strikes", scope="region", surge=SURGE), 1, days(), days()) is None


def test_a_busy_front_does_not_shout_always() -> None:
    steady = days(*[20, 22, 19, 21, 20, 18, 22, 20, 21])
    assert reached(CountCondition(of="strikes", scope="region", surge=SURGE), 21, steady, steady) is None
    assert reached(CountCondition(of="strikes", scope="region", surge=SURGE), 40, steady, steady) is not None


def test_the_limit_is_that_of_c2() -> None:
    """Mean 4, sample deviation 2 over the seven days before the lag of two: above 4 + 3 × 2."""
    assert threshold(SURGE, days(99, 99, 2, 4, 6, 2, 6, 2, 6)) == 11


def test_a_build_up_of_two_days_does_not_hide_itself() -> None:
    assert threshold(SURGE, days(50, 30, 1, 1, 1, 1, 1, 1, 1)) == 5


def test_the_first_strike_in_thirty_days() -> None:
    first = CountCondition(of="strikes", scope="region", first_in_days=30)
    told_of = days(*[5] * 40)
    assert reached(first, 1, days(*[0] * 30, 5), told_of) == 1
    assert reached(first, 1, days(*[0] * 29, 5), told_of) is None


def test_a_country_that_nobody_listened_to_was_not_quiet() -> None:
    first = CountCondition(of="strikes", scope="region", first_in_days=30)
    assert reached(first, 1, days(), days(*[5] * 29)) is None
    assert reached(first, 1, days(), days(*[0] * 59, 5)) == 1
    assert reached(first, 1, days(), days(*[0] * 60, 5)) is None, "too long ago to say so of the months since"


@given(st.integers(0, 10**9))
def test_a_step_is_not_above_its_value_nor_far_below(value: int) -> None:
    step = step_of(value)
    assert step <= value <= max(2 * step, 0)
