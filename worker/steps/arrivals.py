"""Forgetting rows of a table by age, a few at a time, without a scan.

The keys of a shard stand in a queue by arrival, in runs of at most `RUN`.  A run goes when the news has come `KEEP`
past its newest row, and with it the rows that were not changed since.  A new row takes at most one run away: steps stay
short.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from msgspec.structs import replace

from worker.records.flow import Arrivals
from worker.steps.step import Tables, Write

TABLE = "arrivals"
RUN = 64
"""Keys a row: the open run is written with every new key, a full one is read once."""
KEEP = timedelta(days=400)
"""Longer than the merge keeps mentions: a correction finds what it corrects for as long as that can change an event."""


class Dated(Protocol):
    """A row that says when it was last changed, in event time."""

    @property
    def revised_at(self) -> datetime: ...


def arrived(tables: Tables, shard: int, table: str, key: str, at: datetime) -> list[Write]:
    """Enters a new row of a table in the queue; returns that write, and the deletions it makes due."""
    queue: Arrivals = tables[TABLE].get(str(shard)) or Arrivals(newest=at)
    entries = [*queue.keys, f"{table}|{key}"]
    newest = max(queue.newest, at)
    first, last = queue.first, queue.last
    writes: list[Write] = []
    run: Arrivals | None = tables[TABLE].get(f"{shard}|{first}") if first < last else None
    if run is not None and run.newest < newest - KEEP:
        writes.append(Write(TABLE, f"{shard}|{first}", None))
        first += 1
        for entry in run.keys:
            owner, _, row_key = entry.partition("|")
            row: Dated | None = tables[owner].get(row_key)
            if row is not None and row.revised_at >= newest - KEEP:
                entries.append(entry)
            elif row is not None:
                writes.append(Write(owner, row_key, None))
    if len(entries) >= RUN:
        writes.append(Write(TABLE, f"{shard}|{last}", Arrivals(keys=entries, newest=newest)))
        entries, last = [], last + 1
    return [*writes, Write(TABLE, str(shard), replace(queue, keys=entries, newest=newest, first=first, last=last))]
