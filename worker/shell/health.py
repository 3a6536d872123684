"""Metrics, health and queries over HTTP; on loopback unless the settings say otherwise.

/metrics, in OpenMetrics where it is asked for, which alone carries exemplars; /healthz; /readyz; /latest/events and
/latest/alerts, arrays of flat JSON objects, the latest first.  For the queries see `queries.py`.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from typing import Protocol

import orjson
from aiohttp import web
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

from worker.settings import Settings
from worker.shell.newest import KEPT, Newest
from worker.shell.rows import Row, alert_row, event_row

SHOWN = 100
"""Latest rows, where `?limit=` does not say how many."""


class Watched(Protocol):
    """What the endpoints ask of the worker."""

    @property
    def ready(self) -> bool: ...
    @property
    def newest(self) -> Newest: ...
    def measure(self) -> None: ...


class Health:
    """The HTTP server, inside an `async with` block.

    `address` is where it listens, from the beginning; `advertised` where other workers reach it.
    """

    def __init__(self, settings: Settings, worker: Watched, routes: Iterable[web.RouteDef] = ()) -> None:
        host = settings.http_host
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, settings.http_port), family=family)
        port = self._socket.getsockname()[1]
        self.address = _url(host, port)
        everywhere = host in ("", "0.0.0.0", "::")
        self.advertised = settings.advertised_url or _url(socket.gethostname() if everywhere else host, port)
        self._worker = worker
        application = web.Application()
        application.add_routes(
            [
                web.get("/metrics", self._metrics),
                web.get("/healthz", self._healthz),
                web.get("/readyz", self._readyz),
                web.get("/latest/events", self._events),
                web.get("/latest/alerts", self._alerts),
                *routes,
            ]
        )
        self._runner = web.AppRunner(application, access_log=None)

    async def __aenter__(self) -> Health:
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _metrics(self, request: web.Request) -> web.Response:
        self._worker.measure()
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(REGISTRY), headers={"Content-Type": content_type})

    async def _healthz(self, _: web.Request) -> web.Response:
        """The loop turns.  A worker that makes no progress ends by itself, so that is all there is to ask."""
        return web.Response(text="ok\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        if self._worker.ready:
            return web.Response(text="ready\n")
        return web.Response(status=503, text="not ready: partitions, tables or readings are not there yet\n")

    async def _events(self, request: web.Request) -> web.Response:
        return _rows([event_row(event) for event in self._worker.newest.events()[: _limit(request)]])

    async def _alerts(self, request: web.Request) -> web.Response:
        return _rows([alert_row(alert) for alert in self._worker.newest.alerts()[: _limit(request)]])


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _limit(request: web.Request) -> int:
    asked = request.query.get("limit", str(SHOWN))
    if not asked.isascii() or not asked.isdigit():
        raise web.HTTPBadRequest(text=f"limit is a number of rows, at most {KEPT}\n")
    return min(int(asked), KEPT)


def _rows(rows: Sequence[Row]) -> web.Response:
    return web.Response(body=orjson.dumps(rows), content_type="application/json")
