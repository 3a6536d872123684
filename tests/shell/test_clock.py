"""Event time: what moves it, and when it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from worker.records.flow import Tick
from worker.shell.clock import LIVE_TICK, Watermark

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def watermark(*seen: datetime) -> Watermark:
    mark = Watermark(lead=5 * MINUTE)
    for at in seen:
        mark.see(at, arrived_at=at)
    return mark


def test_a_date_from_the_future_moves_it_by_no_more_than_the_lead() -> None:
    mark = watermark()
    mark.see(NOON + timedelta(days=400), arrived_at=NOON)
    assert mark.at == NOON + 5 * MINUTE


def test_it_never_goes_back() -> None:
    assert watermark(NOON, NOON - HOUR).at == NOON


def test_told_once_an_hour_while_articles_come() -> None:
    mark = watermark(NOON)
    assert mark.due() == Tick(at=NOON)
    mark.see(NOON + 59 * MINUTE, NOON + HOUR)
    assert mark.due() is None
    mark.see(NOON + 61 * MINUTE, NOON + HOUR)
    assert mark.due() == Tick(at=NOON + 61 * MINUTE)


def test_silence_in_an_old_stream_tells_what_was_not_told_and_no_more() -> None:
    mark = watermark(NOON)
    mark.due()
    mark.see(NOON + MINUTE, NOON + HOUR)
    later = NOON + timedelta(days=30)
    assert mark.due_idle(later) == Tick(at=NOON + MINUTE, idle=True)
    assert mark.due_idle(later + HOUR) is None


def test_an_old_stream_that_comes_to_rest_says_so_once_for_all_that_came() -> None:
    mark = watermark(NOON)
    mark.due()
    later = NOON + timedelta(days=30)
    assert mark.due_idle(later) == Tick(at=NOON, idle=True)
    mark.see(NOON - HOUR, later)
    assert mark.due_idle(later + MINUTE) == Tick(at=NOON, idle=True), "an older article may have left something waiting"
    assert mark.due_idle(later + HOUR) is None


def test_silence_in_a_live_stream_follows_the_wall_clock() -> None:
    mark = watermark(NOON)
    mark.due()
    now = NOON + HOUR
    assert mark.due_idle(now) == Tick(at=now)
    assert mark.due_idle(now + MINUTE) is None
    assert mark.due_idle(now + LIVE_TICK) == Tick(at=now + LIVE_TICK)


def test_nothing_is_told_before_the_first_article() -> None:
    mark = watermark()
    assert mark.due() is None
    assert mark.due_idle(NOON) is None


def test_a_worker_goes_on_from_the_last_tick() -> None:
    later = NOON + timedelta(days=30)
    at_work, at_rest = watermark(), watermark()
    at_work.resume(Tick(at=NOON))
    at_rest.resume(Tick(at=NOON, idle=True))
    assert at_work.due() is None, "it was told"
    assert at_work.due_idle(later) == Tick(at=NOON, idle=True), "who sent it may have died before it could say so"
    assert at_rest.due_idle(later) is None
