"""Commits that Faust owes.

Faust takes acknowledged offsets off its list before it commits them, and takes the commit for made even where it was
refused, as it is while the group rebalances; and its commits may overlap, so that an older offset is written over a
newer one.  The records are done, so nothing is lost; but a restart would do them again, and until then the partition
looks unfinished.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Protocol

from faust.types import TP


class Consumer(Protocol):
    """What we need of Faust's consumer."""

    _committed_offset: MutableMapping[TP, int | None]
    """What it takes for committed."""

    def assignment(self) -> set[TP]: ...
    async def _commit(self, offsets: Mapping[TP, int]) -> bool: ...


@dataclass(slots=True)
class Seen:
    """A partition as it was when it last changed: done, committed, since when, and whether we committed it since."""

    done: int
    committed: int
    since: float
    settled: bool = False


class OwedCommits:
    """Commits a partition once more when it has come to rest, and where Faust has not committed for `patience` s."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._seen: dict[TP, Seen] = {}

    async def settle(self, consumer: Consumer, done: Mapping[TP, int], now: float) -> None:
        """`done`: by partition, the offset below which every record is acknowledged; `now` in seconds, monotonic."""
        due: dict[TP, int] = {}
        assigned = consumer.assignment()
        for place, offset in done.items():
            committed = consumer._committed_offset.get(place) or 0
            # Another worker had it meanwhile, and has got further than we had.
            if place not in assigned or offset < committed:
                self._seen.pop(place, None)
                continue
            seen = self._seen.get(place)
            behind = seen is not None and committed == seen.committed < offset
            if seen is None or not (behind or (offset, committed) == (seen.done, seen.committed)):
                self._seen[place] = Seen(offset, committed, now)
            elif not seen.settled and now - seen.since > self._patience:
                due[place] = offset
        if due and await consumer._commit(due):
            for place, offset in due.items():
                consumer._committed_offset[place] = offset
                self._seen[place] = Seen(offset, offset, now, settled=True)
