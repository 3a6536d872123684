"""Tolls by steps: an alert says "at least 20", and changes when the next step is reached, not with every number."""

from __future__ import annotations

LADDER = (1, 2, 3, 5)


def step_of(value: int) -> int:
    """The highest step not above the value: 1, 2, 3, 5, 10, 20, 30, 50, 100, …; 0 below 1."""
    if value < 1:
        return 0
    power = int(10 ** (len(str(value)) - 1))
    return max(step * power for step in LADDER if step * power <= value)
