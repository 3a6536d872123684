"""The KafkaTopic resources are those of the topics, and such as Strimzi takes."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.deploy.operators import assert_valid
from worker.settings import Settings
from worker.shell import strimzi
from worker.shell.topics import wanted
from worker.shell.wiring import steps

FILE = Path(__file__).parents[2] / "deploy" / "kafka" / "topics.yaml"


def test_the_file_is_fresh() -> None:
    """`make schemas` writes it anew."""
    assert FILE.read_text("utf-8") == strimzi.default()


def test_it_holds_every_topic_with_its_settings() -> None:
    found = {item["spec"]["topicName"]: item["spec"] for item in yaml.safe_load_all(FILE.read_text("utf-8"))}
    topics = {topic.name: topic for topic in wanted(Settings(), steps())}
    assert found.keys() == topics.keys()
    for name, topic in topics.items():
        assert topic.settings.items() <= {key: str(value) for key, value in found[name]["config"].items()}.items()
        assert found[name]["partitions"] == Settings().partitions


def test_strimzi_takes_them() -> None:
    for item in yaml.safe_load_all(FILE.read_text("utf-8")):
        assert_valid(item)


def test_names_are_names_of_resources() -> None:
    items = list(yaml.safe_load_all(FILE.read_text("utf-8")))
    names = [item["metadata"]["name"] for item in items]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", name) for name in names)  # RFC 1123


def test_acknowledged_records_outlive_a_broker() -> None:
    for item in yaml.safe_load_all(FILE.read_text("utf-8")):
        assert 1 < item["spec"]["config"]["min.insync.replicas"] < item["spec"]["replicas"]
