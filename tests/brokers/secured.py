"""Apache Kafka as a service gives it: TLS by an authority of its own, a login by password or certificate, and rights.

The listener of `KafkaCluster` stays beside these, for what the tests themselves read: who comes there may do all.
Needs `openssl`.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.admin import CreateAclsRequest

from tests.brokers.kafka import KafkaCluster
from worker.shell.broker import free_port

USER, PASSWORD = "strikewire", "waves & links"
LIMITED = ("ingester", "worker", "topics-job")
"""Users with the same password that may do what they are granted; USER may do all."""
OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8, "DescribeConfigs": 10}
RESOURCES = {"topic": 2, "group": 3}
PATTERNS = {"literal": 3, "prefixed": 4}
"""By the numbers of Kafka's protocol."""
ALLOW = 3

Right = tuple[str, str, str, str, str]
"""User, operation, resource, its name, pattern."""
ADDRESS = "127.0.0.1"


class SecuredKafka(KafkaCluster):
    """One broker that asks for a login; the paths are those of PEM files."""

    format_options = tuple(
        option
        for user in (USER, *LIMITED)
        for option in ("--add-scram", f"SCRAM-SHA-512=[name={user},password={PASSWORD}]")
    )

    def __enter__(self) -> Self:
        self._sasl, self._ssl = free_port(), free_port()
        self._certificates = tempfile.TemporaryDirectory(prefix="strikewire-certificates-")
        folder = Path(self._certificates.name)
        self.authority, self.key, self.certificate = folder / "ca.pem", folder / "client.key", folder / "client.pem"
        make_certificates(folder)
        return super().__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        super().__exit__(kind, error, tb)
        self._certificates.cleanup()

    @property
    def sasl_address(self) -> str:
        """Where it asks for a name and password."""
        return f"{ADDRESS}:{self._sasl}"

    @property
    def ssl_address(self) -> str:
        """Where it asks for a certificate."""
        return f"{ADDRESS}:{self._ssl}"

    async def grant(self, rights: Iterable[Right]) -> None:
        client = AIOKafkaClient(bootstrap_servers=self.bootstrap_servers)
        await client.bootstrap()
        try:
            for user, operation, resource, name, pattern in rights:
                entry = RESOURCES[resource], name, PATTERNS[pattern], f"User:{user}", "*", OPERATIONS[operation], ALLOW
                answer = await client.send(client.get_random_node(), CreateAclsRequest(*entry))
                ((code, told),) = answer.creation_responses
                assert code == 0, told
        finally:
            await client.close()

    def properties(self, node: int, port: int, controller: int, voters: str, folder: Path) -> dict[str, str]:
        plain = super().properties(node, port, controller, voters, folder)
        further = f"SASL_SSL://{self.sasl_address},SSL://{self.ssl_address}"
        login = "listener.name.sasl_ssl"
        module = "org.apache.kafka.common.security"
        return plain | {
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:ANONYMOUS;User:{USER};User:CN=client",
            "listeners": f"{plain['listeners']},{further}",
            "advertised.listeners": f"{plain['advertised.listeners']},{further}",
            "listener.security.protocol.map": f"{plain['listener.security.protocol.map']},SASL_SSL:SASL_SSL,SSL:SSL",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self.authority.with_name("broker.both")),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.authority),
            "listener.name.ssl.ssl.client.auth": "required",
            f"{login}.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
            f"{login}.scram-sha-512.sasl.jaas.config": f"{module}.scram.ScramLoginModule required;",
            f"{login}.plain.sasl.jaas.config": f'{module}.plain.PlainLoginModule required user_{USER}="{PASSWORD}";',
        }


def make_certificates(folder: Path) -> None:
    """An authority, and what it vouches for: the broker and a client."""
    signed = ["-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca.key"), "-addext", "basicConstraints=CA:FALSE"]
    _certify(folder, "ca", "-addext", "keyUsage=critical,keyCertSign")
    _certify(folder, "broker", *signed, "-addext", f"subjectAltName=IP:{ADDRESS}")
    _certify(folder, "client", *signed)
    both = [folder / "broker.key", folder / "broker.pem"]
    (folder / "broker.both").write_bytes(b"".join(path.read_bytes() for path in both))


def _certify(folder: Path, name: str, *options: str) -> None:
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    files = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
    subprocess.run(["openssl", "req", "-x509", *new, *files, *options], check=True, capture_output=True)
