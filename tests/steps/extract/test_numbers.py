"""Numbers as news writes them, and what looks like one and counts nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.steps.extract import numbers
from worker.steps.extract.spans import NumberSpan


def only(text: str) -> NumberSpan:
    found = numbers.find(text)
    assert len(found) == 1, [text[span.start : span.end] for span in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,625", 1625), ("300 000", 300_000), ("3.5 million", 3_500_000), ("3,5 million", 3_500_000), ("100,000",
     100_000),
     ("12 thousand", 12_000), ("1.5m", 1_500_000), ("250k", 250_000), ("half a million", 500_000), ("one", 1),
     ("Seven", 7), ("twenty-one", 21), ("forty five", 45), ("one hundred and twenty", 120), ("a hundred", 100),
     ("two thousand five hundred", 2500), ("two dozen", 24), ("half a dozen", 6), ("2000", 2000), ("0", 0)],
)  # fmt: skip
def test_values(text: str, value: int) -> None:
    sentence = f"{text} people left the town."
    span = only(sentence)
    assert (sentence[span.start : span.end], span.value, span.qualifier, span.share) == (text, value, "exact", False)


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [("more than 40", 40, "at_least"), ("at least nine", 9, "at_least"), ("over 1,000", 1000, "at_least"),
     ("no fewer than 12", 12, "at_least"), ("40+", 40, "at_least"), ("six or more", 6, "at_least"),
     (">50", 50, "at_least"), ("nearly 300,000", 300_000, "about"), ("almost 100", 100, "about"), ("some 60", 60,
     "about"),
     ("about 30", 30, "about"), ("approximately two thousand", 2000, "about"), ("close to 75", 75, "about"),
     ("20 or so", 20, "about"), ("a dozen", 12, "about"), ("a couple", 2, "about"), ("up to 100", 100, "up_to"),
     ("as many as 12", 12, "up_to"), ("no more than 5", 5, "up_to"), ("10-15", 10, "at_least"),
     ("10 to 15", 10, "at_least"), ("at least another four", 4, "at_least")],
)  # fmt: skip
def test_qualifiers(text: str, value: int, qualifier: str) -> None:
    sentence = f"They counted {text} {'of' if text == 'a couple' else ''} drones."
    span = only(sentence)
    assert (sentence[span.start : span.end], span.value, span.qualifier) == (text, value, qualifier)


@pytest.mark.parametrize(
    "text", ["dozens", "hundreds", "several", "tens of thousands", "scores", "a few", "several hundred"]
)
def test_vague_numbers_have_no_value(text: str) -> None:
    assert only(f"It left {text} of people in the dark.").value is None


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [("33 of the 38", 33, 38), ("21 out of 34", 21, 34), ("36 of 42", 36, 42), ("nine of its 12", 9, 12),
     ("more than 40 of 83", 40, 83), ("two of the three", 2, 3)],
)  # fmt: skip
def test_a_part_of_a_whole(text: str, value: int, of: int) -> None:
    sentence = f"Crews shot down {text} drones."
    span = only(sentence)
    assert (sentence[span.start : span.end], span.value, span.of) == (text, value, of)


@pytest.mark.parametrize(
    ("text", "value"),
    [("80%", 0.8), ("80 percent", 0.8), ("80 per cent", 0.8), ("12.5%", 0.125), ("half", 0.5), ("a third", 1 / 3),
     ("two-thirds", 2 / 3), ("three quarters", 0.75), ("a quarter", 0.25), ("more than half", 0.5)],
)  # fmt: skip
def test_shares(text: str, value: float) -> None:
    span = only(f"In the region {text} of customers sat without light.")
    assert span.share
    assert span.value == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["a missile hit the yard", "the first strike", "the 2nd wave", "a 12-year-old boy", "a man aged 45",
     "girls aged 5 and 7",
     "he was 45 years old", "Olena, 45, saw it", "at 07:30 and at 5 a.m.", "on May 25 and 3 October", "in 2022",
     "25.05.22",
     "an S-300, a Kh-101, a Shahed-136, an M777, a Su-34", "155 mm and 9M55", "aid of $625 million", "30 km away",
     "167 miles off", "the 93rd brigade", "call +380441234567", "see https://example.org/12/34", "no one was there",
     "they saw one another", "at -10 degrees", "after ten minutes", "two days later", "for three weeks",
     "a nine-storey block", "School No. 4", "half an hour", "a third blast", "children under 18",
     "ops@example.org 24/7",
     "the 2 October strike", "April 8-10", "a second time", "Resolution 2202",
     "from April 8 to 10 it burned", "on 8 and 9 May", "on May 8 and 9"],
)  # fmt: skip
def test_what_counts_nothing(text: str) -> None:
    assert [text[span.start : span.end] for span in numbers.find(text)] == []


def test_several_in_one_sentence() -> None:
    text = "Of 83 missiles 45 fell short; 11 people died on 10 October, two of them children, and 64 were hurt."
    found = [(text[span.start : span.end], span.value) for span in numbers.find(text)]
    assert found == [("83", 83), ("45", 45), ("11", 11), ("two", 2), ("64", 64)]


def test_a_rise_is_two_numbers() -> None:
    assert [span.value for span in numbers.find("The toll rose from 10 to 15.")] == [10, 15]


def test_times_hit_are_a_count() -> None:
    assert only("Gunners opened fire 39 times.").value == 39


def test_both_counts_only_people_and_things() -> None:
    assert only("Both men died.").value == 2
    assert numbers.find("Both Kyiv and Lviv were hit.") == []


def test_odd_spaces_and_dashes() -> None:
    text = "From 3\u00a0000 homes, 10\u201315\u00ad drones."
    assert [(text[s.start : s.end], s.value) for s in numbers.find(text)] == [("3\u00a0000", 3000), ("10\u201315", 10)]


_PIECES = st.sampled_from(
    [
        "12",
        "1,625",
        "300",
        "000",
        "3.5",
        "million",
        "a",
        "dozen",
        "half",
        "of",
        "the",
        "38",
        "more",
        "than",
        "up",
        "to",
        "at",
        "least",
        "one",
        "hundred",
        "and",
        "%",
        "percent",
        "-",
        "to",
        "10-15",
        "+",
        "$",
        "aged",
        "under",
        ",",
        ".",
        "(",
        ")",
        "May",
        "2022",
        "tens",
        "thousands",
        "several",
        "few",
        "couple",
        "third",
        "İ",
        "\xad",
        "٣",
        "²",
        "1e5",
        "0",
        "00",
        "07:30",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map(" ".join), st.lists(_PIECES, max_size=30).map("".join)))
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    last = 0
    for span in numbers.find(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end
        assert span.value is None or span.value >= 0
        assert not span.share or (span.value is not None and span.value <= 1)
        assert span.of is None or (span.value is not None and span.of >= span.value)
