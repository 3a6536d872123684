"""schema.org NewsArticle and its kin as JSON-LD (https://schema.org/NewsArticle), alone or in a `@graph`."""

from __future__ import annotations

from worker.formats.draft import Draft, Record, first, identity, records
from worker.formats.markup import plain
from worker.formats.urls import domain, is_web

SIGNATURE = frozenset({"@context", "@type", "@graph", "articleBody", "datePublished"})


def read(record: Record) -> Draft:
    graph = records(record.get("@graph"))
    article = next((node for node in [record, *graph] if _is_article(node)), record)
    page = article.get("mainEntityOfPage")
    url = first(article, "url") or (page if isinstance(page, str) else "")
    url = url or next((first(p, "@id", "url") for p in records(page)), "") or first(article, "@id")
    return Draft(
        article_id=identity(article.get("identifier")),
        url=url if is_web(url) else "",
        outlet=_outlet(article.get("publisher"), graph, url),
        title=plain(first(article, "headline", "alternativeHeadline", "name")),
        text=_text(article),
        language=_language(article.get("inLanguage")),
        published=article.get("datePublished") or article.get("dateCreated"),
        modified=article.get("dateModified"),
    )


def _is_article(node: Record) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith(("Article", "BlogPosting", "Report")) for name in names)


def _text(article: Record) -> str:
    """The body, with the entries of a LiveBlogPosting after it."""
    parts = [first(article, "articleBody", "text", "description")]
    for update in records(article.get("liveBlogUpdate")):
        parts += [first(update, "headline"), first(update, "articleBody")]
    return "\n".join(plain(part) for part in parts if part)


def _outlet(publisher: object, graph: list[Record], url: str) -> str:
    """The domain of the page or of its publisher, else the publisher's name; `{"@id"}` points into the graph."""
    if found := domain(url):
        return found
    if isinstance(publisher, str):
        return publisher
    for node in records(publisher):
        node = next((n for n in graph if n.get("@id") == node.get("@id") is not None), node)
        return domain(first(node, "url")) or first(node, "name")
    return ""


def _language(value: object) -> str:
    return value if isinstance(value, str) else next((first(v, "alternateName", "name") for v in records(value)), "")
