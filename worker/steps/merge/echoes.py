"""Mentions whose figures tell of a strike on a neighbouring date.

The date that a report seems to give may be its own day's, or that of a statement; its toll gives it away.  A mention is
an echo where a neighbouring date has twice its own date's weight of reports with its figures for its place; or as much,
where that date comes first and no other report bears its own out.  A report weighs two if its text states the date,
else one.  One without a date only tells that the strike was no later than the date it is given: it counts against a
later date that is not stated either, and for its own it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from worker.records.neighbourhood import Trait
from worker.steps.merge.cells import shifted
from worker.steps.merge.compare import kilometres
from worker.steps.merge.figures import tells
from worker.steps.merge.rules import MergeRules

BESIDE = (-1, 0, 1)
"""The dates, relative to its own, whose mentions decide whether one is an echo."""

Told = Callable[[str], Iterable[Trait]]
"""The mentions that give a date."""


def is_echo(trait: Trait, day: str, told: Told, rules: MergeRules) -> bool:
    """Has a neighbouring date the better claim to the mention's figures?"""
    if not (trait.live and trait.figures):
        return False
    alone = _weight(trait)
    before, on, after = (told(shifted(day, days)) for days in BESIDE)
    own = alone + _weights(like(trait, _dated(on), rules), trait.article_key)
    earlier = _weights(like(trait, _dated(before) if trait.stated else before, rules), trait.article_key)
    later = _weights(like(trait, _dated(after), rules), trait.article_key)
    return max(earlier, later) >= 2 * own or earlier >= own == alone


def _dated(traits: Iterable[Trait]) -> Iterator[Trait]:
    return (trait for trait in traits if trait.precision != "about")


def like(trait: Trait, others: Iterable[Trait], rules: MergeRules) -> Iterator[Trait]:
    """Those of other mentions that give the same figures for the same place."""
    told = set(trait.figures)
    for other in others:
        if told.isdisjoint(other.figures) or not other.live or other.mention_id == trait.mention_id:
            continue
        if tells(told.intersection(other.figures), rules) and _one_place(trait, other, rules):
            yield other


def _weights(traits: Iterable[Trait], article: str) -> int:
    """Of the articles that they are of, the mention's own aside."""
    weights: dict[str, int] = {}
    for trait in traits:
        weights[trait.article_key] = max(weights.get(trait.article_key, 0), _weight(trait))
    weights.pop(article, None)
    return sum(weights.values())


def _weight(trait: Trait) -> int:
    return 2 if trait.stated else 1


def _one_place(a: Trait, b: Trait, rules: MergeRules) -> bool:
    """May two places be one?  A region may be any place in it."""
    if a.place is None or b.place is None or a.place == b.place:
        return True
    reach = rules.same_place_km if a.level == b.level == "settlement" else rules.raion_km
    distance = kilometres(a, b)
    return distance is not None and distance <= reach
