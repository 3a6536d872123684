"""What closes and what is forgotten: state stays bounded, and a late mention finds its event or is told why not."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import date, timedelta
from functools import partial

from msgspec.structs import replace

from tests.steps.merge.invented import START, Merged, killed, mention
from worker.records.mention import Mention
from worker.steps.merge import STEP, merge
from worker.steps.merge.rules import MergeRules

RULES = MergeRules(close_days=10, forget_days=30)
SPEC = changed(STEP, run=partial(merge, rules=RULES))


def on(number: int, day: int, **fields: object) -> Mention:
    """A mention of a strike so many days after START, published the same day."""
    given: dict[str, object] = {"date": (date(2031, 3, 10) + timedelta(days=day)).isoformat()}
    return mention(number, 24 * day, **(given | fields))


def test_state_is_bounded_by_the_window() -> None:
    merged = Merged(spec=SPEC)
    sizes = []
    for day in range(120):
        merged.take(on(day, day))
        sizes.append({name: len(rows) for name, rows in merged.flow.tables.items()})
    assert sizes[60] == sizes[119]
    assert sizes[119] == {"mentions": 11, "cells": 31, "events": 31, "waves": 0, "agendas": 1}


def test_closing_changes_no_event_and_sends_none() -> None:
    merged = Merged([on(1, 0, casualties=killed(3)), on(2, 0)], SPEC)
    (event,) = merged.live
    sent = merged.take(on(3, 20))
    assert [e.mention_ids for e in sent] == [["m3"]]
    assert merged.events[event.event_id] == event
    assert set(merged.flow.tables["mentions"]) == {"UA-63|m3"}


def test_a_late_mention_joins_a_closed_event_and_leaves_its_values() -> None:
    merged = Merged([on(1, 0, casualties=killed(3)), on(3, 20)], SPEC)
    late = mention(4, 24 * 20, background=True, casualties=killed(5))
    (event,) = merged.take(late)
    assert event.mention_ids == ["m1", "m4"]
    assert event.casualties.killed is not None
    assert event.casualties.killed.value == 3
    assert event.revision == 2
    assert merged.flow.notes["merge:late:closed"] == 1
    assert [e.event_id for e in merged.take(late)] == [event.event_id], "sent again, unchanged"
    assert merged.events[event.event_id] == event


def test_a_late_mention_of_a_strike_not_known_founds_its_event() -> None:
    merged = Merged([on(1, 0), on(3, 20)], SPEC)
    (event,) = merged.take(mention(4, 24 * 20, background=True, attacker="UA"))
    assert event.mention_ids == ["m4"]


def test_a_withdrawal_after_the_date_closed_is_noted_and_its_event_stays() -> None:
    merged = Merged([on(1, 0), on(3, 20)], SPEC)
    before = dict(merged.events)
    merged.take(replace(on(1, 0), status="withdrawn", revised_at=START + timedelta(days=21)))
    assert merged.events == before
    assert merged.flow.notes["merge:late:withdrawn"] == 1


def test_what_is_forgotten_is_refused_with_a_note() -> None:
    merged = Merged([on(1, 0), on(2, 40)], SPEC)
    assert merged.take(mention(3, 24 * 40, background=True)) == []
    assert merged.flow.notes["merge:late:forgotten"] == 1
    assert len(merged.events) == 1


def test_regions_close_by_their_own_news() -> None:
    merged = Merged([on(1, 0), on(2, 60, region="UA-14")], SPEC)
    assert "UA-63|m1" in merged.flow.tables["mentions"]


def test_an_event_that_reaches_into_a_closed_date_stays_as_it_is() -> None:
    told = [on(1, 0, casualties=killed(6)), on(2, 1, casualties=killed(6), date_precision="about")]
    merged = Merged(told, SPEC)
    (event,) = merged.live
    merged.take(mention(5, 24 * 10 + 20, date="2031-03-21"))  # closes the first date, not the second
    merged.take(on(6, 1, casualties=killed(6), published_at=START + timedelta(days=11)))
    held = [m for e in merged.live for m in e.mention_ids]
    assert sorted(held) == ["m1", "m2", "m5", "m6"]
    assert event.event_id in merged.events
