"""What makes a record's writes one: all of them hold after a crash, or none.

A step's tables have a changelog each, so a worker that dies amid the writes of a record leaves some of them behind; a
step that then meets the record again would find a state that never was.  So each record's writes go, in one Kafka
record, to the step's journal first, and to the changelogs some time after that.  Whoever takes the partition
over makes good what the journal has and the tables have not (a write-ahead log, as databases keep one).

The journal of a partition is a ring: what fell out of it was in the changelogs before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from worker.shell.tables import Shard

DELETED = msgspec.Raw(b"null")


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One write; a `value` of null deletes."""

    table: str
    key: str
    value: msgspec.Raw


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """The writes of one record, numbered within the partition."""

    number: int
    rows: list[Row]


def entries(shard: Shard) -> list[Entry]:
    """What the journal of a partition has, oldest first."""
    return sorted((shard[key] for key in shard), key=lambda entry: entry.number)


def undone(journal: Iterable[Entry], shards: Mapping[str, Shard]) -> Iterator[tuple[str, str, msgspec.Struct | None]]:
    """Table, key and value of the writes that the journal has last and the tables have not."""
    last = {(row.table, row.key): row.value for entry in journal for row in entry.rows}
    for (table, key), raw in last.items():
        shard = shards[table]
        value = None if raw == DELETED else shard.decoded(key, bytes(raw))
        if shard.get(key) != value:
            yield table, key, value
