"""Where a partition's rows are kept: RocksDB on disk, or a dict.

Faust fills them from the changelog; `tables.py` reads and writes them.  Rows and the changelog offset that they stand
for are written in one batch, so that a store is never ahead of what it says.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from rocksdict import AccessType, BlockBasedOptions, Cache, Options, Rdict, WriteBatch

OFFSET = b"\0strikewire offset"
"""Its row holds the offset of the last changelog record that the rows contain.  No key of a step begins with NUL."""

# Tables times partitions databases are open at once, each of a few MB: one cache for all, and small write buffers.
BLOCK_CACHE = Cache(64 * 1024 * 1024)
WRITE_BUFFER_BYTES = 4 * 1024 * 1024
BLOOM_BITS = 10
"""Bits a key in the filter that saves looking for keys that are not there: 1% of looks in vain."""

Change = tuple[bytes, bytes | None]
"""A key with its new value, or None to delete it."""


class Rows(Protocol):
    """Rows of one table and partition, as bytes; iteration gives the keys."""

    def get(self, key: bytes) -> bytes | None: ...
    def apply(self, changes: Iterable[Change], offset: int) -> None: ...
    def offset(self) -> int | None: ...
    def __iter__(self) -> Iterator[bytes]: ...
    def size(self) -> int: ...
    def close(self) -> None: ...


class MemoryRows:
    """Rows in a dict; a restart reads the whole changelog."""

    def __init__(self) -> None:
        self._rows: dict[bytes, bytes] = {}
        self._offset: int | None = None

    def get(self, key: bytes) -> bytes | None:
        return self._rows.get(key)

    def apply(self, changes: Iterable[Change], offset: int) -> None:
        for key, value in changes:
            if value is None:
                self._rows.pop(key, None)
            else:
                self._rows[key] = value
        self._offset = offset

    def offset(self) -> int | None:
        return self._offset

    def __iter__(self) -> Iterator[bytes]:
        return iter(list(self._rows))

    def size(self) -> int:
        return len(self._rows)

    def close(self) -> None:
        self._rows.clear()


class RocksRows:
    """Rows in a RocksDB database of their own, at `path`.

    Raises Exception (rocksdict has no narrower one) where another process has it open.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = Rdict(str(path), _options(), access_type=AccessType.read_write())
        # RocksDB's own estimate counts every version of a row that is not yet compacted away.
        self._size = sum(1 for _ in self)

    def get(self, key: bytes) -> bytes | None:
        found: bytes | None = self._db.get(key)
        return found

    def apply(self, changes: Iterable[Change], offset: int) -> None:
        batch = WriteBatch(raw_mode=True)
        grown = 0
        for key, value in dict(changes).items():
            there = self._db.get(key) is not None
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
            grown += (value is not None) - there
        batch.put(OFFSET, str(offset).encode())
        self._db.write(batch)
        self._size += grown

    def offset(self) -> int | None:
        found = self._db.get(OFFSET)
        return None if found is None else int(found)

    def __iter__(self) -> Iterator[bytes]:
        for key in self._db.keys():  # noqa: SIM118 - an Rdict is no dict
            if isinstance(key, bytes) and key != OFFSET:
                yield key

    def size(self) -> int:
        return self._size

    def close(self) -> None:
        self._db.close()


def _options() -> Options:
    blocks = BlockBasedOptions()
    blocks.set_block_cache(BLOCK_CACHE)
    blocks.set_bloom_filter(BLOOM_BITS, block_based=False)
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_write_buffer_size(WRITE_BUFFER_BYTES)
    options.set_max_open_files(64)
    options.set_keep_log_file_num(2)
    options.set_block_based_table_factory(blocks)
    return options


def remove(path: Path) -> None:
    """Removes the databases of a table; the changelog still has all of it."""
    shutil.rmtree(path, ignore_errors=True)
