"""fundus: `Article.to_json()` (flairNLP/fundus, src/fundus/scraping/article.py).

By default it holds no URL: the record's key then names the article, or `html`, where it was written too.
"""

from __future__ import annotations

from worker.formats.draft import Draft, Record, first, identity, records

SIGNATURE = frozenset({"publishing_date", "plaintext", "free_access"})


def read(record: Record) -> Draft:
    html = next(iter(records(record.get("html"))), {})
    return Draft(
        article_id=identity(record.get("id")),
        url=first(record, "url", "responded_url", "requested_url") or first(html, "responded_url", "requested_url"),
        outlet=first(record, "publisher"),
        title=first(record, "title"),
        text=first(record, "plaintext") or _text(record.get("body")),
        language=first(record, "lang", "language"),
        published=record.get("publishing_date"),
        fetched=html.get("crawl_date"),
    )


def _text(body: object) -> str:
    """An `ArticleBody`: a summary, then sections of a headline and paragraphs, each a list of strings."""
    if isinstance(body, str):
        return body
    parts: list[object] = []
    for part in records(body):
        parts += _list(part.get("summary"))
        for section in records(part.get("sections")):
            parts += _list(section.get("headline"))
            parts += _list(section.get("paragraphs"))
    return "\n\n".join(part for part in parts if isinstance(part, str))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
