"""How far each partition of the articles is done with: what may be committed, and what is committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from worker.shell import metrics
from worker.shell.barrier import Barrier

log = structlog.get_logger()


@dataclass(slots=True)
class Lane:
    """One partition: what may be committed of it."""

    barrier: Barrier | None = None
    committed: int = -1
    arrived_at: float = 0.0
    """Of the last record finished or passed over, in seconds."""
    leaving: bool = False
    """Nothing more of it is handed out; what is in flight is finished."""
    closed: bool = False
    """It went to another worker, and what is unfinished with it."""

    def finish(self, offset: int) -> None:
        if self.barrier is not None:
            self.barrier.finish(offset)


async def commit(consumer: AIOKafkaConsumer, lanes: Mapping[TopicPartition, Lane]) -> None:
    """Commits what is done of them and not yet committed.  Raises KafkaError where trying again would not help."""
    held = dict(lanes)  # they come and go while it waits
    due = {
        place: lane.barrier.committable
        for place, lane in held.items()
        if lane.barrier is not None and lane.barrier.committable > lane.committed
    }
    if not due:
        return
    try:
        await consumer.commit(due)
    except (CommitFailedError, IllegalStateError) as error:
        # The group has moved on: the partitions are another's, or come to us anew.
        log.info("commit refused", error=repr(error))
        return
    except KafkaError as error:
        if not error.retriable:
            raise
        log.warning("commit failed, to be tried again", error=repr(error))
        return
    for place, offset in due.items():
        held[place].committed = offset
    metrics.COMMITS.inc()


def unfinished(
    consumer: AIOKafkaConsumer, lanes: Mapping[TopicPartition, Lane]
) -> dict[TopicPartition, tuple[int, float]]:
    """Records unfinished of each partition, and the time of the last one that is finished, in seconds."""
    found = {}
    for place, lane in lanes.items():
        end = consumer.highwater(place)
        if end is not None and lane.barrier is not None:
            found[place] = (max(0, end - lane.barrier.committable), lane.arrived_at)
    return found
