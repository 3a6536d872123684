"""The settings, and the only reader of the environment.

Every field is a variable with the prefix `STRIKEWIRE_`, but for two that others have named.  A variable with our prefix
that is no setting, or a value that does not fit, raises SettingsError: a misspelt setting must not be a silent default.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AliasChoices, Field, FilePath, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "STRIKEWIRE_"
KAFKA = "KAFKA_BOOTSTRAP_SERVERS"
ADDRESS = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?")
SPANS = "OTEL_EXPORTER_OTLP_ENDPOINT"

Positive = Annotated[int, Field(gt=0)]
Seconds = Annotated[float, Field(gt=0)]
SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


class SettingsError(ValueError):
    """The environment does not make sense; the message is one line for the person who set it."""


class Settings(BaseSettings):
    """What can be set.  The descriptions are the documentation: the table of settings is made from them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", populate_by_name=True)

    # Kafka
    kafka_bootstrap_servers: str = Field(
        default="",
        validation_alias=AliasChoices(KAFKA),
        description="Brokers to begin with, `host:port`, separated by commas. Needed by whatever talks to Kafka.",
    )
    security_protocol: SecurityProtocol = Field(default="PLAINTEXT", description="How to talk to the brokers.")
    sasl_mechanism: SaslMechanism = Field(default="PLAIN", description="How to log in, where SASL is used.")
    sasl_username: str = Field(default="", description="User name for SASL.")
    sasl_password: SecretStr = Field(default=SecretStr(""), description="Password for SASL.")
    ssl_ca_file: FilePath | None = Field(default=None, description="Certificates to trust; the system's, if not set.")
    ssl_cert_file: FilePath | None = Field(
        default=None, description="Our own certificate, where the brokers ask for one."
    )
    ssl_key_file: FilePath | None = Field(default=None, description="The key of our own certificate.")
    topic_prefix: str = Field(
        default="", pattern=r"^[A-Za-z0-9._-]*$", description="Put before the name of every topic, with its separator."
    )
    partitions: Positive = Field(
        default=8,
        description="Partitions of each topic: the most workers that share the work. A change needs a new app version.",
    )
    replication_factor: int = Field(
        default=0, ge=0, description="Copies of each topic's data when we create it; 0 makes 3, or one on each broker."
    )
    session_seconds: Seconds = Field(
        default=30, description="After this long without a sign of life a worker's partitions go to the others."
    )
    request_seconds: Seconds = Field(
        default=60,
        description="How long a request to the brokers may take, with retries, before the worker gives up and exits.",
    )
    commit_seconds: Seconds = Field(default=1, description="Time between commits of what is done.")
    producer_batch_bytes: Positive = Field(
        default=65536,
        description="Most bytes in one batch to a broker. 1 sends each record alone, as the embedded broker needs.",
    )
    producer_linger_ms: int = Field(default=5, ge=0, description="How long a batch waits for more records.")
    compression: Literal["none", "gzip", "snappy", "lz4", "zstd"] = Field(
        default="lz4", description="Compression of what we send."
    )

    # State
    app_id: str = Field(
        default="strikewire",
        pattern=r"^[A-Za-z0-9._-]+$",
        description="Names the consumer groups and the changelog topics: one for each installation on a cluster.",
    )
    app_version: Positive = Field(
        default=1, description="A higher one begins with empty tables and reads everything again, beside the old one."
    )
    data_dir: Path = Field(default=Path("strikewire-data"), description="Where this worker keeps its tables.")
    store: Literal["rocksdb", "memory"] = Field(default="rocksdb", description="What keeps the tables.")
    standby_replicas: int = Field(
        default=0, ge=0, description="Further workers that keep a copy of each table, for a fast takeover."
    )
    table_cache_rows: Positive = Field(
        default=2_000, description="Decoded rows kept in memory, per table and partition."
    )

    # Extraction
    model: str = Field(default="en_core_web_sm", description="The spaCy pipeline whose tagger and parser are used.")
    processes: Positive = Field(
        default=max(1, (os.cpu_count() or 2) - 1),
        description="Processes that read articles.",
        json_schema_extra={"default": "one less than CPUs"},
    )
    batch_articles: Positive = Field(default=16, description="Most articles that one process reads at once.")
    max_in_flight: Positive = Field(default=4, description="Batches handed out at a time, per process.")
    batch_time_limit: Seconds = Field(
        default=60,
        description="Seconds a batch may take. Then each article is tried alone, and refused if it takes that long.",
    )
    fetch_articles: Positive = Field(default=2000, description="Most articles taken from Kafka at once.")

    # Time
    watermark_lead_seconds: Seconds = Field(
        default=300, description="How far a publication time may lie after the arrival and still move event time."
    )
    idle_seconds: Seconds = Field(
        default=10, description="Silence after which event time is told to the tables as it stands."
    )

    # Alerts
    alert_rules: FilePath | None = Field(
        default=None, description="File of alert rules, as `worker/data/alert-rules.yaml`; that one, if not set."
    )

    # Limits
    dead_letters_per_minute: int = Field(
        default=0, ge=0, description="More dead letters than this in a minute stop the worker; 0 sets no limit."
    )
    stuck_seconds: Seconds = Field(
        default=300, description="A worker with work before it that finishes none of it for this long exits."
    )

    # Watching
    http_host: str = Field(default="127.0.0.1", description="Address of metrics, health and queries.")
    http_port: int = Field(
        default=9464, ge=0, le=65535, description="Port of metrics, health and queries; 0 takes a free one."
    )
    advertised_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="Where other workers reach this one's HTTP port, for queries about what it holds; by default the "
        "address above, or the host's name where that is every address.",
    )
    otel_exporter_otlp_endpoint: str = Field(
        default="",
        validation_alias=AliasChoices(SPANS),
        description="Where spans of articles that come with a `traceparent` are sent, by OTLP over HTTP, as in "
        "`http://collector:4318`. Needs the extra `otel`, which the image has. OpenTelemetry's other variables hold.",
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="Logs for programs or for people; `auto` looks whether a terminal is there."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged."
    )

    @field_validator("kafka_bootstrap_servers")
    @classmethod
    def _brokers_have_addresses(cls, brokers: str) -> str:
        for broker in brokers.split(",") if brokers else ():
            if not ADDRESS.fullmatch(broker.strip()):
                raise ValueError(f"{broker.strip()!r} is not host:port")
        return brokers

    @model_validator(mode="after")
    def _sasl_is_complete(self) -> Settings:
        if self.security_protocol.startswith("SASL") and not (
            self.sasl_username and self.sasl_password.get_secret_value()
        ):
            raise ValueError(
                f"{PREFIX}SASL_USERNAME and {PREFIX}SASL_PASSWORD are needed with {self.security_protocol}"
            )
        if (self.ssl_cert_file is None) != (self.ssl_key_file is None):
            raise ValueError(f"{PREFIX}SSL_CERT_FILE and {PREFIX}SSL_KEY_FILE belong together")
        return self

    @property
    def group(self) -> str:
        """The consumer group of the keyed steps; the intake's is this with `-intake`."""
        version = "" if self.app_version == 1 else f"-v{self.app_version}"
        return f"{self.app_id}{version}"


def variable(field: str) -> str:
    """The environment variable of a field."""
    return field.upper() if field.upper() in (KAFKA, SPANS) else PREFIX + field.upper()


def load() -> Settings:
    """The settings of this process.  Raises SettingsError."""
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            raise SettingsError(f"{name} is not a setting; `strikewire config` lists them")
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_told(problem["loc"], problem["msg"]) for problem in error.errors())) from None


def _told(place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    if not place:
        return message
    name = str(place[0]).lower()
    return f"{variable(name) if name in Settings.model_fields else place[0]}: {message}"


def needs_kafka(settings: Settings) -> Settings:
    """The same settings; raises SettingsError where no broker is named."""
    if not settings.kafka_bootstrap_servers:
        raise SettingsError(f"{KAFKA} is not set: name the brokers, as in host1:9092,host2:9092")
    return settings


def secrets() -> frozenset[str]:
    """Fields whose values are not to be shown."""
    return frozenset(
        name
        for name, field in Settings.model_fields.items()
        if field.annotation is SecretStr or SecretStr in get_args(field.annotation)
    )
