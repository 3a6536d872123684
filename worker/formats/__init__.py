"""What the usual ingesters write → a draft of an article.  One file a format; the fields present choose it.

A format is tried when one of the names in its `SIGNATURE` is a field of the record, in the order of `FORMATS`:
our own first (most records, and its times are named like nobody else's), then those whose names are a standard's,
then those of tools.  What no signature fits is read as our own again, by which the common other names are known too.
"""

from __future__ import annotations

from collections.abc import Callable

from worker.formats import feed, fundus, news_please, ninjs, own, schema_org, trafilatura
from worker.formats.draft import Draft, Record

Reader = Callable[[Record], Draft]
FORMATS: tuple[tuple[frozenset[str], Reader], ...] = (
    (own.SIGNATURE, own.read),
    (schema_org.SIGNATURE, schema_org.read),
    (ninjs.SIGNATURE, ninjs.read),
    (news_please.SIGNATURE, news_please.read),
    (fundus.SIGNATURE, fundus.read),
    (trafilatura.SIGNATURE, trafilatura.read),
    (feed.SIGNATURE, feed.read),
)


def read(record: Record) -> Draft:
    """The parts of the article in a record of any known format."""
    for signature, reader in FORMATS:
        if not signature.isdisjoint(record):
            return reader(record)
    return own.read(record)
