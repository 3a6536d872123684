"""The counts of a region equal a recomputation from the latest revisions of its events, at any moment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.steps.recount import recomputed
from tests.steps.strike_events import START, Bench, claimed, latest, strike, tick
from worker.records.event import EventCasualties, EventOutage, EventWeapon, StrikeEvent
from worker.records.flow import Tick
from worker.steps.contribution import amounts, instant, occurred_at
from worker.steps.counting import window_counts
from worker.steps.tally import STEP


def test_a_strike_counts_until_its_window_has_passed() -> None:
    bench = Bench(STEP)
    outputs = bench.all([tick(0), strike(killed=3)])
    now = latest(outputs, "region-counts")["UA-63"]
    assert {name: window.strikes for name, window in now.windows.items()} == {"1h": 1, "24h": 1, "7d": 1, "30d": 1}
    assert now.windows["24h"].killed == 3 and now.windows["24h"].by_weapon == {"drone": 1}

    later = latest(bench.all([tick(1)]), "region-counts")["UA-63"]
    assert {name: window.strikes for name, window in later.windows.items()} == {"1h": 0, "24h": 1, "7d": 1, "30d": 1}
    assert later.as_of == START + timedelta(hours=1)
    end = latest(bench.all([tick(24 * 30)]), "region-counts")["UA-63"]
    assert all(window.strikes == 0 for window in end.windows.values())


def test_time_that_changes_nothing_sends_nothing() -> None:
    bench = Bench(STEP)
    bench.all([tick(0), strike(), tick(2)])
    assert bench.take(tick(3)).outputs == []


@pytest.mark.parametrize(
    "change", [{"status": "retracted"}, {"status": "merged", "merged_into": "e0"}, {"background": True}]
)
def test_what_no_longer_holds_is_taken_back_exactly(change: dict[str, Any]) -> None:
    bench = Bench(STEP)
    outputs = bench.all([tick(0), strike(killed=3), strike(revision=2, killed=3, **change)])
    end = latest(outputs, "region-counts")["UA-63"].windows["30d"]
    assert end == window_counts({})


def test_a_revision_replaces_what_the_event_had_added() -> None:
    bench = Bench(STEP)
    outputs = bench.all([tick(0), strike(killed=3), strike("e2", killed=1), strike(revision=2, killed=7)])
    end = latest(outputs, "region-counts")["UA-63"].windows["24h"]
    assert (end.strikes, end.killed) == (2, 8)


def test_an_older_revision_is_ignored() -> None:
    bench = Bench(STEP)
    bench.all([tick(0), strike(revision=2, killed=7)])
    late = bench.take(strike(revision=1, killed=3))
    assert (late.writes, late.outputs) == ([], [])


def test_the_same_revision_again_writes_nothing_and_sends_the_same() -> None:
    bench = Bench(STEP)
    bench.take(tick(0))
    first, again = bench.take(strike(killed=3)), bench.take(strike(killed=3))
    assert again.writes == []
    assert again.outputs == first.outputs != []


def test_a_tick_again_sends_again_what_it_told() -> None:
    bench = Bench(STEP)
    bench.all([tick(0), strike()])
    first, again = bench.take(tick(1)), bench.take(tick(1))
    assert again.writes == []
    assert again.outputs == first.outputs != []


def test_a_night_first_told_three_days_later_lands_on_its_day() -> None:
    late = strike(reported=START + timedelta(days=3))
    end = latest(Bench(STEP).all([tick(72), late]), "region-counts")["UA-63"]
    assert (end.windows["24h"].strikes, end.windows["7d"].strikes) == (0, 1)
    assert instant(occurred_at(late)).isoformat() == "2022-10-10T20:59:59+00:00", (
        "the last second of the day in Kharkiv"
    )


def test_one_date_from_the_future_moves_nothing() -> None:
    outputs = Bench(STEP).all([tick(0), strike(), strike("e2", date="2031-01-01")])
    end = latest(outputs, "region-counts")["UA-63"]
    assert end.as_of == START and end.windows["30d"].strikes == 1


def test_a_wave_is_no_strike_of_a_region() -> None:
    outputs = Bench(STEP).all([tick(0), strike("w", kind="wave", region="UA", launched=83)])
    assert [(output.topic, output.key) for output in outputs] == [("signals", "UA")]


def test_sums_say_what_they_rest_on() -> None:
    toll = EventCasualties(killed=claimed(5, 3, 9))
    cut = [EventOutage(service="electricity")]
    outputs = Bench(STEP).all([tick(0), strike(casualties=toll), strike("e2", outages=cut)])
    window = latest(outputs, "region-counts")["UA-63"].windows["24h"]
    killed, power = window.basis["killed"], window.basis["without_power"]
    assert (killed.known, killed.unknown, killed.minimum, killed.maximum) == (1, 1, 3, 9)
    assert (power.known, power.unknown) == (0, 1)


def test_a_toll_that_rose_is_no_conflict() -> None:
    early, later = claimed(5), claimed(9, at=START + timedelta(hours=5))
    toll = EventCasualties(killed=type(early)(value=9, qualifier="exact", claims=early.claims + later.claims))
    window = latest(Bench(STEP).all([tick(6), strike(casualties=toll)]), "region-counts")["UA-63"].windows["24h"]
    assert (window.basis["killed"].minimum, window.basis["killed"].maximum) == (9, 9)


def test_a_figure_and_its_parts_count_once() -> None:
    weapons = [
        EventWeapon(type="unknown", launched=claimed(100)),
        EventWeapon(type="missile", launched=claimed(83)),
        EventWeapon(type="cruise_missile", launched=claimed(43)),
        EventWeapon(type="drone", launched=claimed(24)),
    ]
    assert amounts(strike(weapons=weapons))["launched"] == 107


REGIONS = ("UA-63", "RU-BEL")
hours = st.integers(-40 * 24, 40 * 24)


@st.composite
def revisions(draw: st.DrawFn) -> list[StrikeEvent]:
    """Some events with all their revisions, as merges, splits, retractions, late and corrected reports make them."""
    histories = []
    for number in range(draw(st.integers(1, 5))):
        region = draw(st.sampled_from(REGIONS))
        for revision in range(1, draw(st.integers(1, 4)) + 1):
            reported = START + timedelta(hours=draw(hours), seconds=draw(st.integers(0, 3)))
            event = strike(
                f"e{number}",
                revision,
                region=region,
                reported=reported,
                date=str(reported.date() - timedelta(days=draw(st.integers(-1, 4)))),
                status=draw(st.sampled_from(["reported", "corroborated", "retracted", "merged"])),
                kind=draw(st.sampled_from(["strike", "interception"])),
                background=draw(st.booleans()) and draw(st.booleans()),
                killed=draw(st.none() | st.integers(0, 30)),
                people=draw(st.none() | st.integers(1, 1000)),
                targets=draw(st.lists(st.sampled_from(["energy", "rail"]), unique=True)),
            )
            histories.append(event)
    return histories


@settings(max_examples=200, deadline=None)
@given(revisions(), st.lists(hours, min_size=1, max_size=6), st.data())
def test_equals_a_recomputation_at_any_moment(events: list[StrikeEvent], times: list[int], data: st.DataObject) -> None:
    ticks = [tick(at + 0.5) for at in times]
    records: list[StrikeEvent | Tick] = data.draw(st.permutations([*events, *events[:3], *ticks]))
    bench, known, now, told = Bench(STEP), dict[str, StrikeEvent](), START - timedelta(days=999), dict[str, Any]()
    for record in records:
        if isinstance(record, Tick):
            now = max(now, record.at)
        elif record.event_id not in known or record.revision >= known[record.event_id].revision:
            known[record.event_id] = record
        told |= latest(bench.take(record).outputs, "region-counts")
        for region in REGIONS:
            expected = recomputed(region, list(known.values()), now)
            if expected is None:
                assert region not in told or all(window.strikes == 0 for window in told[region].windows.values())
            else:
                assert told.get(region) == expected


@settings(max_examples=100, deadline=None)
@given(revisions(), st.data())
def test_the_state_does_not_depend_on_the_order(events: list[StrikeEvent], data: st.DataObject) -> None:
    end = tick(data.draw(hours))
    states = []
    for records in (events, data.draw(st.permutations(events))):
        bench = Bench(STEP)
        bench.all([*records, end, *records])
        states.append({name: rows for name, rows in bench.tables.items() if name != "tally_clocks"})
    assert states[0] == states[1]


@settings(max_examples=100, deadline=None)
@given(revisions(), st.data())
def test_a_crash_amid_the_writes_loses_and_doubles_nothing(events: list[StrikeEvent], data: st.DataObject) -> None:
    """Any prefix of a record's writes may be all that was saved when the record comes again."""
    bench, smooth = Bench(STEP), Bench(STEP)
    for record in [tick(0), *events, tick(500)]:
        smooth.take(record)
        result = STEP.run(bench.tables, record, 0)
        saved = data.draw(st.integers(0, len(result.writes)))
        bench.apply(type(result)(result.writes[:saved]))
        again = bench.take(record)
        assert latest(result.outputs, "region-counts").items() <= latest(again.outputs, "region-counts").items()
    assert bench.tables == smooth.tables


def test_a_day_that_is_told_late_makes_no_long_row() -> None:
    """All of it falls on the last second of the day."""
    bench = Bench(STEP)
    late = START + timedelta(days=3)
    outputs = bench.all([tick(72), *(strike(f"e{number}", reported=late) for number in range(400))])
    assert latest(outputs, "region-counts")["UA-63"].windows["7d"].strikes == 400
    rows = [len(msgspec.json.encode(row)) for table in bench.tables.values() for row in table.values()]
    assert max(rows) < 6_000


def test_the_state_is_bounded() -> None:
    bench = Bench(STEP)
    for day in range(900):
        at = START + timedelta(days=day)
        bench.all([Tick(at=at), strike(f"e{day}", reported=at, date=str(at.date()))])
        bench.take(strike(f"r{day}", reported=at, date=str(at.date()), status="retracted"))
    assert len(bench.tables["tally_events"]) <= 2 * 403
    assert len(bench.tables["tally_slots"]) <= 2 * 403
    assert date.fromisoformat("2022-10-10").toordinal() not in bench.tables["tally_series"]["UA-63"].parts
