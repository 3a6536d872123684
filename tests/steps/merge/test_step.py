"""An event's life: founded, joined, corrected, merged, split, retracted."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from tests.steps.merge.invented import IZIUM, START, Merged, killed, mention
from worker.records.event import StrikeEvent
from worker.records.mention import Evidence, Mention, Quantity


def _only(merged: Merged) -> StrikeEvent:
    (event,) = merged.live
    return event


def _corrected(one: Mention, hours: float, **fields: object) -> Mention:
    return replace(one, revised_at=START + timedelta(hours=hours), **fields)


def test_an_event_is_sent_under_its_id_to_the_partition_of_its_region() -> None:
    merged = Merged([mention(1)])
    sent = merged.sent[-1]
    assert (sent.topic, sent.key, sent.partition_key) == ("strike-events", _only(merged).event_id, "UA-63")


def test_a_revision_counts_the_versions_of_the_mentions() -> None:
    merged = Merged()
    revisions = [[e.revision for e in merged.take(m)] for m in (mention(1), mention(2, 1), mention(3, 2))]
    assert revisions == [[1], [2], [3]]
    backwards = Merged([mention(3, 2), mention(2, 1), mention(1)])
    assert [(e.event_id, e.revision) for e in backwards.live] == [(e.event_id, 3) for e in merged.live]


def test_the_earliest_report_founds_the_event_and_an_earlier_one_takes_over() -> None:
    merged = Merged([mention(2, 5)])
    first = _only(merged)
    merged.take(mention(1, 1))
    stub = merged.events[first.event_id]
    assert (stub.status, stub.merged_into) == ("merged", _only(merged).event_id)
    assert stub.revision == 2
    assert _only(merged).event_id == _only(Merged([mention(1, 1)])).event_id


def test_a_corrected_toll_replaces_what_the_article_said() -> None:
    merged = Merged([mention(1, casualties=killed(9)), mention(2, 2, casualties=killed(9))])
    merged.take(_corrected(mention(2, 2), 9, casualties=killed(4)))
    toll = _only(merged).casualties.killed
    assert toll is not None
    assert [claim.value for claim in toll.claims] == [9, 4]
    assert _only(merged).revision == 3


def test_an_older_version_changes_nothing_and_is_answered_again() -> None:
    new, old = _corrected(mention(1), 9, casualties=killed(4)), mention(1, casualties=killed(9))
    merged = Merged([new])
    event = _only(merged)
    assert merged.take(old) == [event]
    assert _only(merged) == event


def test_an_event_without_mentions_is_retracted_and_keeps_its_id() -> None:
    one = mention(1, casualties=killed(9), evidence=[Evidence(field="killed", start=0, end=4, text="nine")])
    merged = Merged([one])
    told = _only(merged)
    merged.take(_corrected(one, 3, status="withdrawn"))
    event = _only(merged)
    assert (event.event_id, event.status, event.revision) == (told.event_id, "retracted", 2)
    assert (event.mention_ids, event.sources, event.independent_sources) == ([], [], 0)
    assert event.casualties.killed is None
    assert event.evidence == []
    merged.take(_corrected(one, 6))
    assert (_only(merged).status, _only(merged).revision) == ("reported", 3)


def test_the_id_outlives_the_withdrawal_of_its_founder() -> None:
    founder = mention(1, casualties=killed(9))
    merged = Merged([founder, mention(2, 1)])
    event_id = _only(merged).event_id
    merged.take(_corrected(founder, 5, status="withdrawn"))
    event = _only(merged)
    assert (event.event_id, event.status, event.mention_ids) == (event_id, "reported", ["m2"])
    assert event.casualties.killed is None, "its claim went with it"


def test_a_place_found_to_be_another_splits_an_event() -> None:
    second = mention(2, 1)
    merged = Merged([mention(1), second])
    event_id = _only(merged).event_id
    merged.take(_corrected(second, 5, place=IZIUM))
    assert merged.groups() == {frozenset({"m1"}), frozenset({"m2"})}
    assert merged.events[event_id].mention_ids == ["m1"]
    merged.take(_corrected(second, 6))
    assert _only(merged).event_id == event_id, "found to be one after all"


def test_a_mention_that_gives_another_date_now_leaves_its_event() -> None:
    second = mention(2, 1)
    merged = Merged([mention(1), second])
    merged.take(_corrected(second, 5, date="2031-03-09"))
    assert {(e.date, *e.mention_ids) for e in merged.live} == {("2031-03-10", "m1"), ("2031-03-09", "m2")}


def test_evidence_says_whose_it_is_and_is_bounded() -> None:
    piece = Evidence(field="killed", start=0, end=4, text="nine", speaker="official")
    told = [mention(n, n, evidence=[piece, replace(piece, field=f"f{n}")]) for n in range(40)]
    event = _only(Merged(told))
    assert len(event.evidence) == 20
    assert event.evidence[0].article_id == "a39", "the newest first"
    assert len({e.field for e in event.evidence}) == 20


def test_outlets_times_and_place_of_an_event() -> None:
    event = _only(Merged([mention(2, 4), mention(1, 1)]))
    assert [source.outlet for source in event.sources] == ["outlet-1.example", "outlet-2.example"]
    assert (event.first_reported_at, event.updated_at) == (START + timedelta(hours=1), START + timedelta(hours=4))
    assert event.place is not None and event.place.name == "Kharkiv"
    assert not event.background


def test_a_night_that_most_tell_stays_a_night() -> None:
    nights = [mention(n, n, date_precision="night") for n in (1, 2)]
    assert _only(Merged([*nights, mention(3)])).date_precision == "night"
    assert _only(Merged([mention(1, date_precision="about"), mention(2)])).date_precision == "day"


def test_a_quantity_of_a_withdrawn_mention_is_gone_and_one_of_another_stays() -> None:
    first = mention(1, casualties=killed(9))
    merged = Merged([first, mention(2, 1, casualties=killed(8))])
    merged.take(_corrected(first, 5, status="withdrawn"))
    toll = _only(merged).casualties.killed
    assert toll is not None and Quantity(toll.value) == Quantity(8)
    assert len(toll.claims) == 1
