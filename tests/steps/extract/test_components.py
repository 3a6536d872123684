"""The stages as spaCy components: each can be read, left out, put in and tried alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from worker.records.article import Article
from worker.records.mention import Mention
from worker.steps.extract.components import STAGES, pipeline
from worker.steps.extract.document import document
from worker.steps.extract.frames import Frames
from worker.steps.extract.model import load_model

TITLE = "Two killed in Kharkiv"
TEXT = "A Russian missile hit a clinic in Kharkiv on Tuesday, killing two people. Four drones were shot down over Sumy."
PUBLISHED = datetime(2025, 3, 12, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline("en_core_web_sm")


def article(title: str = TITLE, text: str = TEXT) -> Article:
    return Article(article_id="one", key="one", title=title, text=text, published_at=PUBLISHED, revised_at=PUBLISHED)


def doc_of(given: Article) -> Doc:
    return document(given, date(2025, 3, 12))


def mentions(nlp: Language, given: Article) -> list[Mention]:
    found: list[Mention] = nlp(doc_of(given))._.mentions
    return found


def test_the_pipeline_reads_as_its_stages(nlp: Language) -> None:
    assert tuple(nlp.pipe_names) == STAGES


def test_every_layer_that_a_stage_needs_is_laid_before_it(nlp: Language) -> None:
    analysis = nlp.analyze_pipes()
    assert analysis is not None and not any(analysis["problems"].values())


def test_the_tokens_are_the_sentences(nlp: Language) -> None:
    doc = nlp(doc_of(article()))
    assert [token.text for token in doc] == [TITLE, *TEXT.replace(". ", ".\n").split("\n")]
    assert [(passage.source, passage.start) for passage in doc._.passages] == [
        ("title", 0),
        ("text", 0),
        ("text", TEXT.index("Four")),
    ]


def test_one_stage_alone(nlp: Language) -> None:
    with nlp.select_pipes(enable=["numbers"]):
        doc = nlp(doc_of(article()))
    assert [[number.value for number in numbers] for numbers in doc._.numbers] == [[2], [2], [4]]
    assert doc._.places == [(), (), ()]
    assert doc._.mentions == []


def test_without_quantities_the_strike_stands_and_counts_nothing(nlp: Language) -> None:
    [whole, *_] = mentions(nlp, article())
    with nlp.select_pipes(disable=["quantities"]):
        [bare, *_] = mentions(nlp, article())
    assert whole.casualties.killed is not None and whole.casualties.killed.value == 2
    assert (bare.region, bare.date, bare.casualties.killed) == (whole.region, whole.date, None)


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "masking"])
def test_any_stage_may_be_left_out(nlp: Language, stage: str) -> None:
    with nlp.select_pipes(disable=[stage]):
        assert isinstance(mentions(nlp, article()), list)


def test_without_masks_no_further_stage_can_work(nlp: Language) -> None:
    with nlp.select_pipes(disable=["masking"]), pytest.raises(ValueError, match="the stage 'masking' is missing"):
        mentions(nlp, article())


@Language.component("no_drones")
def no_drones(doc: Doc) -> Doc:
    doc._.weapons = [tuple(span for span in spans if span.type != "drone") for spans in doc._.weapons]
    return doc


def test_a_stage_of_ones_own(nlp: Language) -> None:
    assert "drone" in {weapon.type for mention in mentions(nlp, article()) for weapon in mention.weapons}
    nlp.add_pipe("no_drones", after="weapons")
    try:
        assert "drone" not in {weapon.type for mention in mentions(nlp, article()) for weapon in mention.weapons}
    finally:
        nlp.remove_pipe("no_drones")


def test_one_by_one_or_in_a_batch_it_reads_the_same(nlp: Language) -> None:
    given = [article(), article("", "Shelling of Nikopol on Monday wounded 3."), article(title="Rain in Lviv", text="")]
    together = [doc._.mentions for doc in nlp.pipe((doc_of(each) for each in given), batch_size=2)]
    assert together == [mentions(nlp, each) for each in given]


def test_what_was_read_leaves_no_words_behind(nlp: Language) -> None:
    loaded: list[Language] = []

    def load() -> Language:
        loaded.append(load_model("en_core_web_sm"))
        return loaded[-1]

    frames = Frames(load, vocabulary=60)
    bound = len(loaded[0].vocab.strings) + 60 + 40  # what one sentence may add before anybody looks
    before = len(nlp.vocab.strings)
    for i in range(20):
        text = f"Mayor Adamenko{i} said missiles hit Kharkiv and Sumy{i} near Kharkiv on Tuesday, killing 2."
        with nlp.select_pipes(disable=["frames", "discourse", "assembly"]):
            clauses = frames(nlp(doc_of(article("", text))))._.clauses
        assert clauses[0] is not None
    assert len(loaded) > 1
    assert all(len(parser.vocab.strings) <= bound for parser in loaded)
    assert len(nlp.vocab.strings) == before
