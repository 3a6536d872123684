"""Every join and every refusal has its reasons."""

from __future__ import annotations

from tests.steps.merge.invented import IZIUM, Merged, killed, mention
from worker.steps.merge.explain import Explanation, explain


def _explained(merged: Merged, mention_id: str) -> Explanation:
    (event,) = [event for event in merged.live if mention_id in event.mention_ids]
    explanation = explain(merged.flow.tables, event.event_id)
    assert explanation is not None
    return explanation


def test_a_join_and_a_refusal_say_why() -> None:
    merged = Merged([mention(1, casualties=killed(4)), mention(2, 1, place=IZIUM), mention(3, 2, casualties=killed(4))])
    explanation = _explained(merged, "m1")
    assert (explanation.founder, explanation.seed) == ("m1", "m1")
    (joined,) = explanation.joined
    assert (joined.mention_id, joined.joins, joined.points) == ("m3", True, 5.0)
    assert joined.reasons == ["same place +3", "killed 4 in both +2"]
    (refused,) = explanation.refused
    assert (refused.mention_id, refused.joins, refused.points) == ("m2", False, None)
    assert refused.reasons == ["another place, 112 km away"]


def test_the_better_of_two_candidates_is_told_with_the_other() -> None:
    first = mention(1, casualties=killed(22))
    second = mention(2, casualties=killed(1), article_key=first.article_key)
    third = mention(3, 5, casualties=killed(22))
    explanation = _explained(Merged([first, second, third]), "m3")
    assert [c.mention_id for c in explanation.joined] == ["m3"]
    (other,) = [c for c in explanation.elsewhere if c.mention_id == "m3"]
    assert other.points is not None and explanation.joined[0].points is not None
    assert other.points < explanation.joined[0].points


def test_explaining_changes_nothing_and_an_unknown_id_has_no_explanation() -> None:
    merged = Merged([mention(2, 3)])
    old = merged.live[0].event_id
    merged.take(mention(1))
    before = {name: dict(rows) for name, rows in merged.flow.tables.items()}
    _explained(merged, "m1")
    assert merged.flow.tables == before
    assert explain(merged.flow.tables, old) is None
    assert explain(merged.flow.tables, "ev-0") is None
