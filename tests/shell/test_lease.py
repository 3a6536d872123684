"""A process that stood still."""

from __future__ import annotations

import asyncio

import pytest

from worker.shell.lease import Lease, StoodStill, fence

SESSION = 30.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_lease_holds_while_it_is_renewed() -> None:
    clock = Clock()
    lease = Lease(SESSION, clock)
    for clock.now in range(0, 300, 3):
        lease.renew()
        lease.check()


def test_a_lease_once_lost_is_lost() -> None:
    clock = Clock()
    lease = Lease(SESSION, clock)
    clock.now = SESSION + 1
    with pytest.raises(StoodStill, match="31 s"):
        lease.renew()
    clock.now += 1
    with pytest.raises(StoodStill):
        lease.check()


class Client:
    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, node: int, request: str) -> str:
        self.sent.append(request)
        return "done"


class Producer:
    def __init__(self) -> None:
        self.client = Client()


def test_what_was_queued_before_the_sleep_is_not_sent_after_it() -> None:
    clock, producer = Clock(), Producer()
    client = producer.client
    fence(producer, Lease(SESSION, clock))
    assert asyncio.run(producer.client.send(1, "before")) == "done"
    clock.now = SESSION + 1
    with pytest.raises(StoodStill):
        asyncio.run(producer.client.send(1, "after"))
    assert client.sent == ["before"]
