"""feedparser: one of `entries` (its reference: entries[i].content, .summary, .published_parsed, .links …).

Text is HTML; `*_parsed` are struct_times in UTC, which JSON shows as lists of nine numbers.
"""

from __future__ import annotations

from worker.formats.draft import Draft, Record, first, identity, records
from worker.formats.markup import plain
from worker.formats.urls import domain

SIGNATURE = frozenset({"published_parsed", "updated_parsed", "summary_detail", "title_detail", "guidislink"})


def read(record: Record) -> Draft:
    content = "\n".join(first(part, "value") for part in records(record.get("content")))
    source = next(iter(records(record.get("source"))), {})
    return Draft(
        article_id=identity(record.get("id")),
        url=first(record, "link") or _alternate(record),
        outlet=domain(first(source, "href")) or first(source, "title"),
        title=plain(first(record, "title")),
        text=plain(content.strip() or first(record, "summary", "description")),
        language=first(record, "language") or _language(record),
        published=record.get("published_parsed") or record.get("published"),
        modified=record.get("updated_parsed") or record.get("updated"),
    )


def _alternate(record: Record) -> str:
    """Of the `links`, the page itself."""
    return next(
        (first(a, "href") for a in records(record.get("links")) if a.get("rel", "alternate") == "alternate"), ""
    )


def _language(record: Record) -> str:
    return next((first(d, "language") for n in ("title_detail", "summary_detail") for d in records(record.get(n))), "")
