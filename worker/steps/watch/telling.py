"""By when it was told what an alert rests on."""

from __future__ import annotations

from datetime import datetime

from worker.records.event import StrikeEvent


def corroborated_at(event: StrikeEvent) -> datetime | None:
    """When a second outlet told of it first; None where the event is not corroborated."""
    if event.status != "corroborated":
        return None
    first_of: dict[str, datetime] = {}
    for source in sorted(event.sources, key=lambda source: source.published_at):
        first_of.setdefault(source.outlet or source.article_id, source.published_at)
    first, *others = sorted(first_of.values())
    return others[0] if others else first
