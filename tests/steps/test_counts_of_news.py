"""From articles to counts: whatever is revised, merged, split, taken back, late or told twice.

The counts of a region are at every moment those of the events as their topic has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.steps.merge.test_histories import History, histories, interleaved
from tests.steps.recount import recomputed, recomputed_nation
from worker.flow import Flow
from worker.records.counts import WINDOWS, RegionCounts
from worker.records.event import StrikeEvent
from worker.records.flow import Reading, Tick
from worker.regions import country_of
from worker.shell.wiring import steps
from worker.steps.counting import window_counts

HOURS = st.integers(0, 9) | st.sampled_from([30, 24 * 4, 24 * 8, 24 * 31])
"""Of publication: on a day or two, and when windows have passed."""
LATE = timedelta(days=3)


class Read:
    """What readers of the topics have: each event's newest revision, each region's counts, and event time."""

    def __init__(self) -> None:
        self.flow = Flow(steps())
        self.events: dict[str, StrikeEvent] = {}
        self.counts: dict[str, RegionCounts] = {}
        self.now: Any = None
        self.changes: Counter[str] = Counter()

    def take(self, reading: Reading) -> None:
        for output in self.flow.read(reading, known=True):
            match output.value:
                case StrikeEvent() as event:
                    self._note(self.events.get(event.event_id), event)
                    self.events[event.event_id] = event
                case RegionCounts() as counts:
                    self.counts[counts.region] = counts
                case Tick(at=at):
                    self.now = at

    def _note(self, before: StrikeEvent | None, after: StrikeEvent) -> None:
        self.changes[after.status] += 1
        if before is None:
            others = {mention for event in self.events.values() for mention in event.mention_ids}
            self.changes["split"] += bool(others & set(after.mention_ids))
        elif before.revision == after.revision:
            self.changes["twice"] += 1
        elif before.casualties != after.casualties:
            self.changes["revised"] += 1
        self.changes["in a wave"] += after.wave_id is not None
        self.changes["long past"] += bool(self.now) and str((self.now - LATE).date()) > after.date
        self.changes["in the future"] += after.date > str((after.first_reported_at + LATE).date())

    def assert_recomputed(self) -> None:
        events = self.events.values()
        for code in {event.region for event in events} | {country_of(event.region) for event in events}:
            expected = (recomputed if "-" in code else recomputed_nation)(code, events, self.now)
            if expected is not None:
                assert self.counts.get(code) == expected
            elif code in self.counts:
                assert self.counts[code].windows == dict.fromkeys(WINDOWS, window_counts({}))


def read(readings: Iterable[Reading]) -> Read:
    """The state after each reading is compared with what the events alone give."""
    state = Read()
    for one in readings:
        state.take(one)
        state.assert_recomputed()
    return state


@settings(max_examples=150, deadline=None)
@given(histories(HOURS), st.data())
def test_counts_are_those_of_the_events_at_every_moment(news: list[History], data: st.DataObject) -> None:
    order = list(interleaved(news, data))
    again = data.draw(st.lists(st.sampled_from(order), max_size=3))
    read([*order, *again])


def test_such_news_revise_merge_split_and_take_back() -> None:
    """Else the test above would say little."""
    changes: Counter[str] = Counter()

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(histories(HOURS), st.data())
    def look(news: list[History], data: st.DataObject) -> None:
        changes.update(read([*interleaved(news, data), *(history[-1] for history in news)]).changes)

    look()
    assert {"reported", "corroborated", "merged", "retracted", "revised", "split"} <= {*+changes}
    assert {"in a wave", "long past", "in the future"} <= {*+changes}
