"""strikewire's own fields, and the names that scrapers and news APIs commonly give the same things.

Also the retraction record `{"id" or "url", "withdrawn": true}`.
"""

from __future__ import annotations

from worker.formats.draft import Draft, Record, first, identity, records, string
from worker.formats.markup import body

SIGNATURE = frozenset({"published_at", "fetched_at", "updated_at", "revised_at", "withdrawn"})


def read(record: Record) -> Draft:
    """`text` and `title` stay as they are, since evidence counts their characters; only a body of HTML is stripped.

    Where a field of ours is not there at all, another name for it will do.
    """
    get = record.get
    text = string(get("text")) if "text" in record else _other_text(record)
    return Draft(
        article_id=identity(get("id")) or first(record, "uuid", "guid"),
        url=string(get("url")) or first(record, "link"),
        outlet=string(get("outlet")) or _other_outlet(record),
        title=string(get("title")) if "title" in record else first(record, "headline"),
        text=body(text),
        language=string(get("language")) or first(record, "lang"),
        published=get("published_at") or _any(record, "published", "publishedAt", "publish_date", "pubDate", "date"),
        modified=get("revised_at") or get("updated_at") or _any(record, "updated", "updatedAt", "modified"),
        fetched=get("fetched_at") or _any(record, "crawled_at", "scraped_at"),
        withdrawn=get("withdrawn") is True,
    )


def _other_text(record: Record) -> str:
    return first(record, "body", "content", "article", "description", "summary")


def _other_outlet(record: Record) -> str:
    source = next(iter(records(record.get("source"))), {})
    return first(record, "publisher", "site", "source") or first(source, "name")


def _any(record: Record, *names: str) -> object:
    return next((record[name] for name in names if record.get(name)), None)
