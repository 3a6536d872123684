"""What a day's count means beside the days before it."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from worker.steps.watch.rules import CountCondition, Surge

LEAST_DEVIATION = 0.5
"""A region without strikes has no deviation at all; this floor is that of C2 in the CDC's BioSense."""


def reached(
    condition: CountCondition, today: int, before: Callable[[int], int], national: Callable[[int], int]
) -> int | None:
    """The count from which on the condition holds for that day, if it does; None if not.

    `today` is the day's sum; `before(n)` that of the day n days earlier, `national(n)` the country's.
    """
    if today <= 0:
        return None
    if condition.at_least is not None:
        limit = condition.at_least
    elif condition.first_in_days is not None:
        if any(before(days) for days in range(1, condition.first_in_days + 1)):
            return None
        if not any(national(days) for days in history(condition)):
            return None
        limit = 1
    else:
        assert condition.surge is not None
        limit = threshold(condition.surge, before)
    return limit if today >= limit else None


def threshold(surge: Surge, before: Callable[[int], int]) -> int:
    """The smallest count that is a surge: EARS C2, but never under the rule's own minimum.

    C2 flags a day above mean + k standard deviations of a baseline that ends some days earlier, so that a build-up does
    not hide itself (L. Hutwagner et al., "The bioterrorism preparedness and response Early Aberration Reporting System
    (EARS)", Journal of Urban Health 80, 2003: 7 baseline days, a lag of 2, k = 3).
    """
    baseline = [before(surge.lag_days + 1 + day) for day in range(surge.baseline_days)]
    mean = sum(baseline) / len(baseline)
    deviation = sqrt(sum((count - mean) ** 2 for count in baseline) / (len(baseline) - 1))
    limit = mean + surge.deviations * max(deviation, LEAST_DEVIATION)
    return max(surge.at_least, int(limit) + 1)


def history(condition: CountCondition) -> range:
    """How many days before a day its country must have had strikes, for quiet to be more than that nobody listened."""
    first = condition.first_in_days
    return range(first, 2 * first + 1) if first is not None else range(0)


def reach(condition: CountCondition) -> range:
    """How many days later a day's count still bears on the condition, its own day (0) among them."""
    if condition.first_in_days is not None:
        return range(condition.first_in_days + 1)
    if condition.surge is not None:
        return range(condition.surge.lag_days + condition.surge.baseline_days + 1)
    return range(1)
