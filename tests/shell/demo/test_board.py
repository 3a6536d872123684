"""The board holds the newest state of everything, whatever the order in which it is told."""

from __future__ import annotations

from datetime import timedelta

from tests.shell.demo.samples import alert
from tests.steps.strike_events import START, strike
from worker.shell.demo.board import Board


def test_the_newest_revision_holds() -> None:
    board = Board(total=3)
    assert board.take_event(strike("e1", 2, killed=4))
    assert not board.take_event(strike("e1", 1, killed=2))
    assert not board.take_event(strike("e1", 2, killed=4))
    assert [event.revision for event in board.standing()] == [2]


def test_what_changed_last_comes_first() -> None:
    board = Board(total=3)
    for event in (strike("e1", 1), strike("e2", 1), strike("e1", 2)):
        board.take_event(event)
    assert [event.event_id for event in board.standing()] == ["e1", "e2"]


def test_what_gave_way_or_was_taken_back_does_not_stand() -> None:
    board = Board(total=3)
    for event_id in ("e1", "e2", "e3"):
        board.take_event(strike(event_id, 1))
    board.take_event(strike("e2", 2, status="merged", merged_into="e1"))
    board.take_event(strike("e3", 2, status="retracted"))
    assert [event.event_id for event in board.standing()] == ["e1"]
    assert [event.event_id for event in board.retracted()] == ["e3"]
    assert board.joined == [("e2", "e1")]


def test_event_time_never_goes_back() -> None:
    board = Board(total=3)
    board.take_event(strike("e1", 1, reported=START + timedelta(hours=5)))
    board.take_event(strike("e2", 1, reported=START))
    assert board.event_time == START + timedelta(hours=5)


def test_messages_of_one_alert_are_one_alert() -> None:
    board = Board(total=3)
    assert board.take_alert(alert("a1", 1))
    assert board.take_alert(alert("a1", 2, msg_type="Cancel"))
    assert not board.take_alert(alert("a1", 1))
    assert [(one.alert_id, one.msg_type) for one in board.alerts.values()] == [("a1", "Cancel")]
    assert board.alert_messages == 2
