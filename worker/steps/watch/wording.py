"""What an alert says, in words for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TypeVar

from worker.records.alert import Severity
from worker.records.counts import Amounts
from worker.records.mention import Code
from worker.records.watching import Fact
from worker.regions import name_of
from worker.steps.watch.rules import Rule
from worker.steps.watch.steps import step_of

T = TypeVar("T", str, tuple[float, float])

FIGURES = {
    "launched": "launched",
    "intercepted": "shot down",
    "killed": "killed",
    "injured": "injured",
    "people": "people without power, heat or water",
}
"""What an alert sums, and what it calls that."""
NAMED = 3
"""A headline names so many regions; more are counted."""
RANK: dict[Severity, int] = {"Unknown": 0, "Minor": 1, "Moderate": 2, "Severe": 3, "Extreme": 4}


def headline(rule: Rule, country: Code, regions: list[Code], facts: Collection[Fact], total: Amounts) -> str:
    if len(regions) > NAMED:
        where = f"{name_of(country)}, {len(regions)} regions"
    else:
        places = all_of(fact.places for fact in facts)
        where = ", ".join(name_of(region) for region in regions)
        where = f"{places[0]}, {where}" if len(regions) == 1 and len(places) == 1 and places[0] != where else where
    toll = f", at least {step_of(total['killed'])} killed" if total["killed"] else ""
    return f"{rule.headline}: {where}, {_days(facts)}{toll}"


def description(
    rule: Rule, others: Sequence[Rule], regions: list[Code], facts: Collection[Fact], total: Amounts
) -> str:
    attackers = all_of(fact.attackers for fact in facts)
    lines = [f"Where: {', '.join(name_of(region) for region in regions)}."]
    if also := [other.headline for other in others if RANK[other.severity] >= RANK[rule.severity]]:
        lines.append(f"Also: {', '.join(also)}.")
    if attackers:
        lines.append(f"Attributed to: {', '.join(name_of(code) for code in attackers)}.")
    for fact in facts:
        if fact.reached:
            where = ", ".join(name_of(region) for region in fact.regions)
            lines.append(f"{where}: {fact.of.replace('_', ' ')}, at least {fact.reached}.")
    facilities = all_of(fact.facilities for fact in facts)
    if facilities:
        lines.append(f"Named: {', '.join(facilities)}.")
    told = [f"{step_of(total[name]):,} {what}" for name, what in FIGURES.items() if total[name]]
    if told:
        lines.append(f"At least: {', '.join(told)}.")
    if (share := max(fact.share for fact in facts)) > 0:
        lines.append(f"Without supply: up to {share:.0%} of consumers where it was told.")
    if not any(fact.corroborated for fact in facts):
        lines.append("Not corroborated yet.")
    return " ".join(lines)


def _days(facts: Collection[Fact]) -> str:
    days = sorted({fact.day for fact in facts})
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    return f"{last.day} {last:%B %Y}" if first == last else f"{first.day} {first:%B} to {last.day} {last:%B %Y}"


def all_of(lists: Iterable[list[T]]) -> list[T]:
    """The items of all lists, each once, sorted."""
    return sorted({item for items in lists for item in items})
