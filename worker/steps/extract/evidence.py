"""The characters of the article that a value rests on, and whose word they are."""

from __future__ import annotations

from worker.records.mention import Evidence
from worker.steps.extract.attack import Said
from worker.steps.extract.passage import Passage
from worker.steps.extract.speaker import speaker


def evidence_at(name: str, passage: Passage, start: int, end: int) -> Evidence:
    """The characters of a passage that say a field; `start` and `end` are the passage's, those given the article's."""
    return Evidence(
        field=name,
        start=passage.start + start,
        end=passage.start + end,
        text=passage.text[start:end],
        source=passage.source,
        speaker=speaker(passage.text),
    )


def evidence_of(name: str, said: Said) -> Evidence:
    """The characters of a fact."""
    return evidence_at(name, said.passage, said.fact.start, said.fact.end)
