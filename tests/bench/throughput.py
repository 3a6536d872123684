"""Articles a second through workers, against a bare consumer: `python -m tests.bench.throughput [HOST:PORT]`.

The topic is filled before anybody reads it: articles of no concern with one in fifty that tells of a strike, each of
its own.  A bare consumer then fetches the same records and does nothing with them.  Of workers the time counts from
the first article done to the last, as their own metrics tell, and to the moment when all had come out at the end.

On Apache Kafka: the embedded broker would be what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.bench.latency import FILLER, START, article
from tests.brokers.kafka import KafkaCluster
from tests.conftest import Broker
from tests.stream.installation import Installation

ONE_IN = 50
"""Articles for each that tells of a strike: 2% are relevant."""
PATIENCE = 600.0
POLL = 0.5


def quiet(number: int) -> bytes:
    """An invented article of a usual length that tells of no strike."""
    fields = {"id": f"quiet-{number}", "outlet": "bench.example", "title": f"Minutes of meeting {number}"}
    return msgspec.json.encode(fields | {"text": FILLER + FILLER[: 40 * (number % 20)], "published_at": START})


def mixture(count: int) -> Iterator[bytes]:
    """Articles in the order of their times."""
    for number in range(count):
        yield quiet(number) if number % ONE_IN else article(number // ONE_IN)


async def fill(broker: str, topic: str, values: Iterator[bytes]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=broker, linger_ms=20, max_batch_size=1 << 20) as producer:
        for number, value in enumerate(values):
            await producer.send(topic, value, str(number).encode())
        await producer.flush()


async def bare(broker: str, topic: str, count: int) -> float:
    """Records a second of a consumer that only fetches, in batches as large as the worker's."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=broker, group_id=f"bare-{uuid.uuid4().hex}", auto_offset_reset="earliest"
    )
    async with consumer:
        seen, began = 0, 0.0
        while seen < count:
            records = await consumer.getmany(timeout_ms=1000, max_records=2000)
            if records and not began:
                began = time.monotonic()
            seen += sum(map(len, records.values()))
        return count / (time.monotonic() - began)


def through(stream: Installation, workers: int, count: int) -> tuple[float, float]:
    """Articles a second through so many workers: those done with, and those of which all has come out."""
    started = [stream.start(str(number)) for number in range(workers)]

    def done() -> float:
        return sum(worker.metric("strikewire_articles_total") for worker in started)

    first, already = 0.0, 0.0
    deadline = time.monotonic() + PATIENCE
    while (now := done()) < count:
        if now and not first:
            first, already = time.monotonic(), now
        if time.monotonic() > deadline:
            raise SystemExit(f"{now:.0f} of {count} articles in {PATIENCE:.0f} s")
        time.sleep(POLL)
    read = time.monotonic() - first
    stream.wait_drained(PATIENCE)
    drained = time.monotonic() - first
    for worker in started:
        worker.terminate()
    return (count - already) / read, count / drained


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("broker", nargs="?", help="HOST:PORT; one is started, if not given")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--processes", default="1", help="that read articles, of each worker")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        broker = given.broker or stack.enter_context(KafkaCluster()).bootstrap_servers
        for workers in given.workers:
            print(compare(broker, workers, given.processes, given.articles), flush=True)


def compare(broker: str, workers: int, processes: str, count: int) -> str:
    """One run of so many workers on a topic of its own, and of the bare consumer on the same."""
    prefix = f"bench{uuid.uuid4().hex[:8]}-"
    settings = {
        "STRIKEWIRE_PARTITIONS": "8",
        "STRIKEWIRE_PROCESSES": processes,
        "STRIKEWIRE_SESSION_SECONDS": "30",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        Installation(Broker("kafka", broker), prefix, Path(folder), settings) as stream,
    ):
        asyncio.run(fill(broker, f"{prefix}articles", mixture(count)))
        rate = max(asyncio.run(bare(broker, f"{prefix}articles", count)) for _ in range(2))
        read, out = through(stream, workers, count)
    return (
        f"{workers} workers: {read:,.0f} articles/s read, {out:,.0f}/s until all had come out; "
        f"bare consumer {rate:,.0f}/s: {read / rate:.2f} and {out / rate:.2f} of it"
    )


if __name__ == "__main__":
    main()
