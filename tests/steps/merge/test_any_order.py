"""Any order of the same mentions, some of them twice, ends in the same live events; nothing is ever lost."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import timedelta
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.steps.merge.invented import CHUHUIV, IZIUM, KHARKIV, OBLAST, SALTIVKA, START, Merged, mention
from worker.records.event import StrikeEvent
from worker.records.mention import Casualties, Evidence, Mention, Quantity, WeaponUse
from worker.steps.merge import STEP, merge
from worker.steps.merge.rules import MergeRules

_DAYS = [f"2031-03-{day:02d}" for day in (8, 9, 9, 10, 10, 11, 12, 13)]


@st.composite
def mentions(draw: st.DrawFn) -> list[Mention]:
    """Mentions of strikes on one region over six days, and waves over its country, from a few articles."""
    count = draw(st.integers(2, 14))
    found: list[Mention] = []
    for number in range(count):
        wave = draw(st.booleans()) and draw(st.booleans())
        article = draw(st.integers(0, 9))
        published = START + timedelta(hours=draw(st.sampled_from([0, 0, 5, 26, 96])))
        found.append(
            mention(
                number,
                article_id=f"a{article}",
                article_key=f"a{article}",
                outlet=f"outlet-{article}.example",
                published_at=published,
                revised_at=published,
                kind="wave" if wave else draw(st.sampled_from(["strike", "strike", "interception"])),
                region="UA" if wave else "UA-63",
                place=None if wave else draw(st.sampled_from([KHARKIV, SALTIVKA, IZIUM, CHUHUIV, OBLAST, None])),
                attacker=draw(st.sampled_from(["RU", "RU", "RU", "UA", None])),
                date=draw(st.sampled_from(_DAYS)),
                date_precision=draw(st.sampled_from(["day", "day", "night", "about"])),
                time_of_day=draw(st.sampled_from([None, None, "night", "afternoon"])),
                weapons=[
                    WeaponUse(type=w, launched=draw(st.sampled_from([None, Quantity(12)])))  # type: ignore[arg-type]
                    for w in sorted(draw(st.sets(st.sampled_from(["drone", "missile", "artillery"]))))
                ],
                casualties=Casualties(
                    killed=draw(st.sampled_from([None, Quantity(0), Quantity(3), Quantity(11), Quantity(11)]))
                ),
                evidence=draw(st.sampled_from([[], [Evidence(field="date", start=0, end=6, text="Monday")]])),
                targets=draw(st.sampled_from([[], ["residential"], ["energy"], ["rail"]])),
            )
        )
    return found


def _values(merged: Merged) -> dict[str, StrikeEvent]:
    return {event.event_id: replace(event, revision=0) for event in merged.live}


@settings(max_examples=100, deadline=None)
@given(mentions(), st.randoms(use_true_random=False))
def test_any_order_with_repeats_ends_in_the_same_events(told: list[Mention], random: object) -> None:
    shuffled = [*told, *told[: len(told) // 2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _values(Merged(shuffled)) == _values(Merged(told))


@settings(max_examples=100, deadline=None)
@given(mentions())
def test_every_mention_is_in_exactly_one_event_at_every_moment(told: list[Mention]) -> None:
    merged = Merged()
    for number, one in enumerate(told, start=1):
        merged.take(one)
        held = [mention_id for event in merged.live for mention_id in event.mention_ids]
        assert sorted(held) == sorted(m.mention_id for m in told[:number])


@settings(max_examples=100, deadline=None)
@given(mentions())
def test_revisions_rise_and_every_change_is_sent(told: list[Mention]) -> None:
    merged = Merged()
    sent: dict[str, StrikeEvent] = {}
    for one in told:
        for event in merged.take(one):
            known = sent.get(event.event_id)
            assert known is None or event.revision > known.revision or event == known
            sent[event.event_id] = event
        assert sent == merged.events


@settings(max_examples=100, deadline=None)
@given(mentions())
def test_an_id_that_gave_way_resolves_to_a_live_event(told: list[Mention]) -> None:
    merged = Merged(told)
    for event in merged.events.values():
        seen = set()
        while event.status == "merged":
            assert event.event_id not in seen and event.merged_into is not None
            seen.add(event.event_id)
            event = merged.events[event.merged_into]


@settings(max_examples=100, deadline=None)
@given(mentions(), st.data())
def test_a_withdrawn_mention_is_as_good_as_never_told_and_ids_stay(told: list[Mention], data: st.DataObject) -> None:
    taken = data.draw(st.sampled_from(told))
    back = replace(taken, status="withdrawn", revised_at=taken.revised_at + timedelta(hours=200))
    merged = Merged([*told, back])
    assert _values(merged) == _values(Merged([back, *told]))
    held = sorted(mention_id for event in merged.live for mention_id in event.mention_ids)
    assert held == sorted(m.mention_id for m in told if m is not taken)
    assert all((event.status == "retracted") == (not event.mention_ids) for event in merged.live)


@settings(max_examples=100, deadline=None)
@given(mentions())
def test_the_same_mention_twice_changes_nothing_and_sends_again(told: list[Mention]) -> None:
    merged = Merged(told[:-1])
    first = {event.event_id: event for event in merged.take(told[-1])}
    events = dict(merged.events)
    again = {event.event_id: event for event in merged.take(told[-1])}
    assert merged.events == events
    assert first.items() <= again.items()


@settings(max_examples=100, deadline=None)
@given(mentions(), st.integers(0, 3))
def test_nothing_is_lost_or_doubled_while_dates_close(told: list[Mention], close_days: int) -> None:
    rules = MergeRules(close_days=close_days, forget_days=1000)
    merged = Merged(spec=changed(STEP, run=partial(merge, rules=rules)))
    for number, one in enumerate(told, start=1):
        merged.take(one)
        held = [mention_id for event in merged.live for mention_id in event.mention_ids]
        assert sorted(held) == sorted(m.mention_id for m in told[:number])


@settings(max_examples=100, deadline=None)
@given(mentions(), st.integers(0, 2), st.integers(0, 3))
def test_nothing_is_doubled_while_dates_are_forgotten(told: list[Mention], close_days: int, more_days: int) -> None:
    rules = MergeRules(close_days=close_days, forget_days=close_days + more_days)
    merged = Merged(told, changed(STEP, run=partial(merge, rules=rules)))
    held = [mention_id for event in merged.live for mention_id in event.mention_ids]
    assert len(held) == len(set(held))
    for table in ("mentions", "events"):
        assert len(merged.flow.tables[table]) <= len(told)
