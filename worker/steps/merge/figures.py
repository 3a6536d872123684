"""Figures that tell one strike from another: a toll, or several counts, that two reports have alike.

A figure is a quantity and its value, more than none, in one word: they are compared often.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from worker.steps.merge.rules import MISSILES, MergeRules


def figures(counts: Mapping[str, float], rules: MergeRules) -> list[str]:
    """The counts as figures, or none where all of them together would not tell a strike."""
    found = sorted({f"{_quantity(name)}={float(value)}" for name, value in counts.items() if value > 0})
    return found if tells(found, rules) else []


def tells(same: Collection[str], rules: MergeRules) -> bool:
    """Would two strikes on one place within days seldom have all these figures alike?"""
    values = [(name, float(value)) for name, _, value in (figure.partition("=") for figure in same)]
    if len(values) > 1 and sum(value for _, value in values) >= rules.figures:
        return True
    return any(value >= rules.toll for name, value in values if name in ("killed", "injured"))


def _quantity(name: str) -> str:
    """What is counted: cruise missiles in one report are missiles in another."""
    count, _, weapon = name.partition(":")
    return f"{count}:missile" if weapon in MISSILES else name
