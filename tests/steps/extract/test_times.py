"""Expressions of time as news writes them, against a day of publication."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.steps.extract import times
from worker.steps.extract.spans import TimeSpan

MONDAY = date(2022, 10, 10)


def only(text: str, published: date = MONDAY) -> TimeSpan:
    found = times.find(text, published)
    assert len(found) == 1, [text[span.start : span.end] for span in found]
    return found[0]


def days(*listed: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day if len(day) == 10 else f"2022-{day}") for day in listed)


POINTS = [
    ("on Monday", "10-10"),
    ("Monday", "10-10"),
    ("early Thursday", "10-06"),
    ("late on Wednesday", "10-05"),
    ("Thursday morning", "10-06"),
    ("early on Friday morning", "10-07"),
    ("later on Sunday", "10-09"),
    ("Friday evening", "10-07"),
    ("at around 5 a.m. on Sunday", "10-09"),
    ("Sunday at 5pm", "10-09"),
    ("before dawn on Saturday", "10-08"),
    ("in the early hours of Thursday", "10-06"),
    ("on the evening of 14 July", "07-14"),
    ("on the morning of October 9", "10-09"),
    ("last Monday", "10-03"),
    ("last Friday", "10-07"),
    ("Wednesday last week", "10-05"),
    ("yesterday", "10-09"),
    ("yesterday evening", "10-09"),
    ("late yesterday", "10-09"),
    ("this morning", "10-10"),
    ("earlier today", "10-10"),
    ("today", "10-10"),
    ("tonight", "10-10"),
    ("two days ago", "10-08"),
    ("on 10 October", "10-10"),
    ("the 8 April", "04-08"),
    ("24 of February", "02-24"),
    ("Oct. 10", "10-10"),
    ("Sept 3", "09-03"),
    ("on May 9", "05-09"),
    ("on July 7th", "07-07"),
    ("October 10, 2022", "10-10"),
    ("Saturday, Aug. 13, 2022", "08-13"),
    ("on Thursday, 6 October", "10-06"),
    ("3 March 2021", "2021-03-03"),
    ("on 12 December", "2021-12-12"),
    ("10.10.2022", "10-10"),
    ("25.05.22 14:50", "05-25"),
    ("2022-04-08", "04-08"),
    ("as of 21:00, May 25", "05-25"),
    ("by Friday evening", "10-07"),
]


@pytest.mark.parametrize(("text", "day"), POINTS, ids=[text for text, _ in POINTS])
def test_a_day(text: str, day: str) -> None:
    sentence = f"The depot was shelled {text} and burned."
    span = only(sentence)
    assert (span.scope, span.dates, span.precision) == ("point", days(day), "day")
    assert sentence[span.start : span.end] in text and len(text) - (span.end - span.start) <= 4


NIGHTS = [
    ("overnight", "10-10", "10-09"),
    ("last night", "10-10", "10-09"),
    ("during the night", "10-10", "10-09"),
    ("overnight into Friday", "10-07", "10-06"),
    ("Thursday night into Friday", "10-07", "10-06"),
    ("overnight from Saturday to Sunday", "10-09", "10-08"),
    ("the night from Sunday to Monday", "10-10", "10-09"),
    ("the night of 12 to 13 July", "07-13", "07-12"),
    ("on the night of October 9-10", "10-10", "10-09"),
    ("the night before", "10-09", "10-08"),
    ("on the night of October 10", "10-10", "10-09"),
]


@pytest.mark.parametrize(("text", "end", "begin"), NIGHTS, ids=[text for text, *_ in NIGHTS])
def test_a_night_ends_on_its_first_date(text: str, end: str, begin: str) -> None:
    span = only(f"Drones came {text}.")
    assert (span.dates, span.precision, span.time_of_day) == (days(end, begin), "night", "night")


ABOUT = [
    ("on Thursday night", ("10-06", "10-07")),
    ("on the night of May 7", ("05-07", "05-08")),
    ("over the past day", ("10-10", "10-09")),
    ("over the past 24 hours", ("10-10", "10-09")),
    ("in the last 24 hours", ("10-10", "10-09")),
    ("during the day", ("10-10", "10-09")),
    ("over the weekend", ("10-08", "10-09")),
    ("the previous day", ("10-09", "10-08")),
    ("a week ago", ("10-03", "10-04", "10-02")),
    ("between Saturday and Sunday", ("10-08", "10-09")),
    ("10-11 July", ("07-10", "07-11")),
    ("hours ago", ("10-10",)),
]


@pytest.mark.parametrize(("text", "dates"), ABOUT, ids=[text for text, _ in ABOUT])
def test_about_a_day(text: str, dates: tuple[str, ...]) -> None:
    span = only(f"The village came under fire {text}.")
    assert (span.scope, span.dates, span.precision) == ("point", days(*dates), "about")


SPANS = ["last week", "this week", "earlier this week", "in March", "in late February", "in early June", "last month",
         "since February 24", "since Thursday", "until Friday", "over the past two months", "for weeks",
         "for three days", "in recent weeks", "six months ago", "from Monday to Friday", "in 2014", "since 2014",
         "a few days ago", "earlier this year", "mid-April", "at the end of August"]  # fmt: skip


@pytest.mark.parametrize("text", SPANS)
def test_too_long_to_date_a_strike(text: str) -> None:
    span = only(f"The port had been attacked {text} by ships.")
    assert (span.scope, span.dates) == ("span", ())


@pytest.mark.parametrize("text", ["next week", "tomorrow", "in the coming days", "next month", "next Saturday"])
def test_future(text: str) -> None:
    assert only(f"More strikes could follow {text}.").scope == "future"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The envoys will meet in the capital on Saturday.", "10-15"),
        ("On Wednesday will come the next convoy.", "10-12"),
        ("Polls open on October 24.", "10-24"),
    ],
)
def test_future_by_its_words(text: str, day: str) -> None:
    span = only(text)
    assert (span.scope, span.dates) == ("future", days(day))


def test_said_on_monday_it_will() -> None:
    assert only("The mayor said on Monday it will take days.").scope == "point"


@pytest.mark.parametrize(
    ("text", "part"),
    [("at 5 a.m.", "morning"), ("at around 19:00", "evening"), ("at 3:30 am local time", "night"), ("at dawn",
     "morning"),
     ("in the early hours", "night"), ("at night", "night"), ("around 11 p.m.", "night"), ("in the evening", "evening"),
     ("at about 16.40", "afternoon"), ("as of 19:30", "evening"), ("at noon", "afternoon")],
)  # fmt: skip
def test_an_hour_alone(text: str, part: str) -> None:
    span = only(f"A blast was heard {text} near the river.")
    assert (span.scope, span.dates, span.time_of_day) == ("clock", (), part)


@pytest.mark.parametrize(
    "text",
    ["on the 45th day", "day 45 of the war", "Theresa May spoke", "troops march on", "every night", "S-300 and 155 mm",
     "12 of the 14 drones", "he may have left", "they sat in the sun", "two days after the fire", "1.5 million people"],
)  # fmt: skip
def test_no_time(text: str) -> None:
    assert times.find(text, MONDAY) == []


def test_a_weekday_on_its_own_day_is_today() -> None:
    assert only("on Saturday", date(2022, 10, 8)).dates == days("10-08")


def test_tomorrows_weekday_is_tomorrow_before_it_is_six_days_ago() -> None:
    assert only("It burned on Tuesday.").dates == days("10-11", "10-04")
    assert only("It burned last Tuesday.").dates == days("10-04")
    assert only("overnight into Tuesday").dates == days("10-11", "10-10")


def test_a_part_of_the_day_alone_has_no_date() -> None:
    assert only("A bus was hit during the morning rush.").scope == "clock"


def test_a_night_after_publication_is_the_one_before() -> None:
    assert only("Blasts on Monday night.").dates == days("10-10", "10-09")


def test_a_leap_day_and_a_day_that_is_none() -> None:
    assert only("on February 29", date(2024, 3, 2)).dates == (date(2024, 2, 29),)
    assert times.find("on 31 June", MONDAY) == []


def test_several_in_one_text() -> None:
    text = "Hit on Friday, hit again overnight, and on 3 October too."
    assert [text[s.start : s.end] for s in times.find(text, MONDAY)] == ["on Friday", "overnight", "on 3 October"]


def test_odd_spaces_dashes_and_invisible_characters() -> None:
    text = "Struck on\u00a0\u00a0Thurs\u00adday and in the night of 12\u201313\u00a0July."
    spans = times.find(text, MONDAY)
    assert [span.dates for span in spans] == [days("10-06"), days("07-13", "07-12")]
    assert text[spans[0].start : spans[0].end] == "on\u00a0\u00a0Thurs\u00adday"


_PIECES = st.sampled_from(
    [
        "on",
        "in",
        "the",
        "early",
        "late",
        "Monday",
        "Friday,",
        "night",
        "of",
        "May",
        "Oct.",
        "7",
        "12",
        "2022",
        "31",
        "to",
        "into",
        "-",
        "overnight",
        "last",
        "past",
        "24",
        "hours",
        "a",
        "week",
        "ago",
        "since",
        "at",
        "5",
        "a.m.",
        "19:30",
        "25.05.22",
        "this",
        "will",
        ".",
        "and",
        "İ",
        "\xad",
        "00.00.00",
        "99/99/9999",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map(" ".join), st.lists(_PIECES, max_size=30).map("".join)),
       st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))  # fmt: skip
def test_any_text_gives_ordered_spans_within_it(text: str, published: date) -> None:
    last = 0
    for span in times.find(text, published):
        assert last <= span.start < span.end <= len(text)
        last = span.end
        if span.scope == "point":
            assert span.dates
        if span.precision == "night":
            assert span.dates[1] == span.dates[0] - timedelta(1)
