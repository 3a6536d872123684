"""Figures that tell one strike from another: a toll, or several counts, that two reports have alike."""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from worker.records.neighbourhood import Trait
from worker.steps.merge.rules import MISSILES, MergeRules

Figure = tuple[str, float]
"""A quantity and its value, more than none."""


def figures(trait: Trait) -> set[Figure]:
    return {(quantity(name), value) for name, value in trait.counts.items() if value > 0}


@cache
def quantity(name: str) -> str:
    """What is counted: cruise missiles in one report are missiles in another."""
    count, _, weapon = name.partition(":")
    return f"{count}:missile" if weapon in MISSILES else name


def tells(same: Set[Figure], rules: MergeRules) -> bool:
    """Would two strikes on one place within days seldom have all these figures alike?"""
    if len(same) > 1 and sum(value for _, value in same) >= rules.figures:
        return True
    return any(value >= rules.toll for name, value in same if name in ("killed", "injured"))
