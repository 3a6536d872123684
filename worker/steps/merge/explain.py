"""Why an event is what it is: its mentions, what spoke for each of them, and what was turned away."""

from __future__ import annotations

import msgspec

from worker.records.event import StrikeEvent
from worker.records.neighbourhood import Trait
from worker.steps.merge.cells import shifted
from worker.steps.merge.cluster import Cluster
from worker.steps.merge.compare import Verdict
from worker.steps.merge.neighbourhood import Neighbourhood
from worker.steps.merge.rules import RULES, MergeRules
from worker.steps.step import Tables


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """A mention against an event, as the rules see it."""

    mention_id: str
    article_key: str
    event_id: str
    joins: bool
    """False where a rule forbids it, or the points are too few."""
    points: float | None
    reasons: list[str]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    event: StrikeEvent
    founder: str
    """The mention that the event's id comes from."""
    seed: str
    """The mention that the others were compared with first: the most closely placed, then the earliest."""
    joined: list[Comparison]
    """For each further mention, why it is here."""
    elsewhere: list[Comparison]
    """For each mention that could also have joined another event, or was refused there: that comparison."""
    refused: list[Comparison]
    """Mentions of neighbouring events that were held against this one and are not of it."""


def explain(tables: Tables, event_id: str, rules: MergeRules = RULES) -> Explanation | None:
    """Works the event's neighbourhood out again and listens.  None where the event is not known, or has given way; the
    comparisons are empty where its date is closed."""
    event: StrikeEvent | None = tables["events"].get(event_id)
    if event is None or event.status == "merged":
        return None
    heard: list[tuple[Trait, Cluster, Verdict, bool]] = []
    hood = Neighbourhood(tables, event.region, rules, trace=lambda *comparison: heard.append(comparison))
    hood.resettle(event.date)
    ids: dict[str, str] = {}
    for days in (-2, -1, 0, 1, 2):
        for home in {trait.home for trait in hood.traits(shifted(event.date, days)).values()}:
            ids[home] = hood.event_id(home)
    home = next((home for home, its_id in ids.items() if its_id == event_id), "")
    members = hood.members(home) if home else []
    ours = {trait.mention_id for trait in members}
    comparisons = [
        (cluster.seed == home, _comparison(trait, ids.get(cluster.seed, ""), verdict, joins))
        for trait, cluster, verdict, joins in heard
    ]
    return Explanation(
        event=event,
        founder=members[0].mention_id if members else "",
        seed=home[11:],
        joined=[c for here, c in comparisons if here and c.mention_id in ours],
        elsewhere=[c for here, c in comparisons if not here and c.mention_id in ours],
        refused=[c for here, c in comparisons if here and c.mention_id not in ours],
    )


def _comparison(trait: Trait, event_id: str, verdict: Verdict, joins: bool) -> Comparison:
    return Comparison(
        mention_id=trait.mention_id,
        article_key=trait.article_key,
        event_id=event_id,
        joins=joins,
        points=verdict.points,
        reasons=verdict.reasons,
    )
