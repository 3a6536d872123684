"""The mentions of a region around a date, and the clusters they fall into.

The clusters are a function of the set of mentions, in four tiers, so that what one mention changes ends within days:

1. mentions certain of their day cluster with others of that date;
2. those of a night join a cluster of the date it ends on or of the evening before, else they cluster among themselves;
3. those about a date join a cluster of it or of a neighbouring date, else they cluster among themselves;
4. so do those whose figures are of a neighbouring date (see `echoes`), however sure their own.

A later tier never changes what an earlier one sees.  Within a tier and a date mentions are taken in a fixed order (the
most closely placed first, then by publication), each joining the best cluster that `compare` allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec.structs import replace

from worker.records.neighbourhood import Trait
from worker.steps.merge.cells import Cells, anchor_of, shifted
from worker.steps.merge.cluster import Cluster
from worker.steps.merge.compare import Verdict, compare, ruled_out
from worker.steps.merge.echoes import BESIDE, is_echo, like
from worker.steps.merge.rules import MergeRules
from worker.steps.step import Tables

DAY, NIGHT, ABOUT, ECHO = TIERS = (0, 1, 2, 3)
_TIERS = {"day": DAY, "night": NIGHT, "about": ABOUT}
_LEVELS = {"settlement": 0, "raion": 1, "region": 2, "unknown": 3}
_REACH = {DAY: (0,), NIGHT: (0, -1), ABOUT: (0, -1, 1), ECHO: (0, -1, 1)}
"""Tier → the dates, relative to its own, whose clusters of earlier tiers a mention may join."""

SIDEWAYS = range(-4, 6)
"""Dates around a mention's own whose clusters it may change: it makes echoes of mentions of the next dates, or no
longer; their tier changes those about a date from two days before to three after it."""

Rank = tuple[bool, int, datetime, str]
Trace = Callable[[Trait, Cluster, Verdict, bool], None]
"""Told of every comparison, and whether it allows a join: for explanations."""


def tier_of(trait: Trait) -> int:
    return ECHO if trait.echo else _TIERS[trait.precision]


def rank(trait: Trait) -> Rank:
    """The order in which mentions of one tier and date are taken; withdrawn ones last, so that they lead no other."""
    return (not trait.live, _LEVELS[trait.level], trait.published_at, trait.mention_id)


def _difference(before: list[Cluster], after: list[Cluster]) -> list[Cluster]:
    """The clusters of either that the other does not have just so."""
    old, new = ({cluster.seed: cluster for cluster in clusters} for clusters in (before, after))
    changed = {seed for seed in old.keys() | new.keys() if seed not in old or seed not in new}
    changed |= {seed for seed in old.keys() & new.keys() if old[seed].traits != new[seed].traits}
    return [cluster for cluster in (*before, *after) if cluster.seed in changed]


def _unambiguous(found: list[tuple[float, Cluster]], lead: float) -> list[tuple[float, Cluster]]:
    """Without the clusters of narrower places, unless the best of them leads the next by enough."""
    narrow = [points for points, cluster in found if cluster.narrow]
    if len(narrow) > 1 and narrow[0] - narrow[1] < lead:
        return [(points, cluster) for points, cluster in found if not cluster.narrow]
    return found


class Neighbourhood(Cells):
    """Cells whose mentions are settled into clusters: every mention's `home` names its cluster."""

    def __init__(self, tables: Tables, region: str, rules: MergeRules, trace: Trace | None = None) -> None:
        super().__init__(tables, region)
        self._rules = rules
        self._trace = trace
        self._tiers: dict[str, dict[int, list[Trait]]] = {}
        self._founded: dict[tuple[int, str], list[Cluster]] = {}

    def put(self, day: str, trait: Trait) -> None:
        """Stores a new or changed mention and settles all that it may touch."""
        known = self.trait(day, trait.mention_id)
        trait = replace(trait, home=known.home if known else "", late=known.late if known else False)
        if self.cell(day).closed:
            self._store(day, trait)
            if known is None:
                self._place_late(day, trait)
        else:
            self._change(day, known, trait)
        self._homes.add(self.traits(day)[trait.mention_id].home)

    def drop(self, day: str, mention_id: str) -> Trait | None:
        """Takes away a mention that gives another date now; returns its keys."""
        trait = self.trait(day, mention_id)
        if trait is not None:
            self._change(day, trait, None)
        return trait

    def raiders(self, day: str) -> set[str | None]:
        """The sides of the raids known over a date: all of a wave that the clusters depend on."""
        return {wave.attacker for wave in self.cell(day).waves.values() if wave.raid}

    def resettle(self, day: str) -> None:
        """Works the date out anew: what is known beside its mentions has changed."""
        dates = {day}
        for tier in TIERS:
            dates |= {shifted(date, -days) for date in dates for days in _REACH[tier]}
            for date in sorted(dates):
                self._cluster(date, tier)

    def _change(self, day: str, before: Trait | None, after: Trait | None) -> None:
        """Stores or removes a mention, marks the echoes that it makes or unmakes, and settles what that touches."""
        versions = [trait for trait in (before, after) if trait is not None]
        related = {
            (date, other.mention_id): other
            for date in (shifted(day, days) for days in BESIDE)
            for trait in versions
            if trait.figures
            for other in like(trait, self._told(date), self._rules)
        }
        may_change = [(day, trait) for trait in versions] + [(date, other) for (date, _), other in related.items()]
        founded = {
            (tier, date): self._founding(tier, date)
            for date, trait in may_change
            for tier in ({_TIERS[trait.precision], ECHO} if related else {tier_of(trait)})
        }
        first: dict[tuple[int, str], Rank] = {}

        def changed(date: str, *traits: Trait) -> None:
            for trait in traits:
                key = (tier_of(trait), date)
                first[key] = min(first.get(key, rank(trait)), rank(trait))

        if after is not None:
            self._store(day, after)
            if related:
                related[day, after.mention_id] = after
        elif before is not None:
            self._remove(day, before)
        for (date, _), trait in related.items():
            echo = is_echo(trait, date, self._told, self._rules)
            if echo != trait.echo:
                marked = replace(trait, echo=echo)
                self._store(date, marked)
                changed(date, trait, marked)
        changed(day, *versions)
        self._settle(first, founded)

    def _told(self, day: str) -> list[Trait]:
        """The mentions of a date that is open."""
        return [] if self.cell(day).closed else list(self.traits(day).values())

    def _settle(self, first: dict[tuple[int, str], Rank], founded: dict[tuple[int, str], list[Cluster]]) -> None:
        """Works out tiers of dates from those ranks on, and those later ones that the change concerns.

        `founded`: the clusters of each before the change.
        """
        changes: dict[tuple[int, str], list[Cluster]] = {}
        for tier in TIERS:
            dates = {date for later, date in first if later == tier}
            dates |= {shifted(date, -days) for _, date in changes for days in _REACH[tier]}
            for date in sorted(dates):
                changed = [
                    cluster
                    for days in _REACH[tier]
                    for earlier in range(tier)
                    for cluster in changes.get((earlier, shifted(date, days)), ())
                ]
                concerned = bool(changed) and self._concerns(date, tier, changed)
                if concerned or (tier, date) in first:
                    before = founded[tier, date] if (tier, date) in founded else self._founding(tier, date)
                    self._cluster(date, tier, None if concerned else first[tier, date])
                    if difference := _difference(before, self._founding(tier, date)):
                        changes[tier, date] = difference

    def _concerns(self, day: str, tier: int, changed: list[Cluster]) -> bool:
        """Could any mention of the tier join one of these?  If none can, it settles as it did without them."""
        return any(self._joinable(trait, day, changed) for trait in self._tier(day, tier))

    def _cluster(self, day: str, tier: int, first: Rank | None = None) -> None:
        """Settles the mentions of one tier and date, from `first` on; those before it stand as they are."""
        if self.cell(day).closed:
            return
        traits = self._tier(day, tier)
        self._founded.pop((tier, day), None)
        if not traits:
            return
        clusters = {cluster.seed: cluster for cluster in self._candidates(day, tier)}
        own: set[str] = set()
        fixed = self._fixed(day)
        for trait in traits:
            if (first is not None and rank(trait) < first) or trait.home in fixed:
                home = trait.home
            else:
                home = self._best(trait, day, clusters.values()) or f"{day}|{trait.mention_id}"
                self._rehome(day, trait, home, late=home in fixed)
            if home not in own:
                own.add(home)
                shared = clusters.get(home)
                clusters[home] = shared.copy() if shared else Cluster(anchor_of(home), home)
            clusters[home].add(trait)

    def _fixed(self, day: str) -> set[str]:
        """Clusters around a date that reach into closed dates: their events stay as they are."""
        dates = (shifted(day, days) for days in (-2, -1, 0, 1, 2))
        return {trait.home for date in dates if self.cell(date).closed for trait in self.traits(date).values()}

    def _place_late(self, day: str, trait: Trait) -> None:
        """A mention of a closed date: no other one is moved for it."""
        clusters = [cluster for tier in TIERS for cluster in self._founding(tier, day)]
        clusters += self._candidates(day, tier_of(trait))
        distinct = {cluster.seed: cluster for cluster in clusters if cluster.seed[11:] != trait.mention_id}
        home = self._best(trait, day, distinct.values())
        self._rehome(day, trait, home or f"{day}|{trait.mention_id}", late=home is not None)

    def _best(self, trait: Trait, day: str, clusters: Iterable[Cluster]) -> str | None:
        """The cluster to join, or None.  Ties go to the cluster that came first."""
        found = self._joinable(trait, day, clusters)
        found.sort(key=lambda scored: -scored[0])
        if trait.level in ("region", "unknown"):
            found = _unambiguous(found, self._rules.clear_lead)
        return found[0][1].seed if found else None

    def _joinable(self, trait: Trait, day: str, clusters: Iterable[Cluster]) -> list[tuple[float, Cluster]]:
        """The clusters that a mention may join, each with the points for it."""
        raid = self._raid(day, trait)
        quick = self._trace is None and not raid
        found = []
        for cluster in clusters:
            if quick and ruled_out(trait, cluster):
                continue
            days = 0 if cluster.anchor == day else 1 if cluster.anchor > day else -1
            verdict = compare(trait, cluster, self._rules, raid=raid, days=days)
            joins = verdict.points is not None and verdict.points >= self._rules.enough
            if self._trace is not None:
                self._trace(trait, cluster, verdict, joins)
            if joins and verdict.points is not None:
                found.append((verdict.points, cluster))
        return found

    def _raid(self, day: str, trait: Trait) -> bool:
        raiders = self.raiders(day)
        return bool(raiders) and (trait.attacker is None or not raiders.isdisjoint((None, trait.attacker)))

    def _candidates(self, day: str, tier: int) -> list[Cluster]:
        """Clusters of earlier tiers that a mention of this tier and date may join."""
        return [
            cluster
            for days in _REACH[tier]
            for earlier in range(tier)
            for cluster in self._founding(earlier, shifted(day, days))
        ]

    def _founding(self, tier: int, day: str) -> list[Cluster]:
        """The clusters that mentions of this tier and date founded, without those of later tiers."""
        if (tier, day) not in self._founded:
            clusters: dict[str, Cluster] = {}
            own = self._tier(day, tier)
            seeds = {f"{day}|{t.mention_id}" for t in own}
            for trait in own:
                if trait.home in seeds:
                    if trait.home not in clusters:
                        clusters[trait.home] = Cluster(day, trait.home)
                    clusters[trait.home].add(trait)
            self._founded[tier, day] = list(clusters.values())
        return self._founded[tier, day]

    def _tier(self, day: str, tier: int) -> list[Trait]:
        """The mentions of a tier and date in their order."""
        tiers = self._tiers.setdefault(day, {})
        if tier not in tiers:
            tiers[tier] = sorted((t for t in self.traits(day).values() if tier_of(t) == tier), key=rank)
        return tiers[tier]

    def _store(self, day: str, trait: Trait) -> None:
        super()._store(day, trait)
        self._tiers.pop(day, None)

    def _remove(self, day: str, trait: Trait) -> None:
        super()._remove(day, trait)
        self._tiers.pop(day, None)

    def _rehome(self, day: str, trait: Trait, home: str, *, late: bool) -> None:
        if trait.home != home:
            self._homes.add(home)
            self._store(day, replace(trait, home=home, late=late))
