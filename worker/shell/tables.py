"""The steps' tables: Faust recovers and assigns them, we read and write them.

A write goes to the changelog first and into the store when the brokers have it (`settle`); until then it is seen
through `pending`.  So a store is never ahead of its changelog: a worker killed in between finds the state from before
the record, meets the record again, and makes the same write, which the changelog then gets.  (Faust's own order is the
other one; a row could then be on one worker's disk alone, and be lost when the partition moves.)
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, cast

import faust
import msgspec
from faust.stores.base import Store
from faust.types import TP, AppT, EventT
from yarl import URL

from worker.shell.store import Change, MemoryRows, RocksRows, Rows, remove

FAUST_LOG = logging.getLogger("faust.tables")
"""Faust tells of each service's beginning and end: to its own log, not in our name."""


class TableBroken(RuntimeError):
    """A stored row is not what the step's table holds: the tables were written by another version."""


class Pending(NamedTuple):
    """A write that the changelog does not have yet; `ticket` tells it from others of the same key and value."""

    key: str
    value: msgspec.Struct | None
    ticket: int


class Shard(Mapping[str, Any]):
    """One table's rows of one partition, as the step sees them."""

    def __init__(self, table: str, rows: Rows, row_type: type[msgspec.Struct], cached: int) -> None:
        self._table = table
        self._rows = rows
        self._decoder = msgspec.json.Decoder(row_type)
        self._cached = cached
        self._cache: OrderedDict[str, msgspec.Struct] = OrderedDict()
        self._pending: dict[str, Pending] = {}
        self._tickets = count()
        self._open = True

    def __getitem__(self, key: str) -> Any:
        if key in self._pending:
            value = self._pending[key].value
        elif (value := self._cache.get(key)) is not None:
            self._cache.move_to_end(key)
        else:
            value = self._stored(key)
        if value is None:
            raise KeyError(key)
        return value

    def _stored(self, key: str) -> msgspec.Struct | None:
        raw = self._rows.get(key.encode())
        if raw is None:
            return None
        value = self.decoded(key, raw)
        self._remember(key, value)
        return value

    def decoded(self, key: str, raw: bytes) -> msgspec.Struct:
        """A row of this table from its bytes.  Raises TableBroken."""
        try:
            value: msgspec.Struct = self._decoder.decode(raw)
        except msgspec.MsgspecError as error:
            raise TableBroken(f"row {key} of table {self._table}: {error}; set a new STRIKEWIRE_APP_VERSION") from error
        return value

    def _remember(self, key: str, value: msgspec.Struct) -> None:
        self._cache[key] = value
        self._cache.move_to_end(key)
        if len(self._cache) > self._cached:
            self._cache.popitem(last=False)

    def __iter__(self) -> Iterator[str]:
        for raw in self._rows:
            key = raw.decode()
            if key not in self._pending:
                yield key
        yield from (key for key, pending in list(self._pending.items()) if pending.value is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def size(self) -> int:
        """Number of rows; cheap."""
        return self._rows.size()

    def offset(self) -> int | None:
        return self._rows.offset()

    def stage(self, key: str, value: msgspec.Struct | None) -> Pending:
        """Makes a write visible that the changelog does not have yet."""
        pending = self._pending[key] = Pending(key, value, next(self._tickets))
        return pending

    def settle(self, pending: Pending, raw: bytes | None, offset: int) -> None:
        """Takes a write into the store: the changelog has it, as `raw`, at `offset`."""
        if not self._open:
            return  # the partition went to another worker, which reads the changelog
        self._rows.apply([(pending.key.encode(), raw)], offset)
        if self._pending.get(pending.key) == pending:  # and not a later write
            del self._pending[pending.key]
            if pending.value is None:
                self._cache.pop(pending.key, None)
            else:
                self._remember(pending.key, pending.value)

    def restore(self, changes: list[Change], offset: int) -> None:
        """Takes in what the changelog held."""
        self._rows.apply(changes, offset)
        self._cache.clear()

    def close(self) -> None:
        self._open = False
        self._cache.clear()
        self._pending.clear()
        self._rows.close()


class ShardStore(Store[bytes, bytes]):
    """What Faust asks of a table's store, by shards.  `directory` None keeps rows in memory."""

    logger = FAUST_LOG

    def __init__(
        self, url: URL, app: AppT, table: StepTable, *, directory: Path | None, cached: int, **kwargs: Any
    ) -> None:
        super().__init__(url, app, table, **kwargs)
        self._step_table = table
        self._directory = directory
        self._cached = cached
        self._shards: dict[int, Shard] = {}

    def shard(self, partition: int) -> Shard:
        """The rows of a partition, opened at the first call."""
        found = self._shards.get(partition)
        if found is None:
            rows = MemoryRows() if self._directory is None else RocksRows(self._directory / str(partition))
            found = Shard(self.table_name, rows, self._step_table.row_type, self._cached)
            self._shards[partition] = found
        return found

    def sizes(self) -> dict[int, int]:
        """Rows by partition."""
        return {partition: shard.size() for partition, shard in self._shards.items()}

    def _close(self, partition: int) -> None:
        shard = self._shards.pop(partition, None)
        if shard is not None:
            shard.close()

    def persisted_offset(self, tp: TP) -> int | None:
        return self.shard(tp.partition).offset()

    def apply_changelog_batch(self, batch: Iterable[EventT[Any]], to_key: Any, to_value: Any) -> None:
        by_partition: dict[int, list[Change]] = {}
        offsets: dict[int, int] = {}
        for event in batch:
            message = event.message
            by_partition.setdefault(message.partition, []).append((message.key or b"", message.value))
            offsets[message.partition] = message.offset
        for partition, changes in by_partition.items():
            self.shard(partition).restore(changes, offsets[partition])

    async def on_rebalance(
        self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0
    ) -> None:
        for tp in revoked:
            if tp.topic == self._step_table.changelog_topic_name:
                self._close(tp.partition)

    async def on_stop(self) -> None:
        for partition in list(self._shards):
            self._close(partition)

    def reset_state(self) -> None:
        for partition in list(self._shards):
            self._close(partition)
        if self._directory is not None:
            remove(self._directory)

    async def backup_partition(self, tp: Any, flush: bool = True, purge: bool = False, keep: int = 1) -> None:
        raise NotImplementedError("the changelog is the backup")

    def restore_backup(self, tp: Any, latest: bool = True, backup_id: int = 0) -> None:
        raise NotImplementedError("the changelog is the backup")

    def _clear(self) -> None:
        raise NotImplementedError("a table is not emptied; a new app version begins with empty ones")


class StepTable(faust.Table):  # type: ignore[type-arg]
    """A table of a step in Faust's keeping."""

    logger = FAUST_LOG

    def __init__(
        self, app: faust.App, *, row_type: type[msgspec.Struct], directory: Path | None, cached: int, **kwargs: Any
    ) -> None:
        # A standby takes each record in as it comes; Faust's default lets a thousand of each partition wait.
        super().__init__(app, key_type=bytes, value_type=bytes, standby_buffer_size=1, **kwargs)
        self.row_type = row_type
        self._directory = directory
        self._cached = cached

    def _new_store(self) -> ShardStore:
        return ShardStore(
            URL("shards:"), self.app, self, directory=self._directory, cached=self._cached, table_name=self.name
        )

    def shard(self, partition: int) -> Shard:
        return cast(ShardStore, self.data).shard(partition)

    def sizes(self) -> dict[int, int]:
        """Rows by partition."""
        return cast(ShardStore, self.data).sizes()
