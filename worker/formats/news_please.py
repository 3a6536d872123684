"""news-please: `NewsArticle.get_serializable_dict()` (fhamborg/news-please, newsplease/NewsArticle.py).

Dates are naive, written `2026-03-02 08:15:00`, and the text `None` where there is none.
"""

from __future__ import annotations

from worker.formats.draft import Draft, Record, first
from worker.formats.markup import body

SIGNATURE = frozenset({"maintext", "date_publish", "date_download", "source_domain"})


def read(record: Record) -> Draft:
    return Draft(
        article_id=first(record, "id"),
        url=first(record, "url"),
        outlet=first(record, "source_domain"),
        title=first(record, "title", "title_page", "title_rss"),
        text=body(first(record, "maintext", "text", "description")),
        language=first(record, "language"),
        published=record.get("date_publish"),
        modified=record.get("date_modify"),
        fetched=record.get("date_download"),
    )
