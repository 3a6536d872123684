"""Faust's consumer, mended so that every record it fetches is handed on, or fetched again.

When partitions move, Faust drops records that it has fetched already, and trusts that a seek to the committed offset
brings them back.  Three things defeat that: the flow goes on while it seeks, and its queues are emptied after;
records of partitions that it does not take at the moment are dropped where no seek follows; and what stands by for a
table loses changes that wait in an emptied queue.  The records then come with the next restart only, or never, where
a commit has stepped over them.  On a busy machine that was every second takeover of a partition.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from functools import cached_property
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, Message
from mode.utils.queues import FlowControlEvent

from worker.shell.kafka import FETCH_MAX_WAIT_MS

IDLE_SECONDS = 0.2
"""Between two looks for partitions to read, where none may be read yet."""
FAUST_LOG = logging.getLogger("faust.transport")
"""For what Faust tells of its services."""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread that talks to the brokers; it waits for less than Faust's, and can take back a fetch."""

    logger = FAUST_LOG
    fetched_from: Any = None
    """The assignment (of aiokafka) that the last records were fetched from."""

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_MAX_WAIT_MS  # Faust's 1500 is no setting
        return consumer

    async def _fetch_records(self, consumer: AIOKafkaConsumer, *args: Any, **kwargs: Any) -> Mapping[TP, list[Any]]:
        records: Mapping[TP, list[Any]] = await super()._fetch_records(consumer, *args, **kwargs)
        self.fetched_from = _assignment(consumer)
        return records

    async def rewind(self, offsets: Mapping[TP, int], assignment: Any) -> None:
        """Fetches again from these offsets, unless the partitions have been assigned anew since."""
        await self.call_thread(self._rewind, offsets, assignment)

    async def _rewind(self, offsets: Mapping[TP, int], assignment: Any) -> None:
        consumer = self._ensure_consumer()
        if assignment is None or _assignment(consumer) is not assignment:
            return  # a new assignment begins at what is committed
        for tp, offset in offsets.items():
            state = assignment.state_value(tp)
            # Only back: somebody may have sought an earlier place meanwhile.
            if state is not None and state.has_valid_position and state.position > offset:
                consumer._fetcher.seek_to(tp, offset)


class Consumer(driver.Consumer):
    """Hands on what it has fetched, in turns by topic as Faust does."""

    logger = FAUST_LOG
    app: App
    _thread: ConsumerThread

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109 - Faust's name
        if not self.flow_active:
            await self.wait(self.can_resume_flow.wait())
        # A copy: the set changes while we wait, and an empty one means "all" to aiokafka.
        active = set(self._get_active_partitions())
        if not active:
            await self.sleep(IDLE_SECONDS)
            return
        generation = self.app.consumer_generation_id
        records = await self._getmany(active, timeout)
        if not records or self.should_stop:
            return
        assignment = self._thread.fetched_from
        again: dict[TP, int] = {}
        for tp, record in self.scheduler.iterate(records):
            if tp in again:
                continue
            if self._takes(tp, generation):
                self.app.monitor.track_tp_end_offset(tp, self.highwater(tp))
                yield tp, self._to_message(tp, record)
                if self._takes(tp, generation):
                    continue
            # Where the flow was stopped while a record was being handed on, nobody knows whether it was.
            again[tp] = record.offset
        if again:
            await self._thread.rewind(again, assignment)

    def _clean_unacked_messages(self) -> None:
        """Forgets what nobody is at work on, so that a rebalance or the end need not wait for it.

        Of a record that two steps read, one may have taken it before the flow stopped, and the other skipped it after:
        it is never acknowledged, and comes again.
        """
        super()._clean_unacked_messages()
        if self.app.at_rest():
            self._unacked_messages.clear()

    def _takes(self, tp: TP, generation: int) -> bool:
        taken = tp in self._active_partitions or tp in self._buffered_partitions
        return self.flow_active and taken and self.app.consumer_generation_id == generation


class Transport(driver.Transport):
    Consumer = Consumer


class FlowControl(FlowControlEvent):
    """Empties the queues when the flow begins again, but not when it has been flowing all along."""

    def resume(self) -> None:
        if not self.is_active():
            super().resume()


class App(faust.App):
    """Faust's app with the consumer of this module."""

    logger = FAUST_LOG

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_rest: Callable[[], bool] = lambda: False
        """Whether the agents are done with every record that they took."""
        self.on_rebalance_complete.connect(self._stop_while_seeking)

    def _new_transport(self) -> Transport:
        return Transport(self.conf.broker_consumer, self)

    @cached_property
    def flow_control(self) -> FlowControl:
        return FlowControl(loop=self.loop)

    async def _stop_while_seeking(self, *_: Any, **__: Any) -> None:
        """Tables are recovered; Faust now seeks what is committed, and resumes the flow after it."""
        self.consumer.stop_flow()


def _assignment(consumer: AIOKafkaConsumer) -> Any:
    subscription = consumer._subscription.subscription
    return None if subscription is None else subscription.assignment
