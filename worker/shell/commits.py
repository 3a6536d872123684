"""Commits that Faust owes.

Faust takes acknowledged offsets off its list before it commits them.  If that commit is refused (a rebalance was under
way), it forgets them, and commits nothing of that partition again: it sees a gap that never closes.  The records are
done, so nothing is lost; but a restart would do them all again, and until then the partition looks stuck.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Protocol

import structlog
from faust.types import TP

log = structlog.get_logger()


class Consumer(Protocol):
    """What we need of Faust's consumer."""

    _committed_offset: MutableMapping[TP, int | None]

    def assignment(self) -> set[TP]: ...
    async def _commit(self, offsets: Mapping[TP, int]) -> bool: ...


class OwedCommits:
    """Commits for Faust what it has not committed for `patience` seconds."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._owed: dict[TP, tuple[int, float]] = {}
        """The offset that stays committed although more is done, and since when."""

    async def settle(self, consumer: Consumer, done: Mapping[TP, int], now: float) -> None:
        """`done`: by partition, the offset below which every record is acknowledged; `now` in seconds, monotonic."""
        due: dict[TP, int] = {}
        assigned = consumer.assignment()
        for place, offset in done.items():
            committed = consumer._committed_offset.get(place) or 0
            if place not in assigned or committed >= offset:
                self._owed.pop(place, None)
                continue
            seen, since = self._owed.setdefault(place, (committed, now))
            if seen != committed:
                self._owed[place] = (committed, now)
            elif now - since > self._patience:
                due[place] = offset
        if due and await consumer._commit(due):
            consumer._committed_offset.update(due)
            for place in due:
                del self._owed[place]
            log.info("committed what was owed", partitions=len(due))
