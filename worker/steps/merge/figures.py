"""Figures that tell one strike from another: a toll, or several counts, that two reports have alike.

A figure is a quantity and its value, more than none, in one word: they are compared often.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from worker.steps.merge.rules import MISSILES, MergeRules


def figures(counts: Mapping[str, float], rules: MergeRules) -> tuple[str, ...]:
    """The counts as figures, or none where all of them together would not tell a strike."""
    found = tuple(sorted({f"{_quantity(name)}={float(value)}" for name, value in counts.items() if value > 0}))
    return found if tells(found, rules) else ()


def tells(same: Collection[str], rules: MergeRules) -> bool:
    """Would two strikes on one place within days seldom have all these figures alike?"""
    if len(same) > 1 and sum(float(figure.partition("=")[2]) for figure in same) >= rules.figures:
        return True
    parts = (figure.partition("=") for figure in same)
    return any(name in ("killed", "injured") and float(value) >= rules.toll for name, _, value in parts)


def _quantity(name: str) -> str:
    """What is counted: cruise missiles in one report are missiles in another."""
    count, _, weapon = name.partition(":")
    return f"{count}:missile" if weapon in MISSILES else name
