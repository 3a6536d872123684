"""Questions over HTTP: /regions, /regions/CODE, /events, /events/ID, /alerts, /alerts/ID, as JSON, GeoJSON or CAP.

Any worker answers, for all of them (`peers.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

import msgspec
from aiohttp import web

from worker.exports import geojson
from worker.exports.cap import cap_xml
from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.records.event import EventStatus, StrikeEvent
from worker.regions import country_of, name_of
from worker.shell.kafka import partition_of
from worker.shell.peers import Peers, RecordT, Stream, asked_by_peer
from worker.steps import lookup

LIMIT, MOST = 100, 1000
GEOJSON = "application/geo+json"


class Queries:
    """The handlers; inside an `async with` block."""

    def __init__(self, stream: Stream, partitions: int) -> None:
        self._peers = Peers(stream)
        self._partitions = partitions

    async def __aenter__(self) -> Queries:
        await self._peers.__aenter__()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._peers.__aexit__(*failure)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/regions", self._regions),
            web.get("/regions/{code}", self._region),
            web.get("/events", self._events),
            web.get("/events/{event_id}", self._event),
            web.get("/alerts", self._alerts),
            web.get("/alerts/{alert_id}", self._alert),
        ]

    async def _regions(self, request: web.Request) -> web.Response:
        at = _instant(request, "as_of")
        found = await self._peers.gather(
            request, RegionCounts, lambda tables, number: lookup.counts(tables, number, at), self._everywhere()
        )
        return _response(request, sorted(found, key=lambda counts: counts.region))

    async def _region(self, request: web.Request) -> web.Response:
        code, at = request.match_info["code"], _instant(request, "as_of")
        if name_of(code) == code:
            raise web.HTTPNotFound(text=f"{code} is no region or country that is known here\n")
        found = await self._peers.gather(
            request,
            RegionCounts,
            lambda tables, number: [lookup.counts_of(tables, code, number, at)],
            [self._partition(code)],
        )
        return _response(request, found, one=True)

    async def _events(self, request: web.Request) -> web.Response:
        wanted, statuses = _wanted(request), _statuses(request)
        region = wanted.region
        where = [self._partition(region)] if region and "-" in region else self._everywhere()
        found = await self._peers.gather(
            request, StrikeEvent, lambda tables, _: lookup.events(tables, wanted, statuses), where
        )
        return _response(request, lookup.newest_events(found)[: wanted.limit])

    async def _event(self, request: web.Request) -> web.Response:
        event_id = request.match_info["event_id"]
        # An id does not tell the region; an event and the one it gave way to are of one region.
        chain = await self._peers.gather(
            request, StrikeEvent, lambda tables, _: lookup.resolved(tables, event_id), self._everywhere()
        )
        if not chain and not asked_by_peer(request):
            raise web.HTTPNotFound(text=f"no event {event_id}; events are kept as long as they may be corrected\n")
        return _response(request, chain, one=True, chain=[event.event_id for event in chain])

    async def _alerts(self, request: web.Request) -> web.Response:
        wanted, rule = _wanted(request), request.query.get("rule")
        where = [self._partition(country_of(wanted.region))] if wanted.region else self._everywhere()
        found = await self._peers.gather(request, Alert, lambda tables, _: lookup.alerts(tables, wanted, rule), where)
        return _response(request, lookup.newest_alerts(found)[: wanted.limit])

    async def _alert(self, request: web.Request) -> web.Response:
        alert_id = request.match_info["alert_id"]
        found = await self._peers.gather(
            request, Alert, lambda tables, _: lookup.alert(tables, alert_id), self._everywhere()
        )
        if not found and not asked_by_peer(request):
            raise web.HTTPNotFound(text=f"no alert {alert_id}; alerts are kept as long as their events\n")
        if request.query.get("format") == "cap" and not asked_by_peer(request):
            return web.Response(body=cap_xml(found[-1]), content_type="application/cap+xml")
        return _response(request, found, one=True)

    def _partition(self, key: str) -> int:
        return partition_of(key.encode(), self._partitions)

    def _everywhere(self) -> list[int]:
        return list(range(self._partitions))


def _response(
    request: web.Request, found: Sequence[RecordT], *, one: bool = False, chain: list[str] | None = None
) -> web.Response:
    """The records as they were asked for; of `one` (with the ids that lead to it, if given) the last."""
    if asked_by_peer(request):
        return web.Response(body=msgspec.json.encode(found), content_type="application/json")
    more = {} if chain is None else {"chain": chain}
    if _wants_geojson(request):
        content: Any = geojson.feature(found[-1]) if one else geojson.collection(found)
        if one:
            content["properties"] |= more
        return web.Response(body=msgspec.json.encode(content), content_type=GEOJSON)
    listed = [msgspec.to_builtins(record) | _named(record) | more for record in (found[-1:] if one else found)]
    return web.Response(body=msgspec.json.encode(listed[0] if one else listed), content_type="application/json")


def _named(record: RegionCounts | StrikeEvent | Alert) -> dict[str, str]:
    return {"name": name_of(record.region)} if isinstance(record, RegionCounts) else {}


def _wants_geojson(request: web.Request) -> bool:
    form = request.query.get("format")
    if form not in (None, "json", "geojson"):
        raise web.HTTPBadRequest(text="format is json or geojson\n")
    return form == "geojson" or (form is None and GEOJSON in request.headers.get("Accept", ""))


def _wanted(request: web.Request) -> lookup.Wanted:
    limit = request.query.get("limit", str(LIMIT))
    if not (limit.isascii() and limit.isdigit() and 0 < int(limit) <= MOST):
        raise web.HTTPBadRequest(text=f"limit is a number from 1 to {MOST}\n")
    return lookup.Wanted(request.query.get("region"), _instant(request, "since"), int(limit))


def _statuses(request: web.Request) -> Sequence[EventStatus]:
    asked = request.query.get("status")
    if asked is None:
        return lookup.HOLDING
    chosen = asked.split(",")
    known: tuple[EventStatus, ...] = get_args(EventStatus)
    if not set(chosen) <= set(known):
        raise web.HTTPBadRequest(text=f"status is one or several of {', '.join(known)}, separated by commas\n")
    return [status for status in known if status in chosen]


def _instant(request: web.Request, name: str) -> datetime | None:
    text = request.query.get(name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise web.HTTPBadRequest(text=f"{name} is an instant with its offset, as 2022-10-10T06:00:00Z\n")
    return found
