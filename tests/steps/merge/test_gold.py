"""Events from the gold's own records, scored; where an evaluation folder is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steps.merge.gold import evaluation_dir, gold_mentions, merged, score

FOLDER = evaluation_dir()


@pytest.mark.skipif(FOLDER is None, reason="EVAL_DIR is not set")
def test_events_of_gold_mentions_are_the_gold_s() -> None:
    folder = FOLDER or Path()
    mentions = gold_mentions(folder)
    found = score(folder, mentions, merged(mentions))
    assert found["dedup"]["f1"] >= 0.96
    assert found["cross_article_join"]["share"] >= 0.95
