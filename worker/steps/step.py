"""What a keyed step is: `(state, record, shard) → (writes, outputs)`.

A step reads tables and never writes them: it returns its writes, and the shell (Faust tables on the stream, dicts in
batch) applies them, sends the outputs, and only then acknowledges the record.  After a crash the record comes again,
so a step that meets a record it has already taken in must write nothing new and return the same outputs again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import msgspec


@dataclass(frozen=True, slots=True)
class Write:
    """One change of a table: a value to store, or None to delete the key."""

    table: str
    key: str
    value: msgspec.Struct | None


@dataclass(frozen=True, slots=True)
class Output:
    """One record to send: to the topic of that role (see `shell/topics.py`), under that key.

    `partition_key`, where given, picks the partition in place of `key`.
    """

    topic: str
    key: str
    value: msgspec.Struct | None
    partition_key: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    writes: list[Write] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    """What happened, for the metrics: counter name → how often (`outcome:duplicate`, `join`, …)."""


Tables = Mapping[str, Mapping[str, Any]]
"""Table name → its rows, decoded.  A missing key raises KeyError; `get` gives None."""


RecordT = TypeVar("RecordT", contravariant=True)


class Step(Protocol[RecordT]):
    """A keyed step.  `shard`, the number of the partition that the record came by, keeps rows of partitions apart."""

    def __call__(self, tables: Tables, record: RecordT, shard: int, /) -> Result: ...


@dataclass(frozen=True, slots=True)
class StepSpec:
    """What the shell must know to run a step: which records it takes from which topics, and which tables it keeps.

    Topics go by their role names (see `shell/topics.py`); all inputs of one step have the same number of partitions.
    """

    name: str
    run: Step[Any]
    inputs: Mapping[str, type[msgspec.Struct]]
    """Topic → the type of its records."""
    tables: Mapping[str, type[msgspec.Struct]]
    """Table → the type of its rows."""
