"""Events and alerts as flat rows for a table on a dashboard: one value a column, in words that need no legend."""

from __future__ import annotations

from typing import Any

from worker.records.alert import Alert
from worker.records.event import ClaimedQuantity, StrikeEvent
from worker.regions import name_of
from worker.shell.demo import words

Row = dict[str, Any]
"""Column → text, number, or None."""

QUOTES = 6
"""Pieces of evidence in a row; the event itself has all."""


def event_row(event: StrikeEvent) -> Row:
    """`evidence` is quoted from one article, the one that `url` leads to; a retracted event has neither."""
    evidence = event.evidence
    told_by = evidence[0].article_id if evidence else None
    quotes = dict.fromkeys(piece.text for piece in evidence if piece.article_id == told_by)
    casualties = event.casualties
    return {
        "updated_at": event.updated_at.isoformat(),
        "date": event.date,
        "event_id": event.event_id,
        "revision": event.revision,
        "status": event.status,
        "kind": event.kind,
        "background": event.background,
        "region": event.region,
        "region_name": name_of(event.region),
        "place": event.place.name if event.place else None,
        "latitude": event.place.lat if event.place else None,
        "longitude": event.place.lon if event.place else None,
        "attacker": event.attacker,
        "weapons": words.weapons(event),
        "targets": ", ".join(event.targets),
        "losses": words.losses(event),
        "killed": _value(casualties.killed),
        "injured": _value(casualties.injured),
        "sources": event.independent_sources,
        "outlets": ", ".join(words.outlets(event)),
        "evidence": words.some(quotes, QUOTES),
        "url": next((source.url for source in event.sources if source.article_id == told_by), None),
    }


def alert_row(alert: Alert) -> Row:
    return {
        "sent": alert.sent.isoformat(),
        "expires": alert.expires.isoformat(),
        "alert_id": alert.alert_id,
        "revision": alert.revision,
        "msg_type": alert.msg_type,
        "rule": alert.rule,
        "severity": alert.severity,
        "certainty": alert.certainty,
        "region": alert.region,
        "region_name": name_of(alert.region),
        "regions": ", ".join(name_of(region) for region in alert.regions),
        "headline": alert.headline,
        "description": alert.description,
        "events": alert.events,
    }


def _value(quantity: ClaimedQuantity | None) -> float | int | None:
    return None if quantity is None else quantity.value
