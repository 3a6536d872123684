"""What the commands that show a running worker's answers share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import aiohttp
import typer
from yarl import URL

from worker import settings

SECONDS = 30.0


def _address(url: str | None) -> str | None:
    if url is not None and not URL(url).host:
        raise typer.BadParameter("as in http://localhost:9464")
    return url


Url = Annotated[
    str | None,
    typer.Option(
        help="A worker's HTTP address; by default one on this machine, at the port as set.", callback=_address
    ),
]


class Unanswered(RuntimeError):
    """The worker does not answer the question; the message says why."""


async def ask(url: str | None, path: str, query: Mapping[str, str]) -> bytes:
    """The worker's answer.  Raises Unanswered, aiohttp.ClientError, TimeoutError."""
    url = (url or _here()).rstrip("/")
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as client,
        client.get(f"{url}{path}", params=query) as answer,
    ):
        body = await answer.read()
        if answer.status != 200:
            raise Unanswered(f"{url}: {answer.status} {body.decode(errors='replace').strip()}")
        return body


def _here() -> str:
    chosen = settings.load()
    return f"http://{chosen.http_host}:{chosen.http_port}"
