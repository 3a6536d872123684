"""How many sources are behind an event that do not repeat one another.

A report has an owner (its outlet's) and an origin: the official first named as its source, else the agency it credits,
else the owner.  Copies of one text have the origin of the earliest.  The count is the size of the largest set of
reports no two of which share an owner or an origin: a maximum matching of owners with origins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import yaml

from worker.records.mention import Mention

_FILE = Path(__file__).parents[2] / "data" / "owners.yaml"


@dataclass(frozen=True, slots=True)
class Owners:
    owner_by_domain: dict[str, str]
    trusted: frozenset[str]

    def owner_of(self, outlet: str | None) -> str | None:
        """The owner of an outlet given by its domain, else the outlet itself, in lower case."""
        if outlet is None:
            return None
        name = outlet.casefold().removeprefix("www.")
        domain = name
        while domain:
            if domain in self.owner_by_domain:
                return self.owner_by_domain[domain]
            domain = domain.partition(".")[2]
        return name


@cache
def owners() -> Owners:
    """The owners' file, read once."""
    data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    by_domain = {domain: owner for owner, domains in data["owners"].items() for domain in domains}
    return Owners(by_domain, frozenset(data["trusted"]))


def is_trusted(mention: Mention, known: Owners) -> bool:
    """Is this the report of an owner whose word is enough?"""
    return known.owner_of(mention.outlet) in known.trusted


def independent_sources(mentions: Sequence[Mention], known: Owners, copy_similarity: float) -> int:
    """The size of the largest set of mentions no two of which share owner or origin.  `mentions`: oldest first."""
    originals = _originals(mentions, copy_similarity)
    origins: dict[str, set[str]] = {}
    for mention, original in zip(mentions, originals, strict=True):
        owner = known.owner_of(mention.outlet) or mention.article_key
        origins.setdefault(owner, set()).add(_origin(mentions[original], known))
    return _matching(origins)


def _origin(mention: Mention, known: Owners) -> str:
    provenance = mention.provenance
    if provenance.official:
        return f"official {provenance.official}"
    if provenance.agency:
        return provenance.agency.casefold()
    return known.owner_of(mention.outlet) or mention.article_key


def _originals(mentions: Sequence[Mention], similarity: float) -> list[int]:
    """For each mention the index of the earliest one that its text is a copy of: its own where it is none.

    Candidates share a band of two sketch values: of texts with similarity s, 1 - (1 - s²)¹⁶ do, all but 0.02% at
    s = 0.65 (locality-sensitive hashing: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
    """
    buckets: dict[tuple[int, ...], int] = {}
    originals = list(range(len(mentions)))
    for index, mention in enumerate(mentions):
        sketch = mention.provenance.sketch
        bands = list(zip(count(), sketch[::2], sketch[1::2], strict=False))
        for candidate in sorted({buckets[band] for band in bands if band in buckets}):
            other = mentions[candidate].provenance.sketch
            if sum(a == b for a, b in zip(sketch, other, strict=False)) >= similarity * len(sketch):
                originals[index] = originals[candidate]
                break
        for band in bands:
            buckets.setdefault(band, index)
    return originals


def _matching(edges: dict[str, set[str]]) -> int:
    """Size of a maximum bipartite matching (Kuhn's algorithm: augmenting paths)."""
    owner_by_origin: dict[str, str] = {}

    def place(owner: str, tried: set[str]) -> bool:
        for origin in sorted(edges[owner] - tried):
            tried.add(origin)
            if origin not in owner_by_origin or place(owner_by_origin[origin], tried):
                owner_by_origin[origin] = owner
                return True
        return False

    return sum(place(owner, set()) for owner in sorted(edges))
