"""What may be committed of a partition whose records finish in any order."""

from __future__ import annotations

from collections import deque


class Barrier:
    """Offsets of one partition: those begun and not finished, and so the lowest unfinished one.

    >>> barrier = Barrier(10)
    >>> barrier.begin(10); barrier.begin(12); barrier.read_to(20)
    >>> barrier.finish(12); barrier.committable
    10
    >>> barrier.finish(10); barrier.committable
    20
    """

    def __init__(self, position: int) -> None:
        self._position = position
        self._begun: deque[int] = deque()
        self._finished: set[int] = set()

    def begin(self, offset: int) -> None:
        """A record whose end will be told; offsets rise."""
        self._begun.append(offset)

    def read_to(self, position: int) -> None:
        """Everything below `position` has been begun, or needs nothing."""
        self._position = position

    def finish(self, offset: int) -> None:
        self._finished.add(offset)
        while self._begun and self._begun[0] in self._finished:
            self._finished.remove(self._begun.popleft())

    @property
    def committable(self) -> int:
        """The offset to begin with after a restart: the lowest unfinished one."""
        return self._begun[0] if self._begun else self._position
