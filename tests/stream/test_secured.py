"""Over TLS and a login, as a Kafka service asks for them."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.brokers.secured import LIMITED, PASSWORD, USER, Right, SecuredKafka
from tests.conftest import Broker
from tests.deploy.prometheus import DEPLOY
from tests.stream.installation import COMMAND, Installation

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def secured() -> Iterator[SecuredKafka]:
    with SecuredKafka() as running:
        yield running


def by_password(kafka: SecuredKafka, mechanism: str = "SCRAM-SHA-512", user: str = USER) -> dict[str, str]:
    return {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.sasl_address,
        "STRIKEWIRE_SECURITY_PROTOCOL": "SASL_SSL",
        "STRIKEWIRE_SASL_MECHANISM": mechanism,
        "STRIKEWIRE_SASL_USERNAME": user,
        "STRIKEWIRE_SASL_PASSWORD": PASSWORD,
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


# SCRAM is what the test of the rights logs in by.
@pytest.fixture(params=["PLAIN", "certificate"])
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


def documented_rights() -> Iterator[Right]:
    """Those of the table in deploy/kafka/README.md."""
    for line in (DEPLOY / "kafka/README.md").read_text("utf-8").splitlines():
        if not line.startswith(tuple(f"| {user} |" for user in LIMITED)):
            continue
        user, operations, resources = line.strip("| ").split(" | ")
        resource = "group" if resources.startswith("group") else "topic"
        for prefix, name in re.findall(r"(prefix )?`([^`]+)`", resources):
            for operation in operations.split(", "):
                yield user, operation, resource, name, "prefixed" if prefix else "literal"


def test_the_documented_rights_are_enough(secured: SecuredKafka, articles: list[bytes], tmp_path: Path) -> None:
    asyncio.run(secured.grant(documented_rights()))
    # Without a prefix: the rights are to the topics by their own names.
    with Installation(
        Broker("kafka", secured.bootstrap_servers), "", tmp_path, by_password(secured, user="topics-job")
    ) as stream:
        stream.settings |= by_password(secured, user="worker")
        worker = stream.start().wait_ready()
        stream.settings |= by_password(secured, user="ingester")
        stream.feed(articles[:30])
        stream.produce("articles", None, b"broken")
        stream.wait_drained()
        assert stream.newest("strike-events")
        assert stream.records("articles.dlq")
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
