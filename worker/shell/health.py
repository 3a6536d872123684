"""Metrics and health over HTTP: /metrics, /healthz, /readyz; on loopback unless the settings say otherwise."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from worker.settings import Settings


class Watched(Protocol):
    """What the endpoints ask of the worker."""

    @property
    def ready(self) -> bool: ...
    def measure(self) -> None: ...


class Health:
    """The HTTP server, inside an `async with` block; `address` is where it listens."""

    def __init__(self, settings: Settings, worker: Watched) -> None:
        self._host, self._port = settings.http_host, settings.http_port
        self._worker = worker
        application = web.Application()
        application.add_routes(
            [
                web.get("/metrics", self._metrics),
                web.get("/healthz", self._healthz),
                web.get("/readyz", self._readyz),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None)
        self.address = ""

    async def __aenter__(self) -> Health:
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _metrics(self, _: web.Request) -> web.Response:
        self._worker.measure()
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _healthz(self, _: web.Request) -> web.Response:
        """The loop turns.  A worker that makes no progress ends by itself, so that is all there is to ask."""
        return web.Response(text="ok\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        if self._worker.ready:
            return web.Response(text="ready\n")
        return web.Response(status=503, text="not ready: partitions, tables or readings are not there yet\n")
