"""Our producer: idempotent where the broker can, and without a word about it where not."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.conftest import Broker
from worker.settings import Settings
from worker.shell.admin import Admin
from worker.shell.kafka import started_producer
from worker.shell.topics import Topic


def test_it_is_idempotent_where_the_broker_can(broker: Broker, prefix: str, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(partitions=1, producer_batch_bytes=1, request_seconds=20).model_copy(
        update={"kafka_bootstrap_servers": broker.bootstrap_servers}
    )

    async def send() -> bool:
        async with Admin(settings) as admin:
            await admin.create([Topic("sent", "key", name=f"{prefix}sent")])
        producer = await started_producer(settings)
        try:
            await producer.send_and_wait(f"{prefix}sent", b"value", key=b"key")
            return producer._txn_manager is not None
        finally:
            await producer.stop()

    with caplog.at_level(logging.WARNING):
        idempotent = asyncio.run(send())
    assert idempotent == (broker.kind == "kafka")
    assert [record.getMessage() for record in caplog.records] == []
