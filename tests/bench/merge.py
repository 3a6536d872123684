"""Cost of merge per mention, at few and at many open events, and on a great day: `python -m tests.bench.merge`.

State is held as on the stream: encoded, with a cache of decoded rows.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from statistics import mean, median
from time import process_time

import msgspec

from worker.records.mention import Casualties, Evidence, Mention, Place, Provenance, Quantity, WeaponUse
from worker.shell.store import MemoryRows
from worker.shell.tables import Shard
from worker.steps.merge import STEP
from worker.steps.step import StepSpec

_START = datetime(2031, 1, 1, tzinfo=UTC)
CACHED = 20_000
"""Decoded rows a table keeps: the default of the setting."""
_PER_CELL = 10
"""Strikes of a region on a day."""
_DAYS = 90
"""Days of news that a region holds; 100,000 events fill 111 regions, as many as both countries have."""
_BATCH = 100
"""Mentions measured together."""


class Stored:
    """A step on the stream's own tables: encoded rows, with a cache of decoded ones."""

    def __init__(self, spec: StepSpec) -> None:
        self._spec = spec
        self.tables = {name: Shard(name, MemoryRows(), row, CACHED) for name, row in spec.tables.items()}

    def take(self, record: msgspec.Struct) -> float:
        """Runs the step and applies its writes; the processor's seconds for that."""
        began = process_time()
        result = self._spec.run(self.tables, record, 0)
        for write in result.writes:
            table = self.tables[write.table]
            raw = None if write.value is None else msgspec.json.encode(write.value)
            table.settle(table.stage(write.key, write.value), raw, 0)
        return process_time() - began


def mention(number: int, strike: int, day: int, region: str, rng: random.Random, hours: float = 0.0) -> Mention:
    """A mention of a strike, by the strike's number within its region and day."""
    published = _START + timedelta(days=day, hours=6 + hours)
    text = f"invented sentence number {number} that says how many were killed and injured"
    return Mention(
        mention_id=f"mention-{number:08d}",
        article_id=f"article-{number}",
        article_key=f"https://outlet-{number % 61}.example/{number}",
        outlet=f"outlet-{number % 61}.example",
        url=f"https://outlet-{number % 61}.example/{number}",
        published_at=published,
        revised_at=published,
        kind="strike",
        background=False,
        attacker="RU",
        region=region,
        place=Place(
            name=f"Town {strike}", lat=45 + strike, lon=30.0, precision="settlement", geonames_id=1000 + strike
        ),
        date=(_START + timedelta(days=day)).date().isoformat(),
        date_precision=rng.choice(["day", "day", "night", "about"]),
        weapons=[WeaponUse(type="missile", launched=Quantity(rng.randint(1, 9)))],
        casualties=Casualties(killed=Quantity(rng.randint(1, 9)), injured=Quantity(rng.randint(1, 50))),
        targets=["residential", "energy"],
        outages=[],
        facility=None,
        claims=[],
        status="current",
        evidence=[
            Evidence(field=field, start=10, end=90, text=text, speaker="official")
            for field in ("place", "date", "weapons.launched", "casualties.killed", "casualties.injured")
        ],
        provenance=Provenance(official=f"official {number % 40}", sketch=[rng.getrandbits(32) for _ in range(32)]),
    )


def cost_at(events: int, measured: int = 2_000, per_cell: int = _PER_CELL) -> float:
    """Seconds a mention (of a strike known already or new, evenly) with so many events open, over as many regions
    and days as they need at so many a region and day: of the means of batches the lowest, which other work on the
    machine has disturbed the least.

    A batch is so small that a region and day holds no more after it, however few events there are.
    """
    rng = random.Random(7)
    cells = max(1, events // per_cell)
    strikes = [(cell // _DAYS, cell % _DAYS, strike) for cell in range(cells) for strike in range(2 * per_cell)]
    means: list[float] = []
    while len(means) * _BATCH < measured:
        state = Stored(STEP)
        more = min(measured, max(_BATCH, events // 10))
        told = [*rng.sample(strikes, events), *rng.choices(strikes, k=more)]
        spent = [
            state.take(mention(number, strike, day, f"UA-{region}", rng))
            for number, (region, day, strike) in enumerate(told)
        ]
        means += [mean(spent[start : start + _BATCH]) for start in range(events, len(told), _BATCH)]
    return min(means)


def cost_on_a_great_day(mentions: int = 150, last: int = 20) -> float:
    """Median seconds a mention, of the last of so many mentions of one event."""
    rng = random.Random(7)
    state = Stored(STEP)
    times = [state.take(mention(n, 1, 3, "UA-05", rng, hours=n / 10)) for n in range(mentions)]
    return median(times[-last:])


def main() -> None:
    print(f"great day, 150 mentions: {cost_on_a_great_day() * 1000:.2f} ms")
    few, many = cost_at(1_000), cost_at(100_000)
    print(f"1,000 open events: {few * 1000:.3f} ms; 100,000: {many * 1000:.3f} ms; ratio {many / few:.2f}")


if __name__ == "__main__":
    main()
