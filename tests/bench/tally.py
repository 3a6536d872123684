"""Cost of tally and watch per event, at few and at many open events: `python -m tests.bench.tally`.

Every row is decoded when it is read and encoded when it is written, as RocksDB without a cache would have it.  The
events fall evenly on 25 regions and 30 days.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import timedelta
from statistics import mean
from time import process_time
from typing import Any

import msgspec

from tests.steps.strike_events import START, strike
from worker.records.event import StrikeEvent
from worker.records.flow import Signal, Tick
from worker.steps.step import StepSpec
from worker.steps.tally import STEP
from worker.steps.watch import watch_step
from worker.steps.watch.rules import load_rules

REGIONS = 25
DAYS = 30
MEASURED = 1_000


class Rows(Mapping[str, Any]):
    """A table of encoded rows."""

    def __init__(self, row: type[msgspec.Struct]) -> None:
        self.stored: dict[str, bytes] = {}
        self._decoder = msgspec.json.Decoder(row)

    def __getitem__(self, key: str) -> Any:
        return self._decoder.decode(self.stored[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)


class Stored:
    """A step and its tables."""

    def __init__(self, spec: StepSpec) -> None:
        self._spec = spec
        self.tables = {name: Rows(row) for name, row in spec.tables.items()}

    def take(self, record: msgspec.Struct) -> float:
        """Runs the step and applies its writes; the processor seconds that took."""
        began = process_time()
        result = self._spec.run(self.tables, record, 0)
        for write in result.writes:
            if write.value is None:
                self.tables[write.table].stored.pop(write.key, None)
            else:
                self.tables[write.table].stored[write.key] = msgspec.json.encode(write.value)
        for output in result.outputs:
            msgspec.json.encode(output.value)
        return process_time() - began


def event(number: int, rng: random.Random) -> StrikeEvent:
    reported = START - timedelta(seconds=rng.randrange(DAYS * 86_400))
    return strike(
        f"event-{number:08d}",
        region=f"UA-{number % REGIONS:02d}",
        reported=reported,
        date=str(reported.date()),
        killed=rng.choice([None, 0, 1, 3]),
        injured=rng.randrange(9),
        launched=rng.choice([None, 2, 5]),
        status=rng.choice(["reported", "corroborated"]),
    )


def costs(events: int) -> tuple[float, float]:
    """Mean processor seconds an event in tally and in watch, with so many open already."""
    rng = random.Random(7)
    tally, watch = Stored(STEP), Stored(watch_step(load_rules()))
    for step in (tally, watch):
        step.take(Tick(at=START))
    times = []
    for number in range(events + MEASURED):
        one = event(number, rng)
        times.append((tally.take(one), watch.take(Signal(country="UA", event=one))))
    measured = times[-MEASURED:]
    return mean(time for time, _ in measured), mean(time for _, time in measured)


def main() -> None:
    few, many = costs(1_000), costs(100_000)
    for name, at_few, at_many in zip(("tally", "watch"), few, many, strict=True):
        ratio = at_many / at_few
        print(f"{name}: {at_few * 1000:.2f} ms at 1,000 open events, {at_many * 1000:.2f} ms at 100,000: {ratio:.2f}")


if __name__ == "__main__":
    main()
