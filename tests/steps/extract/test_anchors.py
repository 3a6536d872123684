"""The words that constructions hinge on: none may be missed, or a sentence would not be searched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.records.article import Article
from worker.shell.batch import articles_in
from worker.shell.demo.run import sample
from worker.steps.extract.anchors import Anchors, anchors
from worker.steps.extract.constructions import Construction, among, construction
from worker.steps.extract.sentences import sentence_bounds

_SENTENCES = [
    ("frames", ("attack", "toll", "general", "ground", "other_sense", "planted", "spaceflight", "mishap", "whole_war")),
    ("casualties", ("killed_before", "killed_after", "killed_either", "injured_before", "injured_after")),
    ("roles", ("total", "spared", "national_harm", "nationwide_source", "war_toll", "in_charge")),
    ("outages", ("loss",)),
    ("sources", ("speech", "official", "military", "witness")),
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"(?<!\w)(?:shelled|bombed)(?!\w)", [{"shelled", "bombed"}]),
        (
            r"(?:has|have) (?:long|always) been",
            [{f"{a} {b} been" for a in ("has", "have") for b in ("long", "always")}],
        ),
        (r"strikes? on \w+ depots?", [{"strike on ", "strikes on "}, {" depot", " depots"}]),
        (r"explo(?:de\w*|sion)", [{"explo"}, {"de", "sion"}]),
        (r"(?:hit\w* by|struck) it", [{"hit", "struck"}, {" it"}]),
        (r"(?:near )*kyiv", [{"kyiv"}]),
        (r"gr[ae]y", [{"gray", "grey"}]),
        (r"\w+|fire", []),
        (r"(?:fire)?", []),
        (r"(?i:fire)", []),
        (r"(?i)fire", []),
    ],
)
def test_every_match_holds_one_word_of_each_group(source: str, expected: list[set[str]]) -> None:
    assert anchors(source) == expected


@pytest.mark.parametrize(("lexicon", "entries"), _SENTENCES)
def test_no_sentence_that_fits_is_left_out(lexicon: str, entries: tuple[str, ...]) -> None:
    texts = [article.text.lower() for article in articles_in(sample()) if isinstance(article, Article)]
    sentences = [text[start:end] for text in texts for start, end in sentence_bounds(text)]
    fitting = 0
    for entry in entries:
        form = construction(lexicon, entry)
        fits = [sentence for sentence in sentences if form.regex.search(sentence)]
        assert [sentence for sentence in fits if not form.may_hold(sentence)] == []
        fitting += len(fits)
    assert fitting


@given(st.text("abc .", max_size=12))
def test_it_finds_what_the_expression_alone_finds(text: str) -> None:
    others = Anchors()
    for source in (r"(?<!\w)(?:ab|ca+b)(?!\w)", r"a(?:b|c){1,2}\. ?c", r"(?:a.)?bc+", r"(?=ab)\w+c", r"b|", r"a?c?ab$"):
        form = Construction(source, others)
        assert [found.span() for found in form.finditer(text)] == [m.span() for m in re.finditer(source, text)]
        first, plain = form.search(text), re.search(source, text)
        assert (first and first.span()) == (plain and plain.span())


def test_what_is_added_later_is_looked_for_in_texts_seen_before() -> None:
    later = Anchors()
    early = Construction("missile", later)
    assert early.may_hold("a missile and a drone")
    assert Construction("drone", later).may_hold("a missile and a drone")
    assert not Construction("rocket", later).may_hold("a missile and a drone")
    assert among("frames") is among("frames")
