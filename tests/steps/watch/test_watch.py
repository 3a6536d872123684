"""Alerts live with the events that they tell of; national counts charge nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.steps.strike_events import START, Bench, claimed, latest, strike, tick
from worker.records.alert import Alert
from worker.records.event import ClaimedQuantity, EventCasualties, EventOutage, Source, StrikeEvent
from worker.records.flow import Signal, Tick
from worker.records.mention import Facility, Place
from worker.steps import lookup
from worker.steps.step import Result
from worker.steps.watch import watch_step
from worker.steps.watch.rules import load_rules, parse_rules

SHIPPED = load_rules()


def signal(event: StrikeEvent) -> Signal:
    return Signal(country=event.region[:2], event=event)


def bench(text: str | None = None) -> Bench:
    return Bench(watch_step(parse_rules(text, "test") if text else SHIPPED))


def told(desk: Bench, *records: StrikeEvent | Tick) -> list[Alert]:
    """The alerts that the records bring forth, in their order."""
    outputs = desk.all(record if isinstance(record, Tick) else signal(record) for record in records)
    return [output.value for output in outputs if isinstance(output.value, Alert)]


def rule(name: str, body: str, **more: Any) -> str:
    fields = {"severity": "Minor", "expires_hours": 24, "group": "event"} | more
    lines = "".join(f"    {key}: {value}\n" for key, value in fields.items())
    return f"rules:\n  - name: {name}\n    headline: Something\n{lines}    {body}\n"


ANY = rule("any", "event: {kind: [strike]}")


def test_an_alert_is_raised_once_updated_when_it_matters_and_cancelled() -> None:
    desk = bench(ANY)
    messages = told(
        desk,
        strike(killed=11),
        strike(revision=2, killed=12),
        strike(revision=3, killed=21),
        strike(revision=4, killed=21, status="corroborated"),
        strike(revision=5, killed=21, status="retracted"),
    )
    assert [(message.msg_type, message.revision) for message in messages] == [
        ("Alert", 1),
        ("Update", 2),
        ("Update", 3),
        ("Cancel", 4),
    ]
    assert len({message.alert_id for message in messages}) == 1
    assert [message.certainty for message in messages] == ["Likely", "Likely", "Observed", "Observed"]
    assert messages[0].headline.endswith("10 October 2022, at least 10 killed")
    assert messages[3].references == [f"{messages[0].alert_id}/{number}" for number in (1, 2, 3)]
    assert messages[0].sent == START and messages[0].expires == START + timedelta(hours=24)


def test_an_event_merged_away_hands_its_alert_over() -> None:
    desk = bench(ANY)
    messages = told(desk, strike("e1"), strike("e2"), strike("e2", 2, status="merged", merged_into="e1"))
    assert [message.msg_type for message in messages] == ["Alert", "Alert", "Cancel"]
    assert messages[2].alert_id == messages[1].alert_id


def test_the_same_revision_again_writes_nothing_and_sends_the_same() -> None:
    desk = bench()
    event = signal(strike(killed=12, status="corroborated", facility=Facility(name="Plant", kind="power_plant")))
    desk.take(tick(0))
    first, again = desk.take(event), desk.take(event)
    assert again.writes == []
    assert latest(first.outputs, "alerts") == latest(again.outputs, "alerts") != {}
    assert latest(first.outputs, "region-counts") == latest(again.outputs, "region-counts") != {}


def test_a_barrage_on_twelve_regions_is_one_alert_with_its_regions() -> None:
    desk = bench(rule("any", "event: {kind: [strike]}", group="country"))
    regions = [f"UA-{code}" for code in ("05", "07", "12", "18", "23", "26", "30", "32", "46", "48", "53", "63")]
    messages = told(desk, *(strike(f"e{region}", region=region) for region in regions))
    assert len({message.alert_id for message in messages}) == 1
    assert messages[-1].regions == regions and messages[-1].region == "UA"
    assert "12 regions" in messages[-1].headline


def test_a_national_barrage_names_the_regions_of_its_strikes() -> None:
    messages = told(
        bench(),
        strike("w", kind="wave", region="UA", launched=83),
        strike("e1", wave_id="w"),
        strike("e2", region="UA-30", wave_id="w"),
    )
    barrage = [message for message in messages if message.rule == "national-barrage"]
    assert [message.msg_type for message in barrage] == ["Alert", "Update"]
    assert barrage[-1].regions == ["UA-30", "UA-63"] and barrage[-1].severity == "Extreme"


def test_a_deadly_wave_is_a_barrage_once_enough_regions_are_known() -> None:
    desk = bench()
    regions = [strike(f"e{region}", region=region, wave_id="w") for region in ("UA-63", "UA-30", "UA-46")]
    first = told(desk, strike("w", kind="wave", region="UA", killed=12, status="corroborated"), *regions[:2])
    assert "national-barrage" not in {message.rule for message in first}
    (barrage,) = [message for message in told(desk, regions[2]) if message.rule == "national-barrage"]
    assert barrage.regions == ["UA-30", "UA-46", "UA-63"]
    gone = told(desk, strike("eUA-46", 2, region="UA-46", status="retracted", wave_id="w"))
    assert [message.msg_type for message in gone if message.rule == "national-barrage"] == ["Cancel"]


REFINERY = Facility(name="Refinery", kind="oil_refinery")


def test_a_strike_of_several_rules_is_told_once_with_all_of_them() -> None:
    (alert,) = told(bench(), strike(killed=12, facility=REFINERY, people=1_200_000, status="corroborated"))
    assert alert.rule == "mass-casualties"
    assert alert.rules == ["mass-casualties", "energy-or-fuel-site", "large-outage", "new-strike"]
    assert alert.severity == "Extreme", "that of an outage of a million"
    assert "Also: Energy or fuel site hit, Large outage." in alert.description


def test_a_strike_that_comes_to_meet_an_earlier_rule_is_handed_over() -> None:
    desk = bench()
    (first,) = told(desk, strike(status="corroborated"))
    graver, gone = told(desk, strike(revision=2, status="corroborated", killed=12))
    assert [first.rule, graver.rule, gone.alert_id] == ["new-strike", "mass-casualties", first.alert_id]
    assert (gone.msg_type, gone.description) == ("Cancel", f"Told by {graver.alert_id} now.")
    assert first.incidents == graver.incidents == gone.incidents == ["e1"]


def test_a_count_that_falls_is_told_by_no_other_alert() -> None:
    """Though the strike that it rested on is told by one."""
    desk = bench(
        rule("surge", "counts: {of: strikes, scope: region, surge: {at_least: 2}}") + ANY.removeprefix("rules:\n")
    )
    told(desk, strike("e1"), strike("e2"))
    gone = [message for message in told(desk, strike("e2", 2, date="2022-10-09")) if message.rule == "surge"]
    assert [(message.msg_type, "Told by" in message.description) for message in gone] == [("Cancel", False)]


def test_alerts_of_one_barrage_have_it_as_their_incident() -> None:
    messages = told(
        bench(),
        strike("w", kind="wave", region="UA", launched=83),
        strike("e1", killed=12, wave_id="w"),
        strike("e2", region="UA-30", facility=REFINERY, wave_id="w"),
    )
    assert {message.rule for message in messages} == {"national-barrage", "mass-casualties", "energy-or-fuel-site"}
    assert all(message.incidents == ["w"] for message in messages)


def test_what_waits_for_more_regions_is_told_by_the_next_rule_until_then() -> None:
    desk = bench()
    wave = strike("w", kind="wave", region="UA", killed=12, people=200_000, status="corroborated")
    assert [message.rule for message in told(desk, wave)] == ["large-outage"]
    parts = [strike(f"e{region}", region=region, wave_id="w") for region in ("UA-63", "UA-30", "UA-46")]
    assert "national-barrage" in {message.rule for message in told(desk, *parts)}


@pytest.mark.parametrize(
    ("outlets", "alerts"),
    [({"residential": 5, "energy": 1}, 0), ({"residential": 5, "energy": 2}, 1), ({"energy": 1}, 1)],
)
def test_a_target_is_sure_by_two_outlets_or_most_reports(outlets: dict[str, int], alerts: int) -> None:
    desk = bench(rule("energy", "event: {target: [energy], trust: corroborated}"))
    assert len(told(desk, strike(status="corroborated", targets=list(outlets), target_outlets=outlets))) == alerts


def test_severity_rises_with_the_toll() -> None:
    messages = told(bench(), strike(killed=12), strike(revision=2, killed=25))
    assert [m.severity for m in messages if m.rule == "mass-casualties"] == ["Severe", "Extreme"]


def test_tolls_that_one_source_each_tells_do_not_add_up() -> None:
    desk = bench(rule("any", "event: {}", group="country"))
    assert told(desk, strike("e1", killed=60), strike("e2", killed=60))[-1].headline.endswith("at least 50 killed")
    sure = [
        strike("e3", killed=60, status="corroborated"),
        strike("e4", region="UA-30", killed=60, trusted_source=True),
    ]
    assert told(desk, *sure)[-1].headline.endswith("at least 100 killed")


def test_a_large_outage_tells_what_is_lost() -> None:
    dark = [EventOutage(service="electricity", count=claimed_share(0.8), unit="share")]
    messages = [
        m for m in told(bench(), strike(outages=dark), strike("e2", people=1_200_000)) if m.rule == "large-outage"
    ]
    assert "up to 80% of consumers" in messages[0].description
    assert "1,000,000 people without power" in messages[1].description and messages[1].severity == "Extreme"


def claimed_share(value: float) -> ClaimedQuantity:
    return msgspec.structs.replace(
        claimed(1),
        value=value,
        claims=[msgspec.structs.replace(claimed(1).claims[0], value=value)],
    )


def test_a_rule_that_asks_for_corroboration_waits_for_it() -> None:
    desk = bench(rule("any", "event: {trust: corroborated}"))
    assert told(desk, strike()) == []
    assert [m.msg_type for m in told(desk, strike(revision=2, status="corroborated"))] == ["Alert"]
    assert [m.msg_type for m in told(bench(rule("any", "event: {trust: trusted}")), strike(trusted_source=True))] == [
        "Alert"
    ]


def test_an_old_strike_first_told_now_makes_no_alert() -> None:
    assert told(bench(), strike(date="2022-09-20", killed=30)) == []
    assert told(bench(), strike(background=True, killed=30)) == []


def test_a_toll_first_told_months_later_is_no_news() -> None:
    late = strike(revision=2, killed=300, claim_at=START + timedelta(days=90))
    assert told(bench(), strike(killed=5), late) == []


def test_a_strike_beyond_the_countries_at_war() -> None:
    messages = told(bench(), strike(region="PL-06", status="corroborated"))
    assert "cross-border" in {message.rule for message in messages}


def test_a_place_is_shown_and_none_is_invented() -> None:
    here = Place(name="Kharkiv", lat=49.99, lon=36.23, precision="settlement")
    desk = bench(rule("any", "event: {}", group="country"))
    messages = told(
        desk, strike(), strike("e2", place=here), strike("e3", place=msgspec.structs.replace(here, lon=36.0))
    )
    assert messages[0].geometry is None
    assert messages[1].geometry == {"type": "Point", "coordinates": [36.23, 49.99]}
    assert messages[2].geometry == {"type": "MultiPoint", "coordinates": [[36.0, 49.99], [36.23, 49.99]]}


def test_the_trace_is_carried_from_the_event() -> None:
    assert told(bench(ANY), strike(traceparent="00-1-2-01"))[0].traceparent == "00-1-2-01"


def test_a_surge_is_told_once_and_its_correction_cancels_it() -> None:
    desk = bench(rule("surge", "counts: {of: strikes, scope: region, surge: {at_least: 5}}"))
    events = [strike(f"e{number}", reported=START + timedelta(minutes=number)) for number in range(6)]
    messages = told(desk, *events)
    assert [(m.msg_type, m.region) for m in messages] == [("Alert", "UA-63")]
    assert messages[0].event_ids == ["e0", "e1", "e2", "e3", "e4"], "those that made it a surge"
    assert messages[0].sent == events[4].first_reported_at
    gone = [strike(f"e{number}", 2, status="retracted") for number in (0, 1)]
    assert [m.msg_type for m in told(desk, *gone)] == ["Update", "Cancel"]


def test_the_first_strike_in_thirty_days_is_told_and_the_next_is_not() -> None:
    desk = bench(rule("first", "counts: {of: strikes, scope: region, first_in_days: 30}", group="region"))
    assert told(desk, history()) == [], "nobody knows what was before"
    days = [strike(f"e{day}", reported=START + timedelta(days=day), date=f"2022-10-{10 + day}") for day in (0, 3)]
    assert [m.msg_type for m in told(desk, *days)] == ["Alert"]
    earlier = strike("e9", reported=START - timedelta(days=5), date="2022-10-05")
    assert [(m.msg_type, m.headline[-15:]) for m in told(desk, earlier)] == [
        ("Alert", " 5 October 2022"),
        ("Cancel", "10 October 2022"),
    ], "an earlier one was the first"


def history() -> StrikeEvent:
    """A strike elsewhere in the country, forty days before."""
    return strike("before", region="UA-30", reported=START - timedelta(days=40), date="2022-08-31")


def test_a_first_strike_may_have_to_be_corroborated() -> None:
    text = rule("first", "counts: {of: corroborated_strikes, scope: region, first_in_days: 30}", group="region")
    desk = bench(text)
    before = msgspec.structs.replace(history(), status="corroborated")
    assert told(desk, before, strike()) == []
    assert [m.msg_type for m in told(desk, strike(revision=2, status="corroborated"))] == ["Alert"]


def test_history_that_comes_late_tells_what_was_a_first_strike() -> None:
    desk = bench(rule("first", "counts: {of: strikes, scope: region, first_in_days: 30}", group="region"))
    assert told(desk, strike()) == []
    assert [(m.msg_type, m.region) for m in told(desk, history())] == [("Alert", "UA-63")]


def test_a_toll_of_thousands_from_one_outlet_is_not_repeated() -> None:
    desk = bench(rule("dead", "event: {killed: 10}"))
    assert told(desk, strike(killed=5000)) == []
    assert told(desk, strike("e2", killed=12))[0].headline.endswith("at least 10 killed")
    two = msgspec.structs.replace(strike("e3"), casualties=EventCasualties(killed=claimed(300, 250, 12)))
    assert told(desk, two)[0].headline.endswith("at least 300 killed")
    one = msgspec.structs.replace(strike("e4"), casualties=EventCasualties(killed=claimed(300, 12)))
    assert told(desk, one)[0].headline.endswith("at least 10 killed"), "what the other outlet gives"


def test_a_great_toll_that_one_of_many_outlets_gives_is_not_repeated() -> None:
    desk = bench(rule("dead", "event: {killed: 10}"))
    outlets = [
        Source(outlet=f"outlet-{number}", url=None, article_id=f"a{number}", published_at=START) for number in "012"
    ]
    assert told(desk, strike(killed=50, sources=outlets)) == []
    assert len(told(desk, strike("e2", killed=50, sources=outlets[:2]))) == 1
    two = EventCasualties(killed=claimed(50, 40))
    assert len(told(desk, strike("e3", casualties=two, sources=outlets))) == 1


ECHO = rule("dead", "event: {killed: 10}", group="region", echo_days=14)
KHARKIV = Place(name="Kharkiv", lat=49.99, lon=36.23, precision="settlement")


def days_later(days: int, **changes: Any) -> StrikeEvent:
    at = START + timedelta(days=days)
    fields: dict[str, Any] = {"killed": 12, "place": KHARKIV, "date": str(at.date())} | changes
    return strike(f"e{days}", reported=at, **fields)


def test_a_late_report_of_a_deadly_strike_is_not_a_second_one() -> None:
    desk = bench(ECHO)
    assert len(told(desk, days_later(0))) == 1
    assert told(desk, days_later(3)) == []
    assert [m.msg_type for m in told(desk, days_later(3, revision=2, status="corroborated"))] == ["Alert"]
    assert told(desk, days_later(4, killed=20)) == [], "a toll may have risen"
    assert len(told(desk, days_later(5, killed=40))) == 1, "deadlier"
    chuhuiv = Place(name="Chuhuiv", lat=49.84, lon=36.68, precision="settlement")
    assert len(told(desk, days_later(6, place=chuhuiv))) == 1, "elsewhere"
    assert len(told(desk, days_later(15))) == 0, "an echo of day 3"
    assert len(told(desk, days_later(25))) == 0, "of day 15 or 5"
    assert len(told(desk, days_later(45))) == 1, "long after"


def test_an_earlier_strike_that_comes_late_cancels_its_echo() -> None:
    messages = told(bench(ECHO), days_later(3), days_later(0), days_later(0, revision=2, status="retracted"))
    assert [(m.msg_type, m.headline.split(", ")[2]) for m in messages] == [
        ("Alert", "13 October 2022"),
        ("Alert", "10 October 2022"),
        ("Cancel", "13 October 2022"),
        ("Cancel", "10 October 2022"),
        ("Alert", "13 October 2022"),
    ]


def test_a_crash_between_a_cancelled_alert_and_its_echo_loses_neither() -> None:
    gone = days_later(0, revision=2, status="retracted")
    whole = bench(ECHO)
    told(whole, days_later(0), days_later(3))
    writes = whole.spec.run(whole.tables, signal(gone), 0).writes
    for saved in range(len(writes) + 1):
        desk = bench(ECHO)
        told(desk, days_later(0), days_later(3))
        desk.apply(Result(writes[:saved]))
        messages = {m.headline.split(", ")[2]: m.msg_type for m in told(desk, gone)}
        assert messages == {"10 October 2022": "Cancel", "13 October 2022": "Alert"}, saved


def test_a_plant_of_another_region_was_not_hit_here() -> None:
    desk = bench(rule("plant", "event: {facility: [nuclear_power_plant]}"))
    plant = Facility(name="Zaporizhzhia nuclear power plant", kind="nuclear_power_plant")
    assert told(desk, strike(region="UA-12", facility=plant)) == []
    assert len(told(desk, strike("e2", region="UA-23", facility=plant))) == 1


def test_an_undated_strike_of_one_source_is_no_news() -> None:
    desk = bench(rule("any", "event: {dated: true}"))
    assert told(desk, strike(date_precision="about")) == []
    assert len(told(desk, strike(revision=2, date_precision="about", status="corroborated"))) == 1
    assert len(told(desk, strike("e2", date_precision="night"))) == 1


def test_what_is_corroborated_weeks_later_is_no_news() -> None:
    desk = bench(rule("any", "event: {trust: corroborated}"))
    second = Source(outlet="outlet-1", url=None, article_id="a1", published_at=START + timedelta(days=13))
    sources = [*strike().sources, second]
    assert told(desk, strike(status="corroborated", sources=sources)) == []
    soon = [*strike().sources, msgspec.structs.replace(second, published_at=START + timedelta(days=1))]
    assert len(told(desk, strike("e2", status="corroborated", sources=soon))) == 1


def test_a_barrage_of_thousands_is_that_of_many_days() -> None:
    desk = bench(rule("barrage", "event: {kind: [wave], launched: 40}"))
    assert told(desk, strike("w", kind="wave", region="UA", launched=1400)) == []
    assert len(told(desk, strike("v", kind="wave", region="UA", launched=84))) == 1


def test_a_first_strike_is_none_where_an_uncorroborated_one_was_told_of() -> None:
    desk = bench(rule("first", "counts: {of: corroborated_strikes, scope: region, first_in_days: 30}"))
    before = msgspec.structs.replace(history(), status="corroborated")
    lone = strike("lone", reported=START - timedelta(days=4), date="2022-10-06")
    assert told(desk, before, lone, strike(status="corroborated")) == []
    gone = msgspec.structs.replace(lone, revision=2, status="retracted")
    assert [m.msg_type for m in told(desk, gone)] == ["Alert"]


def test_a_cooldown_holds_back_the_lesser_and_loses_nothing() -> None:
    desk = bench(rule("any", "event: {}", group="country", cooldown_hours=6))
    assert len(told(desk, tick(0), strike("e1"))) == 1
    assert told(desk, strike("e2")) == []
    assert told(desk, tick(5)) == []
    released = told(desk, tick(6))
    assert [(m.msg_type, m.event_ids) for m in released] == [("Update", ["e1", "e2"])]
    assert told(desk, tick(6)) == released, "a tick seen again sends again what it released"
    assert [m.msg_type for m in told(desk, strike("e3", killed=7))] == ["Update"], "a toll does not wait"


def test_what_waits_is_told_when_the_stream_comes_to_rest() -> None:
    desk = bench(rule("any", "event: {}", group="country", cooldown_hours=6))
    assert told(desk, tick(0), strike("e1"), strike("e2"), tick(1))[1:] == []
    rest = Tick(at=START + timedelta(hours=1), idle=True)
    released = told(desk, rest)
    assert [(m.msg_type, m.event_ids) for m in released] == [("Update", ["e1", "e2"])]
    assert told(desk, rest) == released, "a tick seen again sends again what it released"


def test_an_alert_does_not_grow_with_every_event_and_counts_them_all() -> None:
    desk = bench(rule("any", "event: {}", group="country"))
    regions = ("UA-63", "UA-30")
    events = [
        strike(f"e{number:03}", region=regions[number % 2], killed=1, status="corroborated") for number in range(300)
    ]
    final = told(desk, *events)[-1]
    assert final.events == 300 and len(final.event_ids) == 20
    assert "300 killed" in final.description
    assert lookup.alert(desk.tables, final.alert_id)[0].event_ids == [event.event_id for event in events]
    assert max(len(msgspec.json.encode(row)) for row in desk.tables["watch_facts"].values()) < 12_000
    gone = told(desk, *(msgspec.structs.replace(event, revision=2, status="retracted") for event in events))
    assert gone[-1].msg_type == "Cancel" and desk.tables["watch_facts"] == {}


def test_a_flood_goes_into_one_digest_and_nothing_is_lost() -> None:
    desk = bench("messages_per_hour: 3\n" + ANY)
    messages = told(desk, tick(0), *(strike(f"e{number:02}") for number in range(20)), tick(1))
    alone = [message for message in messages if message.rule == "any"]
    digests = [message for message in messages if message.rule == "digest"]
    assert len(alone) == 3 and len({message.alert_id for message in digests}) == 1
    assert len(digests) == 6, "at 1, 2, 4, 8, 16, and the last with the tick"
    covered = {event_id for message in [*alone, digests[-1]] for event_id in message.event_ids}
    assert covered == {f"e{number:02}" for number in range(20)}


def test_extreme_alerts_are_never_held_for_a_digest() -> None:
    desk = bench("messages_per_hour: 1\n" + rule("any", "event: {}", severity="Extreme"))
    messages = told(desk, *(strike(f"e{number}") for number in range(5)))
    assert [message.rule for message in messages] == ["any"] * 5


def nation(desk: Bench, *records: StrikeEvent | Tick) -> Any:
    outputs = desk.all(record if isinstance(record, Tick) else signal(record) for record in records)
    return latest(outputs, "region-counts")["UA"].windows["24h"]


def test_a_nation_is_its_regions_and_of_a_wave_what_they_do_not_tell() -> None:
    desk = bench()
    wave = strike("w", kind="wave", region="UA", launched=83, killed=11)
    day = nation(desk, tick(0), strike("e1", killed=5, wave_id="w"), strike("e2", region="UA-30", killed=2), wave)
    assert (day.strikes, day.waves, day.launched, day.killed) == (2, 1, 83, 13), "11 with the 5 among them, and 2"
    more = nation(desk, strike("e1", 2, killed=14, wave_id="w"))
    assert more.killed == 16, "the strikes tell more than the wave"
    apart = nation(desk, strike("e1", 3, killed=14))
    assert apart.killed == 27, "not part of the wave any more"
    gone = nation(desk, strike("w", 2, kind="wave", region="UA", status="retracted"))
    assert (gone.waves, gone.launched, gone.killed) == (0, 0, 16)


def test_national_counts_fall_when_time_passes() -> None:
    desk = bench()
    assert nation(desk, tick(0), strike(killed=5)).killed == 5
    assert nation(desk, tick(25)).killed == 0


@st.composite
def histories(draw: st.DrawFn) -> list[StrikeEvent]:
    events: list[StrikeEvent] = []
    for number in range(draw(st.integers(1, 5))):
        wave, region = draw(st.booleans()) and number == 0, draw(st.sampled_from(["UA-63", "UA-30"]))
        for revision in range(1, draw(st.integers(1, 3)) + 1):
            reported = START + timedelta(hours=draw(st.integers(0, 60)))
            event = strike(
                f"e{number}",
                revision,
                kind="wave" if wave else "strike",
                region="UA" if wave else region,
                reported=reported,
                date=str(reported.date()),
                status=draw(st.sampled_from(["reported", "corroborated", "retracted"])),
                killed=draw(st.none() | st.integers(0, 40)),
                launched=draw(st.none() | st.integers(0, 90)),
                wave_id="e0" if number and events[0].kind == "wave" and draw(st.booleans()) else None,
                facility=draw(st.none() | st.just(Facility(name="Plant", kind="power_plant"))),
                place=draw(st.none() | st.just(KHARKIV)),
            )
            events.append(event)
    return events


def last(desk: Bench) -> dict[str, Any]:
    """What holds in the end: live alerts by id, without the numbers that tell how they got there."""
    return {
        name: msgspec.structs.replace(state.message, revision=0, references=[], references_sent=[], msg_type="Alert")
        for name, state in desk.tables["watch_alerts"].items()
        if state.message is not None and state.message.msg_type != "Cancel"
    }


@settings(max_examples=75, deadline=None)
@given(histories(), st.data())
def test_in_the_end_the_same_alerts_hold_whatever_the_order(events: list[StrikeEvent], data: st.DataObject) -> None:
    ends, counts = [], []
    for records in (events, data.draw(st.permutations([*events, *events[:2], tick(20)]))):
        desk = bench()
        outputs = desk.all(one if isinstance(one, Tick) else signal(one) for one in [tick(0), *records, tick(500)])
        ends.append(last(desk))
        counts.append(latest(outputs, "region-counts")["UA"])
    assert ends[0] == ends[1]
    assert counts[0].windows == counts[1].windows


@settings(max_examples=75, deadline=None)
@given(histories())
def test_no_strike_is_in_two_alerts_of_rules_over_events(events: list[StrikeEvent]) -> None:
    desk = bench()
    told(desk, tick(0), *events, tick(500))
    over_events = [state.alert_id for state in desk.tables["watch_alerts"].values() if not state.of_counts]
    live = [lookup.alert(desk.tables, name)[0] for name in over_events if name in last(desk)]
    strikes = [event_id for alert in live for event_id in alert.event_ids if alert.rule != "national-barrage"]
    assert len(strikes) == len(set(strikes))


@settings(max_examples=75, deadline=None)
@given(histories(), st.sampled_from([None, "messages_per_hour: 1\n" + ANY]), st.data())
def test_a_crash_amid_the_writes_loses_no_message(
    events: list[StrikeEvent], text: str | None, data: st.DataObject
) -> None:
    """Any prefix of a record's writes may be all that was saved when the record comes again."""
    desk, smooth = bench(text), bench(text)
    for record in [tick(0), *map(signal, events), tick(70), tick(500)]:
        smooth.take(record)
        result = desk.spec.run(desk.tables, record, 0)
        desk.apply(type(result)(result.writes[: data.draw(st.integers(0, len(result.writes)))]))
        again = desk.take(record)
        for topic in ("alerts", "region-counts"):
            assert latest(result.outputs, topic).items() <= latest(again.outputs, topic).items()
    assert desk.tables == smooth.tables


@settings(max_examples=75, deadline=None)
@given(histories(), st.integers(1, 3), st.data())
def test_whatever_the_bound_every_alert_is_told_alone_or_in_a_digest(
    events: list[StrikeEvent], limit: int, data: st.DataObject
) -> None:
    desk = bench(f"messages_per_hour: {limit}\n" + ANY)
    records: list[StrikeEvent | Tick] = data.draw(st.permutations([*events, *events[:2], tick(20)]))
    newest = {message.alert_id: message for message in told(desk, tick(0), *records, tick(500))}
    for name, state in desk.tables["watch_alerts"].items():
        if state.message is not None and state.message.msg_type != "Cancel":
            digests = [m for m in newest.values() if m.rule == "digest" and f"[{name}]" in m.description]
            assert newest.get(name) == state.message or digests, name


@settings(max_examples=75, deadline=None)
@given(histories(), st.data())
def test_the_same_order_of_events_makes_the_same_digests(events: list[StrikeEvent], data: st.DataObject) -> None:
    """Whenever event time passes, and whatever comes twice."""
    noise = [tick(20), tick(70), *events]
    places = data.draw(st.lists(st.tuples(st.integers(0, len(events)), st.sampled_from(noise)), max_size=5))
    noisy: list[StrikeEvent | Tick] = []
    for number in range(len(events) + 1):
        noisy += [one for place, one in places if place == number and (isinstance(one, Tick) or one in noisy)]
        noisy += events[number : number + 1]
    choices = []
    for records in (events, noisy):
        desk = bench("messages_per_hour: 1\n" + ANY)
        alone = {message.alert_id for message in told(desk, tick(0), *records, tick(500)) if message.rule != "digest"}
        choices.append((alone, {key: list(hour.over) for key, hour in desk.tables["watch_hours"].items()}))
    assert choices[0] == choices[1]


def test_the_state_is_bounded() -> None:
    desk = bench()
    for day in range(820):
        at = START + timedelta(days=day)
        event = strike(f"e{day}", reported=at, date=str(at.date()), killed=12, status="corroborated")
        desk.all([Tick(at=at), signal(event)])
    for name in ("watch_events", "watch_alerts", "watch_days", "watch_hours", "nation_slots"):
        assert len(desk.tables[name]) <= 403 * {"watch_alerts": 4, "watch_days": 3}.get(name, 2), name


@pytest.mark.parametrize("name", [rule.name for rule in SHIPPED.rules])
def test_every_shipped_rule_can_raise_an_alert(name: str) -> None:
    plant = Facility(name="Plant", kind="nuclear_power_plant")
    events = [
        strike("a", facility=plant),
        strike("b", facility=REFINERY),
        strike("m", killed=30),
        strike("o", people=200_000),
        strike("w", kind="wave", region="UA", launched=83),
        strike("p", region="PL-06", trusted_source=True),
        strike("c", status="corroborated"),
        msgspec.structs.replace(history(), status="corroborated"),
        *(strike(f"s{number}") for number in range(6)),
    ]
    assert name in {message.rule for message in told(bench(), *events)}
