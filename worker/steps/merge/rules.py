"""What decides whether two mentions tell of one strike, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

LONG_RANGE = frozenset({"drone", "missile", "ballistic_missile", "cruise_missile"})
"""Weapons of a raid, which may fall on many towns at once."""
BATTLEFIELD = frozenset({"artillery", "rocket", "bomb"})
"""Weapons of the front, fired at one place after another all day."""
MISSILES = frozenset({"missile", "ballistic_missile", "cruise_missile", "rocket"})
"""Types that one report tells exactly and another just calls missiles or rockets."""

SHELLED_DAILY = frozenset({"residential", "military"})
"""What the front shells everywhere and every day; a bridge, a depot or a market tells one place from another."""
RAID_WEAPONS = 10
"""So many long-range weapons, counted, make a wave a raid; many a report tells of none of them that "cities across the
country" were struck, which on most days are attacks of their own."""


@dataclass(frozen=True, slots=True)
class MergeRules:
    """Points are for choosing among clusters that nothing rules out; a mention joins the best one that has enough."""

    same_place_km: float = 12.0
    """Nearer settlements are one place: a suburb, an airfield and its town, a city's district.  At most 30."""
    raion_km: float = 60.0
    """A raion reaches at most that far from its centre."""

    enough: float = 0.0
    """Points to join a cluster: no more speaks against it than for it."""
    across: float = 3.0
    """Against a cluster of a neighbouring date: one of the mention's own comes first, where both will do."""
    across_undated: float = 1.0
    """The same, of the day before, for a report that gives no date: it follows the strike."""
    clear_lead: float = 0.5
    """A mention of the whole region joins one of several strikes there only if that one leads by this much."""

    place: float = 3.0
    elsewhere: float = 2.0
    """Against a strike that is told of another place, where the toll and the target are its own: reports name the next
    city, the region's capital or the place of another attack."""
    weapon: float = 1.0
    """Agrees: that much for; battlefield against long-range: that much against."""
    target: float = 1.0
    count: float = 2.0
    """The same number of dead, injured or weapons; a toll that fell by half speaks as much against it."""
    facility: float = 3.0
    time_of_day: float = 2.0
    kind: float = 1.5
    """All shot down in one report, hits in the other: against, unless a wave is known, which holds both."""

    toll_fall: float = 0.5
    """A later toll below this share of an earlier one is not a correction but another strike."""

    toll: float = 10.0
    """As many dead, or injured, as two strikes on one place within days seldom have alike: a toll tells a strike."""
    figures: float = 6.0
    """Two or more figures that are the same tell a strike, if they add up to this: a single casualty is common."""

    settle_hours: float = 12.0
    """Claims this close to the newest one are of the same state of knowledge: being later alone does not decide."""

    copy_similarity: float = 0.5
    """Jaccard similarity of word 5-grams from which a text is a copy; copies measured 0.64-0.95, others 0.05."""
    evidence_kept: int = 20
    """Pieces of evidence an event carries, the newest of every field first; each source keeps its own in `mentions`."""

    close_days: int = 365
    """A date closes this many days after which its mentions are not kept.  Late ones still find their event."""
    forget_days: int = 730
    """After this many days a strike is not looked for any more."""


RULES = MergeRules()
