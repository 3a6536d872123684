"""trafilatura's JSON output (adbar/trafilatura, trafilatura/xml.py `build_json_output`).

`source` is the URL, `source-hostname` the site's name, `date` a bare date; `fingerprint` hashes the content: no id.
"""

from __future__ import annotations

from worker.formats.draft import Draft, Record, first, identity

SIGNATURE = frozenset({"raw_text", "fingerprint", "source-hostname", "hostname"})


def read(record: Record) -> Draft:
    return Draft(
        article_id=identity(record.get("id")),
        url=first(record, "source", "url"),
        outlet=first(record, "hostname", "source-hostname", "sitename"),
        title=first(record, "title"),
        text=first(record, "text", "raw_text", "excerpt", "description"),
        language=first(record, "language"),
        published=record.get("date"),
    )
