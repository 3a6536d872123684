"""How we reach the brokers: what every client of ours is given, and which partition a key belongs to."""

from __future__ import annotations

import ssl
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    IncompatibleBrokerVersion,
    KafkaError,
    SaslAuthenticationFailed,
    UnknownError,
    UnsupportedSaslMechanismError,
)
from aiokafka.helpers import create_ssl_context
from aiokafka.partitioner import murmur2
from aiokafka.producer import AIOKafkaProducer
from aiokafka.protocol.transaction import InitProducerIdRequest

from worker.settings import Settings, SettingsError

MAX_RECORD_BYTES = 8 * 1024 * 1024
"""The largest record we send: an article of 5 MB with its envelope, or an event with thousands of sources."""

FETCH_MAX_WAIT_MS = 50
"""How long a broker holds a fetch that it has nothing for.

aiokafka has one fetch on its way to each broker: while it is held for some partitions, what comes to others waits.
An article passes six topics on its way to an alert, so with Faust's 1.5 s that took three seconds and more.
"""


class BrokersUnreachable(RuntimeError):
    """None of the brokers that are named answers; the message says how each failed."""


def client_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments that every aiokafka client takes."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_bootstrap_servers,
        "security_protocol": settings.security_protocol,
        "request_timeout_ms": int(settings.request_seconds * 1000),
        "client_id": settings.app_id,
    }
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value(),
        }
    if settings.security_protocol.endswith("SSL"):
        options["ssl_context"] = ssl_context(settings)
    return options


async def reach(settings: Settings) -> None:
    """Returns when a broker has let us in, to be called before anything else is begun.

    The clients would tell their log why they get no connection, and raise that they have none.
    Raises BrokersUnreachable; SettingsError where a broker refuses the login, or its certificate is not to be trusted.
    """
    options = client_options(settings)
    failures = []
    for host, port, _ in collect_hosts(options.pop("bootstrap_servers")):
        try:
            connection = await create_conn(host, port, **options)
        except SaslAuthenticationFailed as error:
            told = f"refuses STRIKEWIRE_SASL_USERNAME and STRIKEWIRE_SASL_PASSWORD: {error}"
            raise SettingsError(f"{host}:{port} {told}") from error
        except UnsupportedSaslMechanismError as error:
            told = f"does not take STRIKEWIRE_SASL_MECHANISM {settings.sasl_mechanism}"
            raise SettingsError(f"{host}:{port} {told}") from error
        except ssl.SSLCertVerificationError as error:
            told = f"has a certificate that STRIKEWIRE_SSL_CA_FILE does not vouch for: {error.verify_message}"
            raise SettingsError(f"{host}:{port} {told}") from error
        except (OSError, KafkaError, TimeoutError) as error:
            failures.append(f"{host}:{port}: {str(error) or type(error).__name__}")
        else:
            connection.close()
            return
    raise BrokersUnreachable(f"no broker answers by {settings.security_protocol}: {'; '.join(failures)}")


def ssl_context(settings: Settings) -> Any:
    """A TLS context from the settings' files, the system's certificates where none are named.  Raises SettingsError."""
    files = (settings.ssl_ca_file, settings.ssl_cert_file, settings.ssl_key_file)
    cafile, certfile, keyfile = (str(path) if path else None for path in files)
    try:
        return create_ssl_context(cafile=cafile, certfile=certfile, keyfile=keyfile)
    except OSError as error:  # SSLError is one: what is in a file is no certificate, or not of that key
        named = ", ".join(filter(None, (cafile, certfile, keyfile)))
        raise SettingsError(f"STRIKEWIRE_SSL_*_FILE: no TLS with {named}: {error}") from error


def consumer_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments of a consumer in a group."""
    return client_options(settings) | {
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "session_timeout_ms": int(settings.session_seconds * 1000),
        # A third, as Kafka recommends: two beats may be lost.
        "heartbeat_interval_ms": int(settings.session_seconds * 1000 / 3),
        "max_partition_fetch_bytes": MAX_RECORD_BYTES,
        "fetch_max_wait_ms": FETCH_MAX_WAIT_MS,
    }


async def started_producer(settings: Settings) -> AIOKafkaProducer:
    """A producer that waits for all replicas; idempotent where the broker can.

    Without idempotence a retry may write a record twice, which every reader of ours is made for; the order within a
    partition holds all the same, since aiokafka has one request a partition on its way at a time.
    """
    options = client_options(settings) | {
        "acks": "all",
        "max_batch_size": settings.producer_batch_bytes,
        "linger_ms": settings.producer_linger_ms,
        "max_request_size": MAX_RECORD_BYTES,
        "compression_type": None if settings.compression == "none" else settings.compression,
    }
    producer = AIOKafkaProducer(**options, enable_idempotence=await _gives_producer_ids(settings))
    try:
        await producer.start()
    except BaseException:
        await producer.stop()
        raise
    return producer


async def _gives_producer_ids(settings: Settings) -> bool:
    """Whether the brokers know idempotent producers.

    The embedded broker says so and then has no ids; an idempotent producer would log that as its own failure.  Any
    other refusal is for the producer to tell.
    """
    client = AIOKafkaClient(**client_options(settings))
    try:
        await client.bootstrap()
        request = InitProducerIdRequest(transactional_id=None, transaction_timeout_ms=60_000)
        answer = await client.send(client.get_random_node(), request)
    except IncompatibleBrokerVersion:
        return False
    finally:
        await client.close()
    return bool(answer.error_code != UnknownError.errno)


def partition_of(key: bytes, partitions: int) -> int:
    """The partition that Kafka's default partitioner gives the key: murmur2, as in the Java client."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
