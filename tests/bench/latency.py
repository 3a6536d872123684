"""From an article on the topic to its alert on the topic: `python -m tests.bench.latency [HOST:PORT]`.

A real worker on a broker: the one given, else the embedded one.  First as many articles as it takes in at once, which
gives the highest load; then half of that load, evenly.  Each article tells of a strike of its own and has a trace of
its own, by which its alert is found.  A latency is from the hand-over to the producer to the sight of the alert by a
consumer.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.conftest import Broker
from tests.stream.installation import Installation
from worker import wire
from worker.records.alert import Alert
from worker.shell.broker import EmbeddedBroker

START = datetime(2015, 1, 1, tzinfo=UTC)
"""Years ago: a time beyond the arrival would be taken for the arrival."""
PLACES = ("Kharkiv", "Odesa", "Sumy", "Chernihiv", "Mykolaiv", "Kherson", "Zaporizhzhia", "Dnipro", "Poltava", "Kyiv",
          "Lviv", "Zhytomyr", "Vinnytsia", "Rivne", "Lutsk", "Ternopil", "Cherkasy", "Kropyvnytskyi")  # fmt: skip
DAYS_APART = 3
"""Between two strikes on one place, so that no two articles are of one event."""
PATIENCE = 300.0
"""Seconds for the alerts of what was sent; those that have not come by then are missing from the figures."""
FILLER = "The council met in the afternoon, and the minister spoke of roads, schools and the harvest. " * 12
RULES = """\
messages_per_hour: 1000000
rules:
  - {name: every-strike, headline: Strike, severity: Minor, expires_hours: 1, group: event, event: {kind: [strike]}}
"""


def article(number: int) -> bytes:
    """An invented article of a usual length, about a strike that no other tells of."""
    around, place = divmod(number, len(PLACES))
    at = START + timedelta(days=DAYS_APART * around, minutes=place)
    text = f"Drones hit {PLACES[place]} on {at:%B} {at.day}, killing two people and wounding five. {FILLER}"
    title = f"Drones strike {PLACES[place]}"
    fields = {"id": f"latency-{number}", "outlet": "bench.example", "title": title, "text": text}
    return msgspec.json.encode(fields | {"published_at": at})


class Run:
    """Articles in, and when each was sent and its alert was seen (seconds of the monotonic clock), by their numbers."""

    def __init__(self, stream: Installation) -> None:
        self._stream = stream
        self._sent: dict[int, float] = {}
        self._seen: dict[int, float] = {}
        self._awaited: set[int] = set()
        self._all_seen = asyncio.Event()

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        async for record in consumer:
            alert = wire.decode(record.value, Alert) if record.value is not None else None
            if isinstance(alert, Alert) and alert.traceparent is not None:
                self._seen.setdefault(int(alert.traceparent.split("-")[1], 16) - 1, time.monotonic())
                if self._awaited <= self._seen.keys():
                    self._all_seen.set()

    async def send(self, numbers: Sequence[int], rate: float | None) -> None:
        """Produces the articles, so many a second or as fast as it goes, and waits for their alerts."""
        self._awaited = set(numbers)
        self._all_seen.clear()
        async with AIOKafkaProducer(bootstrap_servers=self._stream.broker.bootstrap_servers, acks="all") as producer:
            began = time.monotonic()
            for count, number in enumerate(numbers):
                if rate is not None:
                    await asyncio.sleep(max(0.0, began + count / rate - time.monotonic()))
                trace = f"00-{number + 1:032x}-{number + 1:016x}-01".encode()
                self._sent[number] = time.monotonic()
                await producer.send(
                    f"{self._stream.prefix}articles",
                    article(number),
                    f"latency-{number}".encode(),
                    headers=[("traceparent", trace)],
                )
            await producer.flush()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_seen.wait(), PATIENCE)

    def load(self, numbers: Sequence[int]) -> float:
        """Articles a second, from the first sent to the last alert."""
        seen = [self._seen[number] for number in numbers if number in self._seen]
        return len(seen) / (max(seen) - self._sent[numbers[0]])

    def latencies(self, numbers: Sequence[int]) -> list[float]:
        return [self._seen[number] - self._sent[number] for number in numbers if number in self._seen]


async def measure(stream: Installation, articles: int, seconds: float) -> None:
    run = Run(stream)
    async with AIOKafkaConsumer(
        f"{stream.prefix}alerts", bootstrap_servers=stream.broker.bootstrap_servers, auto_offset_reset="earliest"
    ) as consumer:
        listening = asyncio.create_task(run.listen(consumer))
        burst = range(articles)
        await run.send(burst, None)
        highest = run.load(burst)
        print(f"highest load: {highest:.1f} articles/s, {articles} at once", flush=True)
        steady = range(articles, articles + max(100, int(highest / 2 * seconds)))
        await run.send(steady, highest / 2)
        listening.cancel()
    found = run.latencies(steady)
    cuts = quantiles(found, n=100)
    print(
        f"at {highest / 2:.1f} articles/s on {stream.broker.kind}: {len(found)} alerts of {len(steady)} articles, "
        f"p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("broker", nargs="?", help="of Apache Kafka, HOST:PORT; by default the embedded one")
    parser.add_argument("--articles", type=int, default=1000, help="in the burst that gives the highest load")
    parser.add_argument("--seconds", type=float, default=60, help="of the steady load")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        if arguments.broker:
            broker = Broker("kafka", arguments.broker)
        else:
            broker = Broker("embedded", stack.enter_context(EmbeddedBroker()).bootstrap_servers)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rules = folder / "rules.yaml"
        rules.write_text(RULES)
        settings = {"STRIKEWIRE_ALERT_RULES": str(rules)}
        stream = stack.enter_context(Installation(broker, f"bench{uuid.uuid4().hex[:8]}-", folder, settings))
        stream.start().wait_ready()
        asyncio.run(measure(stream, arguments.articles, arguments.seconds))


if __name__ == "__main__":
    main()
