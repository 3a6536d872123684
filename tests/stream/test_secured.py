"""Over TLS and a login, as a Kafka service asks for them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.brokers.secured import PASSWORD, USER, SecuredKafka
from tests.conftest import Broker
from tests.stream.installation import COMMAND, Installation

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def secured() -> Iterator[SecuredKafka]:
    with SecuredKafka() as running:
        yield running


def by_password(kafka: SecuredKafka, mechanism: str = "SCRAM-SHA-512", password: str = PASSWORD) -> dict[str, str]:
    return {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.sasl_address,
        "STRIKEWIRE_SECURITY_PROTOCOL": "SASL_SSL",
        "STRIKEWIRE_SASL_MECHANISM": mechanism,
        "STRIKEWIRE_SASL_USERNAME": USER,
        "STRIKEWIRE_SASL_PASSWORD": password,
        "STRIKEWIRE_SSL_CA_FILE": str(kafka.authority),
    }


def by_certificate(kafka: SecuredKafka) -> dict[str, str]:
    return {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.ssl_address,
        "STRIKEWIRE_SECURITY_PROTOCOL": "SSL",
        "STRIKEWIRE_SSL_CA_FILE": str(kafka.authority),
        "STRIKEWIRE_SSL_CERT_FILE": str(kafka.certificate),
        "STRIKEWIRE_SSL_KEY_FILE": str(kafka.key),
    }


@pytest.fixture(params=["SCRAM-SHA-512", "PLAIN", "certificate"])
def login(request: pytest.FixtureRequest, secured: SecuredKafka) -> dict[str, str]:
    return by_certificate(secured) if request.param == "certificate" else by_password(secured, request.param)


def test_articles_become_events(
    secured: SecuredKafka, login: Mapping[str, str], articles: list[bytes], prefix: str, tmp_path: Path
) -> None:
    with Installation(Broker("kafka", secured.bootstrap_servers), prefix, tmp_path, login) as stream:
        worker = stream.start().wait_ready()
        stream.feed(articles[:30])
        stream.wait_drained()
        assert stream.newest("strike-events")
        assert worker.terminate() == 0


@pytest.mark.parametrize(
    ("command", "wrong", "value"),
    [
        ("topics", "STRIKEWIRE_SASL_PASSWORD", "forgotten"),
        ("feed /dev/null", "STRIKEWIRE_SASL_PASSWORD", "forgotten"),
        ("watch", "STRIKEWIRE_SASL_PASSWORD", "forgotten"),
        ("worker", "STRIKEWIRE_SASL_PASSWORD", "forgotten"),
        ("worker", "STRIKEWIRE_SASL_MECHANISM", "SCRAM-SHA-256"),
        ("worker", "STRIKEWIRE_SSL_CA_FILE", ""),
    ],
)
def test_what_the_brokers_refuse_ends_a_command_with_one_line_and_status_2(
    secured: SecuredKafka, command: str, wrong: str, value: str
) -> None:
    chosen = {name: text for name, text in (by_password(secured) | {wrong: value}).items() if text}
    done = subprocess.run(
        [*COMMAND, *command.split()], env=os.environ | chosen, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert wrong in done.stderr
