"""What the journal makes good after a crash."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from worker import wire
from worker.shell.journal import DELETED, Entry, Row, entries, undone
from worker.shell.store import MemoryRows
from worker.shell.tables import Shard


class Count(msgspec.Struct, frozen=True):
    n: int


TABLES = ("a", "b", "c")
Writes = list[tuple[str, str, int | None]]

writes = st.tuples(st.sampled_from(TABLES), st.sampled_from("kl"), st.none() | st.integers(0, 9))
records = st.lists(st.lists(writes, min_size=1, max_size=4, unique_by=lambda w: w[:2]), max_size=12)


def shards() -> dict[str, Shard]:
    return {name: Shard(name, MemoryRows(), Count, cached=2) for name in TABLES}


def put(shard: Shard, key: str, value: msgspec.Struct | None, offset: int) -> None:
    raw = None if value is None else wire.encode(value)
    shard.settle(shard.stage(key, value), raw, offset)


def rows(of: dict[str, Shard]) -> dict[tuple[str, str], Count]:
    return {(name, key): shard[key] for name, shard in of.items() for key in shard}


@given(records, st.data())
def test_after_a_crash_the_tables_are_as_if_it_had_come_between_two_records(
    told: list[Writes], data: st.DataObject
) -> None:
    """Of the last records any writes may be missing: those of one table are kept in order, the tables are not."""
    whole, torn = shards(), shards()
    journal = Shard("journal", MemoryRows(), Entry, cached=2)
    ring = 8
    for number, record in enumerate(told):
        listed = []
        for table, key, n in record:
            value = None if n is None else Count(n)
            put(whole[table], key, value, number)
            listed.append(Row(table, key, DELETED if value is None else msgspec.Raw(wire.encode(value))))
        put(journal, str(number % ring), Entry(number, listed), number)
    for name in TABLES:
        own = [(number, key, n) for number, record in enumerate(told) for table, key, n in record if table == name]
        safe = sum(number < len(told) - ring for number, _, _ in own)
        for number, key, n in own[: data.draw(st.integers(safe, len(own)))]:
            put(torn[name], key, None if n is None else Count(n), number)
    for table, key, row in list(undone(entries(journal), torn)):
        put(torn[table], key, row, len(told))
    assert rows(torn) == rows(whole)
    assert list(undone(entries(journal), torn)) == []
