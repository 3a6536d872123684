"""What travels between the steps inside the worker, and what is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from worker.records.mention import Mention

Outcome = Literal["mentions", "irrelevant", "duplicate", "rejected", "withdrawn"]
"""What became of an article; each has exactly one.  `withdrawn`: it took back what it had said before."""


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one version of an article says: the mentions read from it, perhaps none."""

    article_key: str
    article_id: str
    digest: str
    """Of title, text and publication time: the same digest is the same version."""
    revised_at: datetime
    published_at: datetime
    mentions: list[Mention] = []
    alias_of: str | None = None
    """Set on the second copy of a reading, which travels by the article's id: the `article_key` it is known by."""


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """Event time has come to `at` in the whole stream."""

    at: datetime


class Rejected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An input that could not be used, with the reason; the bytes themselves travel beside it."""

    reason: str
    """One of a small set of codes, fit for a metric's label."""
    detail: str
    stage: str
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    article_id: str | None = None
