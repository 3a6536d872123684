"""The environment in, settings or one clear line out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from worker import settings
from worker.settings import Settings, SettingsError
from worker.shell.commands.config import effective
from worker.shell.kafka import ssl_context


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(settings.PREFIX) or name == "KAFKA_BOOTSTRAP_SERVERS":
            monkeypatch.delenv(name)


def test_variables_become_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "one:9092, [::1]:9092")
    monkeypatch.setenv("STRIKEWIRE_PARTITIONS", "12")
    monkeypatch.setenv("STRIKEWIRE_HTTP_PORT", "0")
    chosen = settings.load()
    assert (chosen.kafka_bootstrap_servers, chosen.partitions, chosen.http_port) == ("one:9092, [::1]:9092", 12, 0)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("STRIKEWIRE_PARTITION", "4", "STRIKEWIRE_PARTITION is not a setting"),
        ("STRIKEWIRE_PARTITIONS", "four", "STRIKEWIRE_PARTITIONS"),
        ("STRIKEWIRE_PARTITIONS", "0", "STRIKEWIRE_PARTITIONS"),
        ("STRIKEWIRE_STORE", "paper", "STRIKEWIRE_STORE"),
        ("KAFKA_BOOTSTRAP_SERVERS", "one:9092,two:kafka", "KAFKA_BOOTSTRAP_SERVERS: 'two:kafka' is not host:port"),
        ("STRIKEWIRE_SECURITY_PROTOCOL", "SASL_SSL", "STRIKEWIRE_SASL_USERNAME"),
        ("STRIKEWIRE_ALERT_RULES", "/no/such/file", "STRIKEWIRE_ALERT_RULES"),
        ("STRIKEWIRE_SSL_CERT_FILE", __file__, "STRIKEWIRE_SSL_KEY_FILE"),
        ("STRIKEWIRE_SSL_CA_FILE", "/no/such/file", "STRIKEWIRE_SSL_CA_FILE"),
    ],
)
def test_what_makes_no_sense_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told):
        settings.load()


def test_a_file_that_holds_no_certificate_is_told() -> None:
    with pytest.raises(SettingsError, match="test_settings"):
        ssl_context(Settings(ssl_ca_file=Path(__file__)))


def test_the_kafka_address_is_needed_only_by_what_talks_to_kafka() -> None:
    chosen = settings.load()
    with pytest.raises(SettingsError, match="KAFKA_BOOTSTRAP_SERVERS"):
        settings.needs_kafka(chosen)


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_secrets_are_not_shown() -> None:
    chosen = Settings(sasl_username="someone", sasl_password=SecretStr("hush"))
    assert "hush" not in str(effective(chosen))
    assert effective(chosen)["STRIKEWIRE_SASL_PASSWORD"] == "**********"


@pytest.mark.parametrize("command", [["worker"], ["topics"], ["feed", "-"]])
def test_a_command_without_brokers_ends_with_one_line_and_status_2(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "worker", *command], capture_output=True, text=True, input="")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "KAFKA_BOOTSTRAP_SERVERS" in done.stderr


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["nonsense"], "nonsense"),
        (["replay", "--nope"], "--nope"),
        (["replay"], "ARTICLES.jsonl"),
        (["extract", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["extract", "--processes", "few", "-"], "--processes"),
    ],
)
def test_bad_usage_ends_a_command_with_one_line_and_status_2(command: list[str], told: str) -> None:
    done = subprocess.run([sys.executable, "-m", "worker", *command], capture_output=True, text=True, input="")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert told in done.stderr


@pytest.mark.parametrize("command", [["worker"], ["replay", "-", "--out", "{folder}/out"]])
def test_a_wrong_alert_rule_ends_a_command_with_its_line_and_status_2(command: list[str], tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("rules:\n  - name: loud\n    colour: red\n")
    done = subprocess.run(
        [sys.executable, "-m", "worker", *(part.format(folder=tmp_path) for part in command)],
        capture_output=True, text=True, input="", check=False,
        env=os.environ | {"STRIKEWIRE_ALERT_RULES": str(rules), "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert re.match(r"strikewire: .*rules\.yaml:\d+: ", done.stderr)
    assert not (tmp_path / "out").exists()
