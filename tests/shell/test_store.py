"""Rows and shards: what a step sees is what was last written, whoever keeps the rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker import wire
from worker.shell.store import MemoryRows, RocksRows, Rows
from worker.shell.tables import Pending, Shard, TableBroken


class Row(msgspec.Struct, frozen=True):
    number: int


class Other(msgspec.Struct, frozen=True):
    text: str


@pytest.fixture(params=["memory", "rocksdb"])
def rows(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Rows]:
    """Opens the same rows, as after a restart."""
    if request.param == "memory":
        kept = MemoryRows()
        return lambda: kept
    return lambda: RocksRows(tmp_path / "rows")


def test_rows_and_their_offset_survive_a_restart(tmp_path: Path) -> None:
    first = RocksRows(tmp_path / "rows")
    assert first.offset() is None
    first.apply([(b"a", b"1"), (b"b", b"2")], 7)
    first.apply([(b"a", None), (b"b", b"3")], 9)
    first.close()
    again = RocksRows(tmp_path / "rows")
    assert (again.get(b"a"), again.get(b"b"), again.offset(), list(again), again.size()) == (None, b"3", 9, [b"b"], 1)


def test_a_batch_may_change_a_row_twice(rows: Callable[[], Rows]) -> None:
    kept = rows()
    kept.apply([(b"a", b"1"), (b"a", None), (b"b", b"1"), (b"b", b"2")], 3)
    assert (kept.get(b"a"), kept.get(b"b"), kept.size()) == (None, b"2", 1)


KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.one_of(st.none(), st.integers(0, 9).map(Row))


@given(st.lists(st.tuples(KEYS, VALUES, st.integers(0, 3))))
def test_a_shard_shows_the_last_write_before_and_after_it_is_safe(steps: list[tuple[str, Row | None, int]]) -> None:
    shard, model, flying = Shard("t", MemoryRows(), Row, cached=2), dict[str, Row](), list[Pending]()
    for offset, (key, value, settled) in enumerate(steps):
        flying.append(shard.stage(key, value))
        if value is None:
            model.pop(key, None)
        else:
            model[key] = value
        for _ in range(min(settled, len(flying))):
            done = flying.pop(0)
            shard.settle(done, None if done.value is None else wire.encode(done.value), offset)
        assert dict(shard) == model
        assert [shard.get(each) for each in "abc"] == [model.get(each) for each in "abc"]


def test_a_write_is_in_the_store_only_when_the_changelog_has_it(rows: Callable[[], Rows]) -> None:
    kept = rows()
    shard = Shard("t", kept, Row, cached=10)
    pending = shard.stage("a", Row(1))
    assert shard["a"] == Row(1)
    assert kept.get(b"a") is None
    shard.settle(pending, wire.encode(Row(1)), 4)
    assert (kept.get(b"a"), kept.offset()) == (wire.encode(Row(1)), 4)


def test_what_the_changelog_brings_replaces_what_was_remembered() -> None:
    shard = Shard("t", MemoryRows(), Row, cached=10)
    shard.restore([(b"a", wire.encode(Row(1)))], 1)
    assert shard["a"] == Row(1)
    shard.restore([(b"a", wire.encode(Row(2)))], 2)
    assert shard["a"] == Row(2)


def test_a_write_that_ends_after_the_partition_left_is_not_ours_any_more(tmp_path: Path) -> None:
    shard = Shard("t", RocksRows(tmp_path / "rows"), Row, cached=10)
    pending = shard.stage("a", Row(1))
    shard.close()
    shard.settle(pending, wire.encode(Row(1)), 4)
    assert RocksRows(tmp_path / "rows").offset() is None


def test_rows_of_another_version_stop_the_worker() -> None:
    shard = Shard("t", MemoryRows(), Row, cached=10)
    shard.restore([(b"a", wire.encode(Other("words")))], 1)
    with pytest.raises(TableBroken, match="STRIKEWIRE_APP_VERSION"):
        shard["a"]
