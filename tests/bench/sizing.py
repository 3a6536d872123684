"""What a worker needs, in bytes of tables and of memory: `python -m tests.bench.sizing`.

The sample goes through a real worker on the embedded broker; deploy/CLUSTER.md takes its figures from here.
"""

from __future__ import annotations

import sys
import tempfile
import tracemalloc
from pathlib import Path

import msgspec

from tests.conftest import Broker
from tests.stream.installation import Installation
from worker.shell.broker import EmbeddedBroker
from worker.shell.demo.run import sample
from worker.shell.wiring import steps

MB = 1024 * 1024
PARTITIONS = (4, 16)


def memory(pid: int) -> dict[str, float]:
    """MB of a process: resident, and its own share where pages are shared (Pss)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return {"resident": found["Rss"], "share": found["Pss"]}


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def cached_bytes(rows: list[bytes], type_: type[msgspec.Struct]) -> int:
    """Memory that the rows take once they are decoded, as the tables' cache holds them."""
    decoder = msgspec.json.Decoder(type_)
    tracemalloc.start()
    held = [decoder.decode(row) for row in rows]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del held
    return size


def main() -> None:
    if sys.platform != "linux":
        sys.exit("reads /proc")
    for partitions in PARTITIONS:
        with EmbeddedBroker() as embedded, tempfile.TemporaryDirectory() as folder:
            broker = Broker("embedded", embedded.bootstrap_servers)
            settings = {"STRIKEWIRE_PARTITIONS": str(partitions)}
            with Installation(broker, "sizing-", Path(folder), settings) as stream:
                measure(stream, partitions, Path(folder))


def measure(stream: Installation, partitions: int, folder: Path) -> None:
    worker = stream.start().wait_ready()
    empty = memory(worker.process.pid)["resident"]
    stream.feed(sample())
    stream.wait_drained()
    events = len(stream.newest("strike-events"))
    mentions = len({record.value for record in stream.records("mentions")})
    print(f"{partitions} partitions: {len(sample())} articles, {mentions} mentions, {events} events")
    print(f"  worker: {empty:.0f} MB when ready, {memory(worker.process.pid)['resident']:.0f} MB after")
    for child in children(worker.process.pid):
        told = memory(child)
        print(f"  child process: {told['resident']:.0f} MB, {told['share']:.0f} MB with what it shares divided")
    total = decoded = 0
    for spec in steps():
        for table in spec.tables:
            rows = {record.key: record.value for record in stream.records(f"strikewire-{table}-changelog")}
            kept = {key: value for key, value in rows.items() if key is not None and value is not None}
            decoded += cached_bytes(list(kept.values()), spec.tables[table])
            size = sum(len(key) + len(value) for key, value in kept.items())
            total += size
            print(f"  table {table}: {len(kept)} rows, {size} bytes")
    disk = sum(path.stat().st_size for path in folder.glob("state-a/**/*") if path.is_file()) / MB
    print(f"  rows in the cache: {decoded / total:.1f} times their bytes")
    print(f"  all tables: {total / mentions:.0f} bytes a mention, {total / events:.0f} an event; {disk:.1f} MB on disk")


if __name__ == "__main__":
    main()
