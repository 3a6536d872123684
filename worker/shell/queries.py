"""Questions over HTTP: /regions, /regions/CODE, /events, /events/ID, /alerts, /alerts/ID, as JSON, GeoJSON or CAP.

Any worker answers.  Each holds some partitions of the tables; what another one holds is asked of it, over HTTP at the
address that it gave the group (`STRIKEWIRE_ADVERTISED_URL`).  Faust's leader spreads those addresses with every
assignment, so all workers have the same map.  A question to a peer names the partitions, and it refuses those that
are no longer its own: an answer is complete, or there is none (503, to be asked again).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar, get_args

import aiohttp
import msgspec
from aiohttp import web

from worker.exports import geojson
from worker.exports.cap import cap_xml
from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.records.event import EventStatus, StrikeEvent
from worker.regions import country_of, name_of
from worker.shell.kafka import partition_of
from worker.steps import lookup
from worker.steps.step import Tables

PEER_SECONDS = 5.0
RETRY_SECONDS = "2"
LIMIT, MOST = 100, 1000
PARTITIONS = "X-Strikewire-Partitions"
"""On a question from a worker to another: the partitions that it is about, separated by commas."""
GEOJSON = "application/geo+json"

RecordT = TypeVar("RecordT", RegionCounts, StrikeEvent, Alert)
Answer = Callable[[Tables, int], Sequence[RecordT]]
"""The tables of a partition, and its number → what they hold."""


class Stream(Protocol):
    """What the questions are put to."""

    def part(self, partition: int) -> Tables | None:
        """The tables of a partition; None where it is not this worker's, or is not there yet."""

    def peers(self) -> Mapping[int, str]:
        """Partition → URL of the worker that has it; without those that nobody has."""


class Queries:
    """The handlers, and the client that asks other workers; inside an `async with` block."""

    def __init__(self, stream: Stream, partitions: int) -> None:
        self._stream = stream
        self._partitions = partitions

    async def __aenter__(self) -> Queries:
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PEER_SECONDS))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

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
        found = await self._gather(
            request, RegionCounts, lambda tables, number: lookup.counts(tables, number, at), self._everywhere()
        )
        return _response(request, sorted(found, key=lambda counts: counts.region))

    async def _region(self, request: web.Request) -> web.Response:
        code, at = request.match_info["code"], _instant(request, "as_of")
        if name_of(code) == code:
            raise web.HTTPNotFound(text=f"{code} is no region or country that is known here\n")
        found = await self._gather(
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
        found = await self._gather(
            request, StrikeEvent, lambda tables, _: lookup.events(tables, wanted, statuses), where
        )
        return _response(request, lookup.newest_events(found)[: wanted.limit])

    async def _event(self, request: web.Request) -> web.Response:
        event_id = request.match_info["event_id"]
        # An id does not tell the region; an event and the one it gave way to are of one region.
        chain = await self._gather(
            request, StrikeEvent, lambda tables, _: lookup.resolved(tables, event_id), self._everywhere()
        )
        if not chain and PARTITIONS not in request.headers:
            raise web.HTTPNotFound(text=f"no event {event_id}; events are kept as long as they may be corrected\n")
        return _response(request, chain, one=True, chain=[event.event_id for event in chain])

    async def _alerts(self, request: web.Request) -> web.Response:
        wanted, rule = _wanted(request), request.query.get("rule")
        where = [self._partition(country_of(wanted.region))] if wanted.region else self._everywhere()
        found = await self._gather(request, Alert, lambda tables, _: lookup.alerts(tables, wanted, rule), where)
        return _response(request, lookup.newest_alerts(found)[: wanted.limit])

    async def _alert(self, request: web.Request) -> web.Response:
        alert_id = request.match_info["alert_id"]
        found = await self._gather(request, Alert, lambda tables, _: lookup.alert(tables, alert_id), self._everywhere())
        if not found and PARTITIONS not in request.headers:
            raise web.HTTPNotFound(text=f"no alert {alert_id}; alerts are kept as long as their events\n")
        if request.query.get("format") == "cap" and PARTITIONS not in request.headers:
            return web.Response(body=cap_xml(found[-1]), content_type="application/cap+xml")
        return _response(request, found, one=True)

    def _partition(self, key: str) -> int:
        return partition_of(key.encode(), self._partitions)

    def _everywhere(self) -> list[int]:
        return list(range(self._partitions))

    async def _gather(
        self, request: web.Request, type_: type[RecordT], answer: Answer[RecordT], partitions: Sequence[int]
    ) -> list[RecordT]:
        """What all these partitions hold: ours from our tables, the others' from the workers that have them."""
        asked = request.headers.get(PARTITIONS)
        if asked is not None:
            return self._ours(_numbers(asked), answer)
        ours = [number for number in partitions if self._stream.part(number) is not None]
        peers, others = self._stream.peers(), dict[str, list[int]]()
        for number in partitions:
            if number not in ours:
                if number not in peers:
                    raise _unavailable(f"no worker has partition {number} at this moment")
                others.setdefault(peers[number], []).append(number)
        answers = await asyncio.gather(
            *(self._ask(url, numbers, request, type_) for url, numbers in others.items()), return_exceptions=True
        )
        found = self._ours(ours, answer)
        for several in answers:
            if isinstance(several, BaseException):
                raise several
            found += several
        return found

    def _ours(self, partitions: Sequence[int], answer: Answer[RecordT]) -> list[RecordT]:
        found: list[RecordT] = []
        for number in partitions:
            tables = self._stream.part(number)
            if tables is None:
                raise _unavailable(f"partition {number} is moving to another worker")
            found += answer(tables, number)
        return found

    async def _ask(
        self, url: str, partitions: Sequence[int], request: web.Request, type_: type[RecordT]
    ) -> list[RecordT]:
        headers = {PARTITIONS: ",".join(map(str, partitions)), "Accept": "application/json"}
        try:
            async with self._client.get(url.rstrip("/") + request.rel_url.raw_path_qs, headers=headers) as answer:
                body = await answer.read()
                if answer.status != 200:
                    raise _unavailable(f"{url} says {answer.status}: {body.decode(errors='replace').strip()}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _unavailable(f"{url}: {type(error).__name__} {error}") from error
        try:
            return msgspec.json.decode(body, type=list[type_])  # type: ignore[valid-type]
        except msgspec.MsgspecError as error:  # of another version, while the workers are being replaced
            raise _unavailable(f"{url} answers otherwise than this worker understands: {error}") from error


def _response(
    request: web.Request, found: Sequence[RecordT], *, one: bool = False, chain: list[str] | None = None
) -> web.Response:
    """The records as they were asked for; of `one` (with the ids that lead to it, if given) the last."""
    if PARTITIONS in request.headers:
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


def _numbers(text: str) -> list[int]:
    try:
        return [int(number) for number in text.split(",")]
    except ValueError:
        raise web.HTTPBadRequest(text=f"{PARTITIONS}: numbers, separated by commas\n") from None


def _unavailable(why: str) -> web.HTTPServiceUnavailable:
    return web.HTTPServiceUnavailable(text=f"{why}; ask again\n", headers={"Retry-After": RETRY_SECONDS})
