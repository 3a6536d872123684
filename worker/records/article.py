"""An article as it arrived, brought to one shape."""

from __future__ import annotations

from typing import Literal

import msgspec

from worker.records.instant import Instant

TimePrecision = Literal["time", "day"]


class Article(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, rename={"article_id": "id"}):
    """One version of one article.

    `article_id` is the ingester's id, or a digest of the URL where it gave none.  `key` names the article across its
    versions (the normalised URL, else the id): a second record with the same key, or the same id, revises the first.
    Times are aware and in UTC.
    """

    article_id: str
    key: str
    url: str | None = None
    outlet: str | None = None
    title: str = ""
    text: str = ""
    language: str | None = None
    published_at: Instant
    published_precision: TimePrecision = "time"
    """`day` where the source gave a bare date: the article appeared at some hour of it."""
    published_assumed: list[str] = []
    """What was not in the source: `zone` (a naive time read as UTC), `time` (none that can be read: the
    modification, the fetch or the record's own time was taken), `future` (a time past the arrival became the arrival).
    """
    fetched_at: Instant | None = None
    revised_at: Instant
    """Orders the versions of an article: its modification, fetch or publication time, whichever it has first."""
    withdrawn: bool = False
    """The outlet took the article back (ninjs `canceled`, or a retraction record)."""
    traceparent: str | None = None
