"""The mentions taken for one strike so far, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from worker.records.neighbourhood import Trait


@dataclass(slots=True)
class Known:
    """What the mentions of a cluster say together, their places aside."""

    sides: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    weapons: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    facilities: set[str] = field(default_factory=set)
    times: set[str] = field(default_factory=set)
    counts: dict[str, dict[float, datetime]] = field(default_factory=dict)
    """Quantity → value → when it was first reported."""
    strikes: bool = False
    """Some mention tells of hits, not of interceptions alone."""
    regional: bool = False
    """Some mention names the region for its place."""

    def add(self, trait: Trait) -> None:
        if trait.attacker is not None:
            self.sides.add(trait.attacker)
        if trait.live:
            self.articles.add(trait.article_key)
        self.weapons.update(trait.weapons)
        self.targets.update(trait.targets)
        if trait.facility is not None:
            self.facilities.add(trait.facility)
        if trait.time_of_day is not None:
            self.times.add(trait.time_of_day)
        for name, value in trait.counts.items():
            seen = self.counts.setdefault(name, {})
            if value not in seen or trait.published_at < seen[value]:
                seen[value] = trait.published_at
        self.strikes = self.strikes or trait.kind != "interception"
        self.regional = self.regional or trait.level == "region"


class Cluster:
    """The mentions taken for one strike so far.  What they say is put together when it is first asked for: of most
    clusters only the place is."""

    __slots__ = ("_known", "anchor", "figures", "places", "raions", "seed", "traits")

    def __init__(self, anchor: str, seed: str) -> None:
        self.anchor = anchor
        """Its date, `YYYY-MM-DD`."""
        self.seed = seed
        self.traits: list[Trait] = []
        """Those that count: a withdrawn mention tells nothing, unless the cluster began with it."""
        self.places: dict[str, Trait] = {}
        """A mention of each settlement named."""
        self.raions: dict[str, Trait] = {}
        self.figures: set[str] = set()
        self._known: Known | None = None

    @property
    def narrow(self) -> bool:
        """Is a place within the region known?"""
        return bool(self.places or self.raions)

    @property
    def known(self) -> Known:
        if self._known is None:
            self._known = Known()
            for trait in self.traits:
                self._known.add(trait)
        return self._known

    def copy(self) -> Cluster:
        """A cluster that can grow without this one."""
        copy = Cluster(self.anchor, self.seed)
        for trait in self.traits:
            copy.add(trait)
        return copy

    def add(self, trait: Trait) -> None:
        if not trait.live and self.traits:
            return
        self.traits.append(trait)
        self.figures.update(trait.figures)
        if trait.place is not None:
            (self.places if trait.level == "settlement" else self.raions).setdefault(trait.place, trait)
        if self._known is not None:
            self._known.add(trait)
