"""What a span tells of: a record on its way through one stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Placed(Protocol):
    """A record of Kafka."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A record's way through one stage, from `began` (Unix time in nanoseconds) until now."""

    stage: str
    record: Placed
    began: int
    traces: list[str]
    """Each `traceparent` of the record and of what came of it, the record's own first."""
    refused: str = ""
    """Why the stage could not take it; empty where it did."""
