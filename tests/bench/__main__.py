"""All benchmarks, one after the other: `make bench`."""

from __future__ import annotations

from tests.bench import extract, merge, tally

for bench in (extract, merge, tally):
    print(f"== {bench.__name__.rpartition('.')[2]}")
    bench.main()
