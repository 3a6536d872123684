"""Does memory grow with what was read?  Many articles through one reader, no two alike, and what the process holds.

Run as `python -m tests.bench.memory [ARTICLES.jsonl[.gz]] [COUNT]`: the file (else the sample) again and again, up to
100,000 articles, each time under other ids and with names that no article had before.  Linux only (`/proc`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from resource import getpagesize
from time import perf_counter

from msgspec.structs import replace

from tests.bench.extract import articles
from worker import wire
from worker.records.article import Article
from worker.shell.batch import BATCH, batches
from worker.steps.extract.reader import Reader

COUNT = 100_000
STEPS = 10


def resident() -> float:
    """MB of memory that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * getpagesize() / 1e6


def endless(known: list[Article]) -> Iterator[Article]:
    """The articles over and over: new ids, and in every text names never seen before."""
    for n in count():
        article = known[n % len(known)]
        text = article.text.replace(" said", f" and Ilko Varen{n}uk said")
        text = f"{text}\nOresta Dolyn{n}ska, who lives near Shopping Mall{n}, told of missile{n} strikes on Kharkiv."
        yield replace(article, article_id=f"{article.article_id}-{n}", key=f"{article.key}-{n}", text=text)


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    total = int(sys.argv[2]) if len(sys.argv) > 2 else COUNT
    known, reader = articles(path), Reader()
    print(f"{0:>7,} articles: {resident():.0f} MB, the model, the gazetteer and {len(known):,} articles loaded")
    began, done, mentions = perf_counter(), 0, 0
    for batch in batches(islice(endless(known), total), BATCH):
        for reading in reader.read(batch):
            mentions += len(reading.mentions)
            wire.encode(reading)
        step = total // STEPS
        if done // step != (done := done + len(batch)) // step:
            spent = perf_counter() - began
            print(f"{done:>7,} articles: {resident():.0f} MB, {mentions:,} mentions, {spent:.0f} s", flush=True)


if __name__ == "__main__":
    main()
