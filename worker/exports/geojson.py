"""Events, alerts and region counts as GeoJSON features (RFC 7946), for maps.

The geometry of an event or alert is what its sources name, and null where they name no place.  That of a region is its
own point in the gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.records.event import StrikeEvent
from worker.regions import name_of, point_of

Feature = dict[str, Any]


def feature(record: StrikeEvent | Alert | RegionCounts) -> Feature:
    """One feature; its `id` is the event's, the alert's or the region's, its properties are the record's fields."""
    properties = msgspec.to_builtins(record)
    if isinstance(record, StrikeEvent):
        return _feature(record.event_id, _place(record), properties)
    if isinstance(record, Alert):
        del properties["geometry"]
        return _feature(record.alert_id, record.geometry, properties)
    return _feature(record.region, _point(point_of(record.region)), properties | {"name": name_of(record.region)})


def collection(records: Iterable[StrikeEvent | Alert | RegionCounts]) -> dict[str, Any]:
    """All of them as one FeatureCollection."""
    return {"type": "FeatureCollection", "features": [feature(record) for record in records]}


def _feature(identifier: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": identifier, "geometry": geometry, "properties": properties}


def _place(event: StrikeEvent) -> dict[str, Any] | None:
    place = event.place
    if place is None or place.lat is None or place.lon is None:
        return None
    return _point((place.lon, place.lat))


def _point(point: tuple[float, float] | None) -> dict[str, Any] | None:
    return None if point is None else {"type": "Point", "coordinates": list(point)}
