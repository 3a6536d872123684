"""The worker: the Faust app with its agents and tables, the intake beside it, and what ends it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Sequence
from typing import Any, cast

import msgspec
import structlog
import uvloop
from aiokafka import TopicPartition
from faust.exceptions import ConsumerNotStarted
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.transport.consumer import Consumer
from faust.types import TP

from worker.settings import Settings, SettingsError
from worker.shell import admin, agents, journal, metrics, topics
from worker.shell.commits import OwedCommits
from worker.shell.faust_app import faust_app
from worker.shell.health import Health
from worker.shell.intake import Intake
from worker.shell.kafka import reach, started_producer
from worker.shell.lag import Lag
from worker.shell.lease import Lease, fence
from worker.shell.newest import Newest
from worker.shell.queries import Queries
from worker.shell.sender import Sender
from worker.shell.settled import Settled
from worker.shell.tables import StepTable
from worker.steps.step import StepSpec, Tables

log = structlog.get_logger()

STOP_SECONDS = 30.0
"""After draining, what Faust may take to stop (1.2 to 2.8 s were measured) before the process is ended."""
WATCH_SECONDS = 1.0
OWED_AFTER = 5
"""So many times its interval, a commit that Faust has not made is taken for lost (see `commits.py`)."""


class Stuck(RuntimeError):
    """There is work and none of it gets done."""


class FaustCrashed(RuntimeError):
    """Faust ended by itself."""


class Worker:
    """One process of the stream: everything that runs in it, and its end."""

    def __init__(self, settings: Settings, specs: Sequence[StepSpec]) -> None:
        self._settings = settings
        self._specs = specs
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tables: list[StepTable] = []
        self._agents: list[agents.StepAgent] = []
        self._lag = Lag()

    def fail(self, error: BaseException) -> None:
        """Ends the worker because of `error`; the first one counts, those after it follow from it."""
        if not self._failure.done():
            log.error("failed", error=told(error), exc_info=error)
            self._failure.set_exception(error)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set and all in flight is finished.

        Where something fails its error is raised at once, with everything as it is: to stop Faust in good order would
        take the brokers, and may take for ever without them.  The process must then end (see `run`).
        """
        settings = self._settings
        await reach(settings)
        partitions = await admin.check(settings, topics.wanted(settings, self._specs))
        producer = await started_producer(settings)
        lease = Lease(settings.session_seconds)
        lease.keep()
        fence(producer, lease)
        sender = Sender(producer, settings, partitions)
        settings.data_dir.mkdir(parents=True, exist_ok=True)  # Faust makes only its own directory in it
        queries = Queries(self, settings.partitions)
        health = Health(settings, self, queries.routes())
        self.app = faust_app(settings, health.advertised)
        for spec in self._specs:
            self._add(spec, sender)
        self.app.at_rest = lambda: all(agent.idle.is_set() for agent in self._agents)
        read = {topics.name_of(settings, role) for spec in self._specs for role in spec.inputs}
        self.intake = Intake(settings, sender, settings.partitions, self.fail, Settled(settings, read))
        self.app.service(self.intake)
        self.newest = Newest(settings)
        async with queries, health:
            log.info("starting", group=settings.group, http=health.address)
            running = asyncio.create_task(self._start())
            following = asyncio.create_task(self._follow())
            watching = asyncio.create_task(self._watch(lease))
            stopping = asyncio.create_task(stop.wait())
            ends: set[asyncio.Future[Any]] = {self._failure, stopping, watching}
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for ended in done:
                ended.result()
            await self._drain()
            if self._failure.done():
                self._failure.result()
            for task in (watching, running, following):
                task.cancel()
            await asyncio.wait_for(self.app.stop(), STOP_SECONDS)
            await sender.stop()

    def _add(self, spec: StepSpec, sender: Sender) -> None:
        settings = self._settings
        tables = {name: self._table(name, row_type) for name, row_type in spec.tables.items()}
        journal_table = self._table(topics.journal_of(spec.name), journal.Entry)
        inputs = {topics.name_of(settings, role): type_ for role, type_ in spec.inputs.items()}
        agent = agents.StepAgent(
            spec, inputs=inputs, tables=tables, journal_table=journal_table, sender=sender, fail=self.fail
        )
        agents.add(self.app, agent, spec, list(inputs))
        self._agents.append(agent)

    def _table(self, name: str, row_type: type[msgspec.Struct]) -> StepTable:
        settings = self._settings
        directory = None if settings.store == "memory" else settings.data_dir / settings.group / "rows"
        table = StepTable(
            self.app,
            name=name,
            row_type=row_type,
            directory=directory and directory / name,
            cached=settings.table_cache_rows,
            partitions=settings.partitions,
        )
        self.app.tables.add(table)
        self._tables.append(table)
        return table

    async def _start(self) -> None:
        try:
            await self.app.start()
        except Exception as error:  # noqa: BLE001 - whatever it is, the worker ends by it
            self.fail(error)

    async def _follow(self) -> None:
        try:
            await self.newest.run()
        except Exception as error:  # noqa: BLE001 - as above
            self.fail(error)

    async def _drain(self) -> None:
        """Finishes what is in flight: the intake first, then the steps."""
        log.info("stopping")
        await self.intake.drain()
        self.app.flow_control.suspend()
        self.app.consumer.stop_flow()
        idle = [asyncio.create_task(agent.idle.wait()) for agent in self._agents]
        _, late = await asyncio.wait(idle, timeout=self._settings.request_seconds)
        for task in late:
            task.cancel()

    # -- for those who watch

    @property
    def _recovery(self) -> Recovery:
        return cast(TableManager, self.app.tables).recovery

    @property
    def recovered(self) -> bool:
        """The tables are as their changelogs, and no rebalance is under way."""
        return bool(self._recovery.completed.is_set()) and not self.app.in_recovery and not self.app.rebalancing

    @property
    def ready(self) -> bool:
        return self.recovered and self.intake.taking

    def part(self, partition: int) -> Tables | None:
        """The tables of one partition as they stand; None where they are not this worker's, or not recovered."""
        if not self.recovered or not self.app.assignor.is_active(self._place(partition)):
            return None
        return {table.name: table.shard(partition) for table in self._tables}

    def peers(self) -> dict[int, str]:
        """Partition → URL of the worker that has it, as the group's leader told all of them."""
        return {
            partition: url
            for url, topics_of in self.app.router.tables_metadata().items()
            for partition in topics_of.get(self._tables[0].changelog_topic_name, ())
        }

    def _place(self, partition: int) -> TP:
        """Stands for a partition of all tables: Faust assigns those of all topics that one group reads together."""
        return TP(self._tables[0].changelog_topic_name, partition)

    def lags(self) -> dict[TopicPartition, tuple[int, float]]:
        """Records unfinished by partition, and how long the oldest has waited, in seconds, about."""
        unfinished = self.intake.unfinished()
        consumer = cast(Consumer, self.app.consumer)
        for place in self._assignment():
            end = consumer.highwater(place)
            if place.topic in self.app.tables.changelog_topics or end is None:
                continue
            # What Faust last committed; 0 before a first commit.
            records = max(0, end - (consumer._committed_offset[place] or 0))
            reached = max((agent.reached.get(place, 0.0) for agent in self._agents), default=0.0)
            unfinished[TopicPartition(place.topic, place.partition)] = (records, reached)
        now = time.time()
        return {
            place: (records, self._lag.seconds(place, records, reached, now))
            for place, (records, reached) in unfinished.items()
        }

    def measure(self) -> None:
        """Brings the gauges up to date."""
        metrics.READY.set(self.ready)
        metrics.RECOVERING.set(self.app.in_recovery)
        metrics.RECOVERY_REMAINING.set(max(0, self._recovery.active_remaining_total()))
        for table in self._tables:
            metrics.TABLE_ROWS.labels(table.name).set(sum(table.sizes().values()))
        metrics.LAG_RECORDS.clear()
        metrics.LAG_SECONDS.clear()
        for place, (records, seconds) in self.lags().items():
            metrics.LAG_RECORDS.labels(place.topic, place.partition).set(records)
            metrics.LAG_SECONDS.labels(place.topic, place.partition).set(seconds)
        self.newest.measure(self._assigned)

    def _assigned(self, role: str, partition: int) -> bool:
        return TP(topics.name_of(self._settings, role), partition) in self._assignment()

    def _assignment(self) -> set[TP]:
        try:
            return cast(Consumer, self.app.consumer).assignment()
        except ConsumerNotStarted:  # asked for metrics before the consumer's thread runs
            return set()

    def _progress(self) -> tuple[int, ...]:
        recovery = self._recovery
        return (
            self.intake.finished,
            *(agent.finished for agent in self._agents),
            recovery.active_remaining_total(),
            *(offset or 0 for offset in recovery.active_offsets.values()),
        )

    async def _watch(self, lease: Lease) -> None:
        """Raises Stuck where there is work and no progress, StoodStill, or Faust's own end."""
        seen, since = self._progress(), time.monotonic()
        owed = OwedCommits(OWED_AFTER * self._settings.commit_seconds)
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            lease.check()
            if self.app.crashed:
                raise FaustCrashed(repr(self.app.crash_reason))
            if self.recovered:
                done = {place: offset for agent in self._agents for place, offset in agent.done.items()}
                await owed.settle(cast(Any, self.app.consumer), done, time.monotonic())
            now = self._progress()
            # A worker that was never given its place in the group is stuck too.
            busy = not self.ready or any(records for records, _ in self.lags().values())
            if now != seen or not busy:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > self._settings.stuck_seconds:
                raise Stuck(f"no progress for {self._settings.stuck_seconds:.0f} s (STRIKEWIRE_STUCK_SECONDS)")


def told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def run(settings: Settings, specs: Sequence[StepSpec]) -> None:
    """Runs a worker until SIGTERM or SIGINT, and returns; a failure ends the process with status 1.

    At once, without clearing up: what is not acknowledged comes again, and Faust's threads may wait for brokers that
    are gone.  The language processes end by themselves when ours does.
    """

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        try:
            await Worker(settings, specs).run(stop)
        except SettingsError:  # nothing has begun
            raise
        except Exception as error:  # noqa: BLE001 - the last place that can say why
            log.critical("the worker ends", error=told(error))
            logging.shutdown()
            os._exit(1)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
