"""How long work has waited."""

from __future__ import annotations

from aiokafka import TopicPartition

from worker.shell.lag import Lag

PLACE = TopicPartition("articles", 0)


def test_what_comes_after_a_quiet_hour_has_not_waited_for_an_hour() -> None:
    lag = Lag()
    assert lag.seconds(PLACE, records=0, reached=100.0, now=3700.0) == 0
    assert lag.seconds(PLACE, records=5, reached=100.0, now=3701.0) == 1


def test_a_backlog_is_as_old_as_the_last_record_that_is_done() -> None:
    lag = Lag()
    assert lag.seconds(PLACE, records=9000, reached=100.0, now=3700.0) == 3600
    assert lag.seconds(PLACE, records=8000, reached=900.0, now=3700.0) == 2800


def test_before_a_first_record_is_done_nothing_is_known() -> None:
    assert Lag().seconds(PLACE, records=5, reached=0.0, now=3700.0) == 0


def test_partitions_have_nothing_to_do_with_each_other() -> None:
    lag = Lag()
    lag.seconds(PLACE, records=0, reached=0.0, now=3700.0)
    assert lag.seconds(TopicPartition("articles", 1), records=5, reached=100.0, now=3700.0) == 3600
