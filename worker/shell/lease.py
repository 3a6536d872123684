"""A process that stood still must not go on as if nothing had happened.

Stopped (SIGSTOP, a paused container, a frozen machine) for longer than the group's session, a worker loses its
partitions and does not know it yet when it wakes.  What it then sends would land behind what the new owner has
sent: old rows in the changelogs, old revisions of events.  Kafka fences such a zombie by transactions; we have none,
so the process sends nothing more, and ends.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaProducer


class StoodStill(RuntimeError):
    """The process did nothing for longer than its session: others may have its partitions."""


class Lease:
    """Holds while the process runs; once it stood still for more than `seconds`, it never holds again."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._renewed = clock()
        self._lost: float | None = None

    def check(self) -> None:
        """Raises StoodStill."""
        gap = self._clock() - self._renewed
        if self._lost is None and gap > self._seconds:
            self._lost = gap
        if self._lost is not None:
            raise StoodStill(f"the process stood still for {self._lost:.0f} s, its session lasts {self._seconds:.0f} s")

    def renew(self) -> None:
        """Raises StoodStill."""
        self.check()
        self._renewed = self._clock()

    def keep(self) -> None:
        """Renews it from a thread of its own, as long as it holds: a busy event loop is no sleep."""
        threading.Thread(target=self._keep, name="lease", daemon=True).start()

    def _keep(self) -> None:
        while self._lost is None:
            time.sleep(self._seconds / 10)
            try:
                self.renew()
            except StoodStill:
                return  # whoever sends next is told


def fence(producer: AIOKafkaProducer, lease: Lease) -> None:
    """Lets no request of the producer pass without the lease, whenever it was queued."""
    send = producer.client.send

    async def checked(*args: Any, **options: Any) -> Any:
        lease.check()
        return await send(*args, **options)

    producer.client.send = checked
