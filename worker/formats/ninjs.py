"""IPTC ninjs 2 and 3 (https://www.iptc.org/std/ninjs/), and the 1.x names where they differ.

Version 3 writes names in camel case (`versionCreated`, `contentType`), versions 1 and 2 in lower case.
"""

from __future__ import annotations

from worker.formats.draft import Draft, Record, first, records
from worker.formats.markup import plain
from worker.formats.urls import domain, is_web

SIGNATURE = frozenset(
    {
        "headlines",
        "bodies",
        "versioncreated",
        "versionCreated",
        "firstcreated",
        "firstCreated",
        "pubstatus",
        "pubStatus",
    }
)
NOT_PUBLISHED = frozenset({"canceled", "withheld"})
"""Values of `pubstatus` by which the provider takes an item back, for good or until further notice."""


def read(record: Record) -> Draft:
    uri = first(record, "uri")
    version = first(record, "versioncreated", "versionCreated")
    sources = records(record.get("infosources") or record.get("infoSources"))
    return Draft(
        article_id=uri,
        url=uri if is_web(uri) else "",
        outlet=domain(uri) or next((first(s, "name") for s in sources), "") or _holder(record),
        title=plain(_best(record.get("headlines")) or first(record, "headline", "name", "title")),
        text=_text(record),
        language=first(record, "language"),
        published=first(record, "firstcreated", "firstCreated") or version,
        modified=version,
        withdrawn=first(record, "pubstatus", "pubStatus") in NOT_PUBLISHED,
    )


def _holder(record: Record) -> str:
    return first(record, "copyrightholder", "copyrightHolder", "by")


def _text(record: Record) -> str:
    body = _best(record.get("bodies")) or first(record, "body_text", "body_xhtml", "body_html")
    return plain(body or _best(record.get("descriptions")) or first(record, "description_text"))


def _best(variants: object) -> str:
    """Of several values of one thing: plain text before markup, the main role before others, then in their order."""

    def rank(variant: Record) -> tuple[bool, bool]:
        kind = first(variant, "contenttype", "contentType") or "text/plain"
        return kind != "text/plain", first(variant, "role") not in ("main", "")

    values = [v for v in records(variants) if first(v, "value")]
    return first(min(values, key=rank), "value") if values else ""
