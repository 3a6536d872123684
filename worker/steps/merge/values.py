"""The current best value of a quantity among the claims for it.

The rule, clause by clause; each decides only among what the ones before left:

1. A report that does not give the quantity says nothing about it: null is not 0, and 0 is a figure.
2. A figure recalled later, as background, counts only where no report of the strike itself gives one, or where two outlets
   recall the same.
3. Later: claims more than `settle_hours` older than the newest are out of date, the higher as well as the lower.
4. An exact figure below a bound ("at least") that was given no earlier is out of date.
5. More exact: exact before "about" and "at least", those before "up to".
6. Nearer the source: what an official or the military is quoted with, before a credited agency or a witness, before the rest.
7. More outlets with the same figure.
8. The later one.

Claims are alternatives, and a later total includes the earlier one: they are never added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

from worker.records.event import ClaimedQuantity, QuantityClaim
from worker.records.mention import Mention, Quantity
from worker.steps.merge.rules import MergeRules

_EXACTNESS = {"exact": 2, "about": 1, "at_least": 1, "up_to": 0}
_NEARNESS = {"official": 2, "military": 2, "witness": 1, "outlet": 0}


class Told(NamedTuple):
    """One mention's figure."""

    quantity: Quantity
    mention: Mention
    nearness: int


def told(mentions: Sequence[Mention], name: str, get: Callable[[Mention], Quantity | None]) -> list[Told]:
    """The figures that the mentions give for a quantity, in their order.  `name`: of the quantity, as evidence names it."""
    return [
        Told(quantity, mention, _nearness(mention, name))
        for mention in mentions
        if (quantity := get(mention)) is not None
    ]


def _nearness(mention: Mention, name: str) -> int:
    near = 1 if mention.provenance.agency else 0
    for evidence in mention.evidence:
        if evidence.speaker is not None and evidence.field.rpartition(".")[2] == name:
            near = max(near, _NEARNESS[evidence.speaker])
    return near


def best_value(figures: Sequence[Told], rules: MergeRules) -> ClaimedQuantity | None:
    """The current value with every claim, oldest first; None where there is none.  `figures`: in order of publication."""
    if not figures:
        return None
    counted = _reported(figures)
    since = max(f.mention.published_at for f in counted) - timedelta(hours=rules.settle_hours)
    counted = [f for f in counted if f.mention.published_at >= since]
    outlets: defaultdict[float, set[str]] = defaultdict(set)
    for figure in counted:
        outlets[figure.quantity.value].add(figure.mention.outlet or figure.mention.article_key)
    chosen = max(
        (f for f in counted if not _outdated(f, counted)),
        key=lambda f: (
            _EXACTNESS[f.quantity.qualifier],
            f.nearness,
            len(outlets[f.quantity.value]),
            f.mention.published_at,
            f.mention.mention_id,
        ),
    )
    return ClaimedQuantity(
        value=chosen.quantity.value,
        qualifier=chosen.quantity.qualifier,
        claims=[
            QuantityClaim(
                value=f.quantity.value,
                qualifier=f.quantity.qualifier,
                outlet=f.mention.outlet,
                article_id=f.mention.article_id,
                published_at=f.mention.published_at,
            )
            for f in figures
        ],
    )


def _reported(figures: Sequence[Told]) -> Sequence[Told]:
    """Clause 2."""
    news = [f for f in figures if not f.mention.background]
    if not news:
        return figures
    recalled: defaultdict[float, set[str]] = defaultdict(set)
    for f in figures:
        if f.mention.background:
            recalled[f.quantity.value].add(f.mention.outlet or f.mention.article_key)
    return news + [f for f in figures if f.mention.background and len(recalled[f.quantity.value]) > 1]


def _outdated(figure: Told, counted: Sequence[Told]) -> bool:
    """Clause 4."""
    return figure.quantity.qualifier == "exact" and any(
        other.quantity.qualifier == "at_least"
        and other.quantity.value > figure.quantity.value
        and other.mention.published_at >= figure.mention.published_at
        for other in counted
    )
