"""The last word of an old stream: a tick that says that nothing comes any more, and releases what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from structlog.testing import capture_logs

from tests.conftest import Broker
from worker.records.flow import Tick
from worker.settings import Settings
from worker.shell import admin, settled, topics
from worker.shell.intake import Intake
from worker.shell.kafka import consumer_options, started_producer
from worker.shell.sender import Sender
from worker.shell.settled import Settled
from worker.shell.tail import last_tick

PUBLISHED = datetime(2024, 3, 4, 9, 20, tzinfo=UTC)
ARTICLE = {"id": "a-1", "title": "A bakery opens in Lutsk", "text": "It sells rye.", "published_at": PUBLISHED}


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await condition():  # noqa: ASYNC110 - what a broker holds sets no event
            await asyncio.sleep(0.05)


@pytest.mark.asyncio
async def test_the_last_tick_waits_for_steps_that_are_far_behind(
    broker: Broker, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settled, "PATIENCE", 0.5)
    settings = Settings(
        kafka_bootstrap_servers=broker.bootstrap_servers,
        topic_prefix=prefix,
        partitions=2,
        processes=1,
        idle_seconds=0.1,
    )
    wanted = topics.wanted(settings, [])
    async with admin.Admin(settings) as administration:
        await administration.create(wanted)
    partitions = await admin.check(settings, wanted)
    sender = Sender(await started_producer(settings), settings, partitions)
    behind = TopicPartition(topics.name_of(settings, "signals"), 0)
    await sender.send(behind.topic, b"UA", b"{}", partition=behind.partition)
    await sender.keyed(topics.name_of(settings, "articles"), b"a-1", orjson.dumps(ARTICLE), None)

    failures: list[BaseException] = []
    intake = Intake(settings, sender, settings.partitions, failures.append, Settled(settings, [behind.topic]))

    async def given_up_twice() -> bool:
        return bool(failures) or sum("not done" in line["event"] for line in logs) > 1

    async def told_at_rest() -> bool:
        return bool(failures) or await last_tick(settings) == Tick(at=PUBLISHED, idle=True)

    with capture_logs() as logs:
        await intake.start()
        try:
            await until(given_up_twice)
            assert await last_tick(settings) == Tick(at=PUBLISHED), "the hour of the article, no more"
            async with AIOKafkaConsumer(**consumer_options(settings), group_id=settings.group) as step:
                step.assign([behind])
                await step.commit({behind: 1})
            await until(told_at_rest)
        finally:
            await intake.stop()
            await sender.stop()
    assert not failures
