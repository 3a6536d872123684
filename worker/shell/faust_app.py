"""Faust's app, as our settings have it."""

from __future__ import annotations

from typing import Any

import faust
import faust.streams
from yarl import URL

from worker.settings import Settings
from worker.shell.consumer import App
from worker.shell.kafka import MAX_RECORD_BYTES, ssl_context


def faust_app(settings: Settings, address: str) -> App:
    """The Faust app, without agents; `address` is the URL that it tells the other workers.

    Raises RuntimeError without Faust's compiled stream iterator: the one in Python acknowledges records that it skips
    in a rebalance, and so loses them.
    """
    if getattr(faust.streams, "_CStreamIterator", None) is None:
        raise RuntimeError("faust-streaming has no compiled extensions on this platform; install its wheel")
    options: dict[str, Any] = {
        "broker": [URL(f"kafka://{address.strip()}") for address in settings.kafka_bootstrap_servers.split(",")],
        "datadir": settings.data_dir / settings.group,
        "store": "memory://",  # each table brings its own, see tables.py
        "web_enabled": False,
        "canonical_url": URL(address),
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "topic_partitions": settings.partitions,
        "processing_guarantee": "at_least_once",
        "stream_wait_empty": True,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": MAX_RECORD_BYTES,
        "broker_commit_interval": settings.commit_seconds,
        "broker_session_timeout": settings.session_seconds,
        "broker_rebalance_timeout": settings.session_seconds,
        "broker_heartbeat_interval": settings.session_seconds / 3,
        "broker_request_timeout": max(settings.request_seconds, settings.session_seconds),
        "table_standby_replicas": settings.standby_replicas,
        "worker_redirect_stdouts": False,
        "autodiscover": False,
    }
    if settings.security_protocol.startswith("SASL"):
        options["broker_credentials"] = faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism,
            ssl_context=ssl_context(settings) if settings.security_protocol == "SASL_SSL" else None,
        )
    elif settings.security_protocol == "SSL":
        options["broker_credentials"] = faust.SSLCredentials(context=ssl_context(settings))
    return App(settings.group, **options)
