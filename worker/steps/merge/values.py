"""The current best value of a quantity among the claims for it.

The rule, clause by clause; each decides only among what the ones before left:

1. A report that does not give the quantity says nothing about it: null is not 0, and 0 is a figure.
2. A figure recalled later, as background, counts only where no report of the strike itself gives one, or where two
   outlets recall the same.
3. A figure below half of what two outlets give is set aside until a second outlet gives it, or an outlet that had
   given more itself: figures of another strike stray in, and tolls seldom fall so far.  A figure above three times what
   three outlets give, and by more than `toll`, is set aside until a second outlet tells of so many: totals stray in.
4. Later: claims more than `settle_hours` older than the newest are out of date, the higher as well as the lower.
5. An exact figure below a bound ("at least") that was given no earlier is out of date.
6. More exact: exact before "about" and "at least", those before "up to".
7. Nearer the source: what an official or the military is quoted with, before a credited agency or a witness, before
   the rest.
8. More outlets with the same figure.
9. The later one.

Claims are alternatives, and a later total includes the earlier one: they are never added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import NamedTuple

from worker.records.event import ClaimedQuantity, QuantityClaim
from worker.records.mention import Mention, Quantity
from worker.steps.merge.rules import MergeRules

_EXACTNESS = {"exact": 2, "about": 1, "at_least": 1, "up_to": 0}
_NEARNESS = {"official": 2, "military": 2, "witness": 1, "outlet": 0}


class Report(NamedTuple):
    """A mention, and how near the source its figures are: by the quantity's name, where the text says who gave it."""

    mention: Mention
    nearness: dict[str, int]


class Told(NamedTuple):
    """One report's figure."""

    quantity: Quantity
    mention: Mention
    nearness: int


def report(mention: Mention) -> Report:
    nearness: dict[str, int] = {}
    for evidence in mention.evidence:
        if evidence.speaker is not None:
            name = evidence.field.rpartition(".")[2]
            nearness[name] = max(nearness.get(name, 0), _NEARNESS[evidence.speaker])
    return Report(mention, nearness)


def told(reports: Sequence[Report], name: str, get: Callable[[Mention], Quantity | None]) -> list[Told]:
    """The figures that reports give for a quantity, in their order.  `name`: the quantity's, as evidence has it."""
    figures = []
    for mention, nearness in reports:
        quantity = get(mention)
        if quantity is not None:
            agency = 1 if mention.provenance.agency else 0
            figures.append(Told(quantity, mention, max(agency, nearness.get(name, 0))))
    return figures


def best_value(figures: Sequence[Told], rules: MergeRules) -> ClaimedQuantity | None:
    """The current value with every claim, oldest first; None where there is none.  `figures`: oldest first."""
    if not figures:
        return None
    counted = _borne_out(_reported(figures), rules) if len(figures) > 1 else figures
    since = max(f.mention.published_at for f in counted) - timedelta(hours=rules.settle_hours)
    counted = [f for f in counted if f.mention.published_at >= since]
    outlets: defaultdict[float, set[str]] = defaultdict(set)
    for figure in counted:
        outlets[figure.quantity.value].add(figure.mention.outlet or figure.mention.article_key)
    bounds: dict[float, datetime] = {}
    for f in counted:
        if f.quantity.qualifier == "at_least":
            bounds[f.quantity.value] = f.mention.published_at
    chosen = max(
        (f for f in counted if not _outdated(f, bounds)),
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


def _borne_out(figures: Sequence[Told], rules: MergeRules) -> Sequence[Told]:
    """Clause 3."""
    outlets: defaultdict[float, set[str]] = defaultdict(set)
    highest: dict[str, float] = {}
    for f in figures:
        outlet = f.mention.outlet or f.mention.article_key
        outlets[f.quantity.value].add(outlet)
        highest[outlet] = max(highest.get(outlet, 0), f.quantity.value)
    agreed = max((value for value, who in outlets.items() if len(who) > 1), default=0)
    common = max((value for value, who in outlets.items() if len(who) > 2), default=inf)
    far = max(3 * common, common + rules.toll)
    so_many = {outlet for outlet, value in highest.items() if value > far}

    def stands(f: Told) -> bool:
        value = f.quantity.value
        corrects = highest[f.mention.outlet or f.mention.article_key] > value
        enough = value * 2 >= agreed or len(outlets[value]) > 1 or corrects
        return enough and (value <= far or len(so_many) > 1)

    return [f for f in figures if stands(f)]


def _outdated(figure: Told, bounds: Mapping[float, datetime]) -> bool:
    """Clause 5.  `bounds`: each "at least" with the last time it was given."""
    return figure.quantity.qualifier == "exact" and any(
        bound > figure.quantity.value and at >= figure.mention.published_at for bound, at in bounds.items()
    )
