"""The steps folded over any iterable of readings: what the stream does, without Kafka.

One reading runs through to its alerts before the next begins.  The stream interleaves instead; since the steps do not
depend on the order, both end in the same events, counts and alerts.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from worker.records.flow import Reading, Tick
from worker.steps.ledger import copies
from worker.steps.step import Output, StepSpec, Write

TICK = timedelta(hours=1)
"""Event time is told in whole hours, and once more where the input ends."""

SHARD = 0
"""A batch has one partition."""


class Flow:
    """Tables and steps in memory.  `take` gives every output in the order it was made, those of inner topics too."""

    def __init__(self, specs: Sequence[StepSpec]) -> None:
        self.tables: dict[str, dict[str, Any]] = {name: {} for spec in specs for name in spec.tables}
        self.notes: Counter[str] = Counter()
        self._readers: dict[str, list[StepSpec]] = {}
        for spec in specs:
            for topic in spec.inputs:
                self._readers.setdefault(topic, []).append(spec)
        self._told: datetime | None = None
        self._watermark: datetime | None = None

    def take(self, output: Output) -> Iterator[Output]:
        """Runs one record, and all that follows from it, through the steps that read its topic."""
        queue = deque([output])
        while queue:
            sent = queue.popleft()
            yield sent
            for spec in self._readers.get(sent.topic, ()):
                result = spec.run(self.tables, sent.value, SHARD)
                for write in result.writes:
                    self._apply(write)
                for name, times in result.notes.items():
                    self.notes[f"{spec.name}:{name}"] += times
                queue.extend(result.outputs)

    def read(self, reading: Reading, *, known: bool) -> Iterator[Output]:
        """One reading, and the event time that it brings.

        `known`: some version of its article tells of a strike, so that this one matters even if it tells of none.
        """
        if known:
            for copy in copies(reading):
                yield from self.take(Output("readings", copy.article_key, copy))
        else:
            self.notes["intake:outcome:irrelevant"] += 1
        yield from self.advance(reading.published_at)

    def advance(self, at: datetime, *, last: bool = False) -> Iterator[Output]:
        """Moves event time on, and tells the steps where an hour has passed (or at the `last` of the input)."""
        if self._watermark is None or at > self._watermark:
            self._watermark = at
        hour = self._watermark.replace(minute=0, second=0, microsecond=0)
        if last or self._told is None or hour >= self._told + TICK:
            self._told = hour
            yield from self.take(Output("clock", str(SHARD), Tick(at=self._watermark, idle=last)))

    def end(self) -> Iterator[Output]:
        """The last tick: what the stream sends when it falls idle."""
        if self._watermark is not None:
            yield from self.advance(self._watermark, last=True)

    def _apply(self, write: Write) -> None:
        table = self.tables[write.table]
        if write.value is None:
            table.pop(write.key, None)
        else:
            table[write.key] = write.value


def run(specs: Sequence[StepSpec], readings: Sequence[Reading]) -> tuple[Flow, Iterator[Output]]:
    """A flow, and the outputs of all readings in their order; the flow is complete when the outputs are exhausted."""
    flow = Flow(specs)
    known: set[str] = set()
    for reading in readings:
        if reading.mentions:
            known.update(_names(reading))

    def outputs() -> Iterator[Output]:
        for reading in readings:
            yield from flow.read(reading, known=not known.isdisjoint(_names(reading)))
        yield from flow.end()

    return flow, outputs()


def _names(reading: Reading) -> tuple[str, str]:
    return reading.article_key, reading.article_id
