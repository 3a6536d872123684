"""Any other record: our own names, or those that scrapers and news APIs commonly give the same things."""

from __future__ import annotations

from worker.formats.draft import Draft, Record, first, identity, records
from worker.formats.markup import body


def read(record: Record) -> Draft:
    source = next(iter(records(record.get("source"))), {})
    return Draft(
        article_id=identity(record.get("id")) or identity(record.get("uuid")) or identity(record.get("guid")),
        url=first(record, "url", "link"),
        outlet=first(record, "outlet", "publisher", "site") or first(source, "name") or first(record, "source"),
        title=first(record, "title", "headline"),
        text=body(first(record, "text", "body", "content", "article", "description", "summary")),
        language=first(record, "language", "lang"),
        published=_any(record, "published", "publishedAt", "publish_date", "pubDate", "date", "timestamp"),
        modified=_any(record, "updated", "updatedAt", "modified"),
        fetched=_any(record, "fetched", "crawled_at", "scraped_at"),
    )


def _any(record: Record, *names: str) -> object:
    return next((record[name] for name in names if record.get(name)), None)
