"""Articles that are corrected: whatever their versions say, and however articles interleave, the end is the same.

An article's versions come in their order, as they do from one partition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.steps.merge.invented import CHUHUIV, KHARKIV, OBLAST, START, killed, mention
from worker.flow import Flow
from worker.records.event import StrikeEvent
from worker.records.flow import Reading
from worker.records.mention import Mention
from worker.steps import ledger, merge
from worker.steps.step import Output

History = list[Reading]
"""The versions of one article, oldest first."""


def reading(article: int, version: int, published: float, mentions: Iterable[Mention]) -> Reading:
    """`published`: hours after START."""
    at = START + timedelta(hours=published)
    revised = START + timedelta(hours=100 + version)
    key = f"a{article}"
    return Reading(
        article_key=key,
        article_id=key,
        digest=f"{article}-{version}",
        revised_at=revised,
        published_at=at,
        mentions=[
            replace(
                one,
                article_id=key,
                article_key=key,
                outlet=f"outlet-{article}.example",
                published_at=at,
                revised_at=revised,
            )
            for one in mentions
        ],
    )


@st.composite
def said(draw: st.DrawFn, article: int) -> list[Mention]:
    """What a version tells: mentions under few ids, so that a later version moves what an earlier one told."""
    numbers = draw(st.sets(st.integers(0, 1)))
    mentions = []
    for number in sorted(numbers):
        kind = draw(st.sampled_from(["strike", "strike", "interception", "wave"]))
        region = "UA" if kind == "wave" else draw(st.sampled_from(["UA-63", "UA-63", "UA-14"]))
        mentions.append(
            mention(
                article * 10 + number,
                kind=kind,
                region=region,
                place=None if kind == "wave" else draw(st.sampled_from([KHARKIV, KHARKIV, CHUHUIV, OBLAST, None])),
                attacker=draw(st.sampled_from(["RU", "RU", "UA", None])),
                date=draw(st.sampled_from(["2031-03-08", "2031-03-10", "2031-03-11", "2031-03-16"])),
                date_precision=draw(st.sampled_from(["day", "day", "night", "about"])),
                casualties=killed(draw(st.sampled_from([0, 3, 11]))),
            )
        )
    return mentions


SOON = st.integers(0, 9)


@st.composite
def histories(draw: st.DrawFn, published: st.SearchStrategy[int] = SOON) -> list[History]:
    """`published`: hours after START, each version's anew."""
    return [
        [reading(article, version, draw(published), draw(said(article))) for version in range(draw(st.integers(1, 4)))]
        for article in range(draw(st.integers(1, 5)))
    ]


def interleaved(given: list[History], data: st.DataObject) -> Iterator[Reading]:
    turns = data.draw(st.permutations([number for number, history in enumerate(given) for _ in history]))
    rest = [iter(history) for history in given]
    return (next(rest[number]) for number in turns)


class Told:
    """The state that readings end in."""

    def __init__(self, readings: Iterable[Reading] = ()) -> None:
        self.flow = Flow([ledger.STEP, merge.STEP])
        self.newest: dict[str, Reading] = {}
        for one in readings:
            self.take(one)

    def take(self, one: Reading) -> list[Output]:
        self.newest[one.article_key] = one
        return list(self.flow.read(one, known=True))

    @property
    def events(self) -> dict[str, StrikeEvent]:
        events: dict[str, StrikeEvent] = self.flow.tables["events"]
        return events

    def standing(self) -> dict[str, StrikeEvent]:
        """The events that are neither retracted nor merged, without what depends on the order: their revisions."""
        return {
            event_id: replace(event, revision=0)
            for event_id, event in self.events.items()
            if event.status in ("reported", "corroborated")
        }

    def counted(self) -> Counter[str]:
        return Counter(mention_id for event in self.standing().values() for mention_id in event.mention_ids)

    def current(self) -> Counter[str]:
        """What the newest versions say."""
        return Counter(mention.mention_id for newest in self.newest.values() for mention in newest.mentions)


def _first_published_changes() -> list[History]:
    """The report that founded an event is published anew, later than another of the same strike."""
    one, other = mention(10), mention(20)
    return [[reading(1, 0, 1, [one]), reading(1, 1, 3, [one])], [reading(2, 0, 2, [other])]]


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_an_event_is_sent_only_when_it_changed(given: list[History], data: st.DataObject) -> None:
    told, sent = Told(), set[tuple[str, int]]()
    for one in interleaved(given, data):
        events = [output.value for output in told.take(one) if isinstance(output.value, StrikeEvent)]
        assert sent.isdisjoint((event.event_id, event.revision) for event in events)
        sent.update((event.event_id, event.revision) for event in events)


@settings(max_examples=300, deadline=None)
@given(histories(), st.data())
@example(_first_published_changes(), None)
def test_any_interleaving_of_corrected_articles_ends_in_the_same_events(
    given: list[History], data: st.DataObject | None
) -> None:
    in_turn = Told(one for history in given for one in history)
    by_version = sorted((one for history in given for one in history), key=lambda one: one.revised_at)
    assert Told(by_version).standing() == in_turn.standing()
    if data is not None:
        assert Told(interleaved(given, data)).standing() == in_turn.standing()


@settings(max_examples=300, deadline=None)
@given(histories(), st.data())
def test_what_articles_say_now_is_in_exactly_one_event_at_every_moment(
    given: list[History], data: st.DataObject
) -> None:
    told = Told()
    for one in interleaved(given, data):
        told.take(one)
        assert told.counted() == told.current()


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_an_event_without_a_report_is_retracted_or_merged_into_one_that_stands(
    given: list[History], data: st.DataObject
) -> None:
    told = Told(interleaved(given, data))
    for event in told.events.values():
        seen = {event.event_id}
        while event.merged_into is not None:
            event = told.events[event.merged_into]
            assert event.event_id not in seen
            seen.add(event.event_id)
        assert event.status != "merged"
        assert (event.status == "retracted") == (not event.mention_ids)


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_equal_revisions_of_an_event_are_equal_states(given: list[History], data: st.DataObject) -> None:
    told = Told()
    sent: dict[tuple[str, int], StrikeEvent] = {}
    newest: dict[str, StrikeEvent] = {}
    for one in interleaved(given, data):
        for output in told.take(one):
            event = output.value
            if isinstance(event, StrikeEvent):
                assert sent.setdefault((event.event_id, event.revision), event) == event
                newest[event.event_id] = max(newest.get(event.event_id, event), event, key=lambda e: e.revision)
    assert newest == told.events


def test_a_founder_published_anew_gives_its_event_to_the_next() -> None:
    (first, again), (other,) = _first_published_changes()
    told = Told([first, other])
    (old,) = told.standing()
    told.take(again)
    (new,) = told.standing()
    assert new != old
    assert (told.events[old].status, told.events[old].merged_into) == ("merged", new)


def test_a_mention_that_moves_to_another_region_leaves_the_first() -> None:
    here, there = mention(10), mention(10, region="UA-14", place=None)
    told = Told([reading(1, 0, 1, [here])])
    (old,) = told.standing()
    told.take(reading(1, 1, 1, [there]))
    assert told.events[old].status == "retracted"
    (event,) = told.standing().values()
    assert (event.region, event.mention_ids) == ("UA-14", ["m10"])
