"""A strikewire of its own: the real command as processes, its topics under a prefix, its state in a folder."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import ConsumerRecord
from prometheus_client.parser import text_string_to_metric_families

from tests.brokers.waiting import wait_until
from tests.conftest import Broker
from worker.shell.broker import free_port

COMMAND = [str(Path(sys.executable).with_name("strikewire"))]
TOPICS = ("articles", "readings", "mentions", "wave-links", "strike-events", "clock", "signals")
"""Those that a worker reads; `strike-events` by the tally."""
SETTINGS = {
    "STRIKEWIRE_PARTITIONS": "4",
    "STRIKEWIRE_PROCESSES": "1",
    "STRIKEWIRE_SESSION_SECONDS": "4",  # how long the group waits for a killed worker
    "STRIKEWIRE_COMMIT_SECONDS": "0.5",
    "STRIKEWIRE_IDLE_SECONDS": "1",
    "STRIKEWIRE_LOG_FORMAT": "json",
}


class Worker:
    """One `strikewire worker` process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self._log = log

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of an HTTP request to the worker; status 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def metric(self, name: str, **labels: str) -> float:
        """Sum of the samples of that name that have those labels; 0 where there is none."""
        families = text_string_to_metric_families(self.get("/metrics")[1])
        samples = (sample for family in families for sample in family.samples if sample.name == name)
        return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())

    def articles_assigned(self) -> list[int]:
        """Partitions of the articles that the group gave this worker last, as it logs them."""
        told = [line for line in self._log.read_text().splitlines() if '"articles assigned"' in line]
        return list(json.loads(told[-1])["partitions"]) if told else []

    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_ready(self, seconds: float = 200) -> Self:
        def ready() -> bool:
            assert self.alive(), f"the worker ended with {self.process.returncode}:\n{self.log()}"
            return self.get("/readyz")[0] == 200

        try:
            wait_until("a worker that is ready", ready, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.get('/readyz')}\n{self.log()}") from None
        return self

    def kill(self) -> None:
        """SIGKILL, to the worker alone: its language processes must notice by themselves."""
        self.process.kill()
        self.process.wait()

    def pause(self) -> None:
        """SIGSTOP: it stands still, and its connections stay open."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def terminate(self, seconds: float = 60) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=seconds)

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-6000:]


class Installation:
    """Everything that one test runs; inside its `with` block, at whose end all its processes are gone."""

    def __init__(self, broker: Broker, prefix: str, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.broker = broker
        self.prefix = prefix
        self.workers: list[Worker] = []
        self._folder = folder
        # The embedded broker's end offsets (see worker/shell/broker.py).
        alone = {"STRIKEWIRE_PRODUCER_BATCH_BYTES": "1"} if broker.kind == "embedded" else {}
        self.settings = (
            SETTINGS
            | alone
            | {
                "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
                "STRIKEWIRE_TOPIC_PREFIX": prefix,
                "STRIKEWIRE_APP_ID": f"{prefix}strikewire",
                **(settings or {}),
            }
        )

    def __enter__(self) -> Self:
        self.run("topics")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for worker in self.workers:
            if worker.alive():
                worker.kill()

    def environment(self, **more: str) -> dict[str, str]:
        outside = {key: value for key, value in os.environ.items() if not key.startswith(("STRIKEWIRE_", "KAFKA_"))}
        return outside | self.settings | more

    def run(self, *arguments: str) -> str:
        """Standard output of a `strikewire` command, which must succeed."""
        done = subprocess.run(
            [*COMMAND, *arguments], env=self.environment(), capture_output=True, text=True, check=False, timeout=200
        )
        assert done.returncode == 0, f"strikewire {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, name: str = "a") -> Worker:
        """Starts a worker; the same name again finds the state that it left."""
        port = free_port()
        log = self._folder / f"worker-{name}.log"
        environment = self.environment(
            STRIKEWIRE_DATA_DIR=str(self._folder / f"state-{name}"), STRIKEWIRE_HTTP_PORT=str(port)
        )
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*COMMAND, "worker"], env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        worker = Worker(process, port, log)
        self.workers.append(worker)
        return worker

    def feed(self, lines: Iterable[bytes], *options: str) -> None:
        """Articles through `strikewire feed`, with its options."""
        path = self._folder / "feed.jsonl"
        path.write_bytes(b"".join(line.rstrip(b"\n") + b"\n" for line in lines))
        self.run("feed", str(path), *options)

    def produce(self, role: str, key: bytes | None, value: bytes, headers: Iterable[tuple[str, bytes]] = ()) -> None:
        """One record as somebody else's producer would send it."""

        async def send() -> None:
            async with AIOKafkaProducer(bootstrap_servers=self.broker.bootstrap_servers, acks="all") as producer:
                await producer.send_and_wait(self.prefix + role, value, key=key, headers=list(headers))

        asyncio.run(send())

    def records(self, role: str) -> list[ConsumerRecord[bytes, bytes]]:
        """All that is in a topic now, in the order of its partitions."""
        return asyncio.run(read_all(self.broker.bootstrap_servers, self._places(role)))

    def newest(self, role: str) -> dict[str, Any]:
        """The last value of each key, decoded, as a compacted topic means it; deleted keys are left out."""
        last = {record.key.decode(): record.value for record in self.records(role) if record.key is not None}
        return {key: json.loads(value) for key, value in last.items() if value is not None}

    def wait_drained(self, seconds: float = 250) -> None:
        """Until everything that was sent has been read, done and committed, and nothing new came of it."""
        last: list[tuple[int, int]] = []

        def settled() -> bool:
            nonlocal last
            alive = [worker for worker in self.workers if worker.alive()]
            assert alive, f"no worker is left:\n{self.workers[-1].log()}"
            before, last = last, asyncio.run(self._progress())
            return last == before and all(done >= end for done, end in last) and asyncio.run(self._at_rest())

        try:
            wait_until("a drained stream", settled, seconds, every=0.5)
        except AssertionError as error:
            logs = "\n".join(worker.log() for worker in self.workers if worker.alive())
            raise AssertionError(f"{error}\n{dict(zip(self._everywhere(), last, strict=True))}\n{logs}") from None

    def _everywhere(self) -> list[str]:
        return [f"{place.topic} {place.partition}" for role in TOPICS for place in self._places(role)]

    async def _at_rest(self) -> bool:
        """The workers have said that nothing comes any more, or nothing ever came, or time goes on by the clock."""
        place, *_ = self._places("clock")
        async with AIOKafkaConsumer(bootstrap_servers=self.broker.bootstrap_servers) as consumer:
            consumer.assign([place])
            end = (await consumer.end_offsets([place]))[place]
            if not end:
                return True
            consumer.seek(place, end - 1)
            tick = json.loads((await consumer.getone(place)).value)
            live = datetime.now(UTC) - datetime.fromisoformat(tick["at"]) < timedelta(days=1)
            return live or bool(tick.get("idle"))

    def committed(self, role: str) -> int:
        """Records of a topic that are done with, over all its partitions."""
        return sum(done for done, _ in self.progress(role))

    def progress(self, role: str) -> list[tuple[int, int]]:
        """Committed and end offset of each partition of a topic."""
        return asyncio.run(self._progress([role]))

    def _places(self, role: str) -> list[TopicPartition]:
        return [TopicPartition(self.prefix + role, n) for n in range(int(self.settings["STRIKEWIRE_PARTITIONS"]))]

    def left(self, role: str) -> list[ConsumerRecord[bytes, bytes]]:
        """The records of a topic that are not done with."""
        done = [committed for committed, _ in asyncio.run(self._progress([role]))]
        return [record for record in self.records(role) if record.offset >= done[record.partition]]

    async def _progress(self, roles: Iterable[str] = TOPICS) -> list[tuple[int, int]]:
        """Committed and end offset of every partition of the topics."""
        servers = self.broker.bootstrap_servers
        found = []
        for role in roles:
            group = self.settings["STRIKEWIRE_APP_ID"] + ("-intake" if role == "articles" else "")
            async with AIOKafkaConsumer(
                bootstrap_servers=servers, group_id=group, enable_auto_commit=False
            ) as consumer:
                partitions = self._places(role)
                ends = await consumer.end_offsets(partitions)
                found += [(await consumer.committed(at) or 0, ends[at]) for at in partitions]
        return found


async def read_all(servers: str, partitions: list[TopicPartition]) -> list[ConsumerRecord[bytes, bytes]]:
    """Every record of the partitions, up to their ends as they were at the beginning of the call."""
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False)
    async with consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[ConsumerRecord[bytes, bytes]] = []
        while any([await consumer.position(at) < ends[at] for at in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += records
    return sorted(found, key=lambda record: (record.partition, record.offset))
