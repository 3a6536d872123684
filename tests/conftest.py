"""What every test may ask for: a broker, and names that no other test uses."""

from __future__ import annotations

import signal
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Literal, NoReturn

import pytest

from tests.brokers.kafka import KafkaCluster
from worker.shell.broker import EmbeddedBroker

HERE = Path(__file__).parent
WITH_INFRASTRUCTURE = [HERE / "brokers", HERE / "stream", HERE / "faults", HERE / "bench"]


@dataclass(frozen=True)
class Broker:
    """A running broker: `kind` tells a test what it may ask of it (see `worker/shell/broker.py`)."""

    kind: Literal["embedded", "kafka"]
    bootstrap_servers: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kafka", action="store_true", help="also run on Apache Kafka; fails where it cannot start")
    parser.addoption("--prometheus", action="store_true", help="also run with Prometheus; fails where it is missing")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_kafka: a stream test for Apache Kafka alone")
    config.addinivalue_line("markers", "sockets: a test outside the stream tests that opens connections on loopback")

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        pytest.exit("terminated", returncode=128 + signal.SIGTERM)

    signal.signal(signal.SIGTERM, leave)  # so that brokers and workers go with us


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "broker" in metafunc.fixturenames:
        kinds = [pytest.param("kafka", marks=pytest.mark.kafka)]
        if not metafunc.definition.get_closest_marker("real_kafka"):
            kinds.insert(0, pytest.param("embedded"))
        metafunc.parametrize("broker", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for name in ("kafka", "prometheus"):
        if not config.getoption(f"--{name}"):
            config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(name)])
            items[:] = [item for item in items if not item.get_closest_marker(name)]


@pytest.fixture(scope="session")
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    """One for the session: a test that asks for it runs on the embedded broker and, with --kafka, on Kafka too."""
    running = EmbeddedBroker() if request.param == "embedded" else KafkaCluster()
    with running:
        yield Broker(request.param, running.bootstrap_servers)


@pytest.fixture
def prefix() -> str:
    """A prefix for topics, groups and application ids that no other test has."""
    return f"t{uuid.uuid4().hex[:8]}-"


@pytest.fixture(autouse=True)
def no_infrastructure(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit test that reaches for the network fails, and says so."""
    if request.node.get_closest_marker("sockets") or any(f in request.path.parents for f in WITH_INFRASTRUCTURE):
        return

    def guard(name: str) -> None:
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, *rest: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                raise AssertionError(f"a unit test used the network: {name} {address}; mark it `sockets` if it must")
            return original(self, address, *rest)

        monkeypatch.setattr(socket.socket, name, guarded)

    for name in ("connect", "connect_ex", "bind"):
        guard(name)
