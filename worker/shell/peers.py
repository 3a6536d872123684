"""What several workers hold, put together: each question goes to those that have the partitions it is about.

What another worker holds is asked of it, over HTTP at the address that it gave the group (`STRIKEWIRE_ADVERTISED_URL`).
Faust's leader spreads those addresses with every assignment, so all workers have the same map.  A question to a peer
names the partitions, and it refuses those that are no longer its own: an answer is complete, or there is none (503, to
be asked again).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

import aiohttp
import msgspec
from aiohttp import web

from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.records.event import StrikeEvent
from worker.steps.step import Tables

PEER_SECONDS = 5.0
RETRY_SECONDS = "2"
PARTITIONS = "X-Strikewire-Partitions"
"""On a question from a worker to another: the partitions that it is about, separated by commas."""

RecordT = TypeVar("RecordT", RegionCounts, StrikeEvent, Alert)
Answer = Callable[[Tables, int], Sequence[RecordT]]
"""The tables of a partition, and its number → what they hold."""


class Stream(Protocol):
    """What the questions are put to."""

    def part(self, partition: int) -> Tables | None:
        """The tables of a partition; None where it is not this worker's, or is not there yet."""

    def peers(self) -> Mapping[int, str]:
        """Partition → URL of the worker that has it; without those that nobody has."""


class Peers:
    """This worker's partitions, and a client that asks other workers for theirs; inside an `async with` block."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def __aenter__(self) -> Peers:
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PEER_SECONDS))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    async def gather(
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


def asked_by_peer(request: web.Request) -> bool:
    return PARTITIONS in request.headers


def _numbers(text: str) -> list[int]:
    try:
        return [int(number) for number in text.split(",")]
    except ValueError:
        raise web.HTTPBadRequest(text=f"{PARTITIONS}: numbers, separated by commas\n") from None


def _unavailable(why: str) -> web.HTTPServiceUnavailable:
    return web.HTTPServiceUnavailable(text=f"{why}; ask again\n", headers={"Retry-After": RETRY_SECONDS})
