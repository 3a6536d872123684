"""Writes `deploy/kafka/topics.yaml`: the topics as Strimzi's KafkaTopic resources, for those who keep them in Git.

    python -m worker.shell.strimzi [FILE]

For Strimzi 0.49 or later.  They are those of the default settings; `strikewire topics --check` tells where a cluster
differs from the settings.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from worker.settings import Settings
from worker.shell.topics import Topic, wanted
from worker.shell.wiring import steps

CLUSTER = "kafka"
"""Name of the Kafka resource; a Kustomize patch puts another in its place."""
COPIES = 3
IN_SYNC = {"min.insync.replicas": "2"}
"""Of three copies: what was acknowledged outlives one broker, and one may be away."""


def manifests(settings: Settings, topics: Sequence[Topic]) -> list[dict[str, Any]]:
    """A KafkaTopic for each topic."""
    return [
        {
            "apiVersion": "kafka.strimzi.io/v1",
            "kind": "KafkaTopic",
            "metadata": {
                "name": _resource_name(topic.name),
                "labels": {"strimzi.io/cluster": CLUSTER, "app.kubernetes.io/part-of": "strikewire"},
                "annotations": {"strikewire/key": topic.key},
            },
            "spec": {
                "topicName": topic.name,
                "partitions": settings.partitions,
                "replicas": settings.replication_factor or COPIES,
                "config": {name: _value(text) for name, text in {**topic.settings, **IN_SYNC}.items()},
            },
        }
        for topic in topics
    ]


def encoded(manifests: Sequence[dict[str, Any]]) -> str:
    return "# Written by `make schemas`.\n" + yaml.safe_dump_all(manifests, sort_keys=False, explicit_start=True)


def _resource_name(topic: str) -> str:
    """A topic's name in the letters that Kubernetes allows."""
    return re.sub(r"[^a-z0-9.-]", "-", topic.lower())


def _value(text: str) -> str | int | float:
    """Numbers as numbers, or Strimzi finds a difference in every comparison."""
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def default() -> str:
    # Not from the environment: the file is the same wherever it is written.
    settings = Settings.model_construct()
    return encoded(manifests(settings, wanted(settings, steps())))


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "deploy/kafka/topics.yaml").write_text(default(), "utf-8")
