"""strikewire's own fields, and the retraction record `{"id" or "url", "withdrawn": true}`."""

from __future__ import annotations

from worker.formats.draft import Draft, Record, identity, string
from worker.formats.markup import body

SIGNATURE = frozenset({"published_at", "fetched_at", "updated_at", "revised_at", "withdrawn"})


def read(record: Record) -> Draft:
    """`text` and `title` stay as they are, since evidence counts their characters; only a body of HTML is stripped."""
    get = record.get
    return Draft(
        article_id=identity(get("id")),
        url=string(get("url")),
        outlet=string(get("outlet")),
        title=string(get("title")),
        text=body(string(get("text"))),
        language=string(get("language")),
        published=get("published_at"),
        modified=get("revised_at") or get("updated_at"),
        fetched=get("fetched_at"),
        withdrawn=get("withdrawn") is True,
    )
