"""Waves and their strikes: linked, never merged, whichever is told first."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import permutations

from msgspec.structs import replace

from tests.steps.merge.invented import IZIUM, START, Merged, mention, weapons
from worker.records.flow import WaveLink
from worker.records.mention import Mention
from worker.regions import regions_of
from worker.steps.step import Output


def wave(number: int, hours: float = 0.0, **fields: object) -> Mention:
    given = {"kind": "wave", "region": "UA", "place": None, "weapons": weapons("missile", "drone")}
    return mention(number, hours, **(given | fields))


def _wave_of(merged: Merged, mention_id: str) -> str | None:
    (event,) = [event for event in merged.live if mention_id in event.mention_ids]
    return event.wave_id


def _id(merged: Merged) -> str:
    (event,) = [event for event in merged.live if event.kind == "wave"]
    return event.event_id


def test_a_strike_names_the_wave_of_its_side_and_day_in_any_order() -> None:
    told = [wave(1), mention(2, 1), mention(3, 2, place=IZIUM, weapons=weapons("artillery")), mention(4, attacker="UA")]
    for order in permutations(told):
        merged = Merged(order)
        assert _wave_of(merged, "m2") == _id(merged)
        assert _wave_of(merged, "m3") is None, "shelling is no part of a wave of missiles and drones"
        assert _wave_of(merged, "m4") is None, "the other side's"
        assert _wave_of(merged, "m1") is None


def test_waves_of_one_side_and_day_are_one_and_of_two_days_two() -> None:
    assert Merged([wave(1), wave(2, 5)]).groups() == {frozenset({"m1", "m2"})}
    assert len(Merged([wave(1), wave(2, 24, date="2031-03-11")]).live) == 2
    assert len(Merged([wave(1), wave(2, 5, attacker="UA")]).live) == 2


def test_a_wave_of_a_night_holds_the_evening_before_it() -> None:
    evening = mention(2, date="2031-03-09", time_of_day="evening")
    merged = Merged([wave(1, date_precision="night"), evening])
    assert _wave_of(merged, "m2") == _id(merged)
    assert _wave_of(Merged([wave(1), evening]), "m2") is None


def test_every_region_is_told_once_and_again_only_of_a_change() -> None:
    merged = Merged()
    told: Counter[int] = Counter()
    for step, one in enumerate([wave(1), wave(2, 1), wave(2, 1)]):
        before = len(merged.sent)
        merged.take(one)
        told[step] = sum(isinstance(output.value, WaveLink) for output in merged.sent[before:])
    assert told == {0: len(regions_of("UA")), 1: 0, 2: len(regions_of("UA"))}
    assert {o.key for o in merged.sent if isinstance(o.value, WaveLink)} == set(regions_of("UA"))


def test_a_wave_taken_back_lets_its_strikes_go() -> None:
    first = wave(1)
    merged = Merged([first, mention(2, 1)])
    merged.take(replace(first, status="withdrawn", revised_at=START + timedelta(hours=9)))
    assert _wave_of(merged, "m2") is None


def test_a_wave_whose_id_gave_way_hands_its_strikes_on() -> None:
    merged = Merged([wave(2, 5), mention(3, 1)])
    merged.take(wave(1, 1))
    assert _wave_of(merged, "m3") == _id(merged)
    assert _id(merged) == _id(Merged([wave(1, 1)]))


def test_an_old_link_changes_nothing() -> None:
    merged = Merged([wave(1), mention(2, 1)])
    link = next(o for o in merged.sent if isinstance(o.value, WaveLink) and o.key == "UA-63")
    before = dict(merged.events)
    assert isinstance(link.value, WaveLink)
    stale = replace(link.value, revision=0, live=False)
    list(merged.flow.take(Output("wave-links", link.key, stale)))
    assert merged.events == before


def test_a_wave_that_moves_and_is_taken_back_at_once_lets_its_strikes_go() -> None:
    merged = Merged([wave(1), mention(2, 1)])
    link = next(o for o in merged.sent if isinstance(o.value, WaveLink) and o.key == "UA-63")
    assert _wave_of(merged, "m2") is not None and isinstance(link.value, WaveLink)
    moved = replace(link.value, revision=link.value.revision + 1, date="2031-03-14", live=False)
    list(merged.flow.take(Output("wave-links", link.key, moved)))
    assert _wave_of(merged, "m2") is None
