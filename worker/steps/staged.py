"""Tables with the changes that a step means to make: it reads its own writes, and hands them over at the end."""

from __future__ import annotations

from typing import Any

import msgspec

from worker.steps.step import Tables, Write


class Staged:
    """A view of the tables; `writes` holds what was set in it and differs from them, in the order it was first set."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._rows: dict[tuple[str, str], Any] = {}
        self._changed: dict[tuple[str, str], None] = {}

    def get(self, table: str, key: str) -> Any:
        """The row, or None."""
        at = (table, key)
        if at not in self._rows:
            self._rows[at] = self._tables[table].get(key)
        return self._rows[at]

    def set(self, table: str, key: str, row: msgspec.Struct | None) -> None:
        """Stores a row, or deletes it; nothing where it is the same already."""
        if self.get(table, key) != row:
            self._rows[table, key] = row
            self._changed[table, key] = None

    @property
    def writes(self) -> list[Write]:
        return [Write(table, key, self._rows[table, key]) for table, key in self._changed]
