"""Every topic: its key and its settings.  `strikewire topics` creates them; the worker checks them at its start.

Nothing else creates a topic.  All topics but `articles` have the same number of partitions, so that the tables of a
step and all its inputs meet in one worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from worker.settings import Settings
from worker.shell.kafka import MAX_RECORD_BYTES
from worker.steps.step import StepSpec

DAY = 24 * 60 * 60 * 1000
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it should be.  `role` names it inside strikewire, `name` on the brokers."""

    role: str
    key: str
    """What the key is, and what it is partitioned by, if that is something else."""
    settings: Mapping[str, str] = field(default_factory=dict)
    internal: bool = False
    name: str = ""
    any_partitions: bool = False
    """It may have been there before us: any number of partitions will do."""


def _deleted(days: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(days * DAY), "max.message.bytes": str(MAX_RECORD_BYTES)}


# Tombstones stay for a week: a reader that was away for less sees every deletion.
COMPACTED = {
    "cleanup.policy": "compact",
    "delete.retention.ms": str(7 * DAY),
    "max.message.bytes": str(MAX_RECORD_BYTES),
}


def _compacted_for(days: int) -> dict[str, str]:
    return COMPACTED | {"cleanup.policy": "compact,delete", "retention.ms": str(days * DAY)}


TOPICS = (
    Topic("articles", "article id", _deleted(7), any_partitions=True),
    # As long as an article may be corrected: what is forgotten here is taken for news.
    Topic("readings", "article key", _compacted_for(60), internal=True),
    Topic("mentions", "region, or the attacked country for a wave", _deleted(30)),
    Topic("wave-links", "region", _deleted(7), internal=True),
    Topic("strike-events", "event id; partitioned by region, as mentions", COMPACTED),
    Topic("clock", "partition; one record to each", _deleted(1), internal=True),
    Topic("signals", "country", _deleted(7), internal=True),
    Topic("region-counts", "region or country", COMPACTED),
    Topic("alerts", "alert id", _compacted_for(365)),
)

DEAD_LETTERS = _deleted(30)
CHANGELOG = COMPACTED | {
    # A table changes far more often than it grows: clean early, or a restart reads every old version.
    "min.cleanable.dirty.ratio": "0.2",
    "segment.bytes": str(64 * 1024 * 1024),
}


def journal_of(step: str) -> str:
    """Name of a step's journal (see `journal.py`) among its tables."""
    return f"{step}_journal"


def changelog(settings: Settings, table: str) -> str:
    """Name of a table's changelog topic, as Faust forms it."""
    return f"{settings.group}-{table}-changelog"


def name_of(settings: Settings, role: str) -> str:
    """Name of a topic on the brokers."""
    return settings.topic_prefix + role


def dead_letters_of(topic: str) -> str:
    """Name of the topic that takes what `topic` brought and nobody could use."""
    return f"{topic}.dlq"


def wanted(settings: Settings, specs: Sequence[StepSpec]) -> list[Topic]:
    """All topics that a worker with these steps needs, with their names on the brokers."""
    named = [_named(topic, name_of(settings, topic.role)) for topic in TOPICS]
    read = {"articles"}.union(*(spec.inputs for spec in specs))
    dead = [
        Topic(f"{topic.role}.dlq", "as the original", DEAD_LETTERS, topic.internal, dead_letters_of(topic.name))
        for topic in named
        if topic.role in read
    ]
    changelogs = [
        Topic(f"{table} (table)", "row", CHANGELOG, True, changelog(settings, table))
        for spec in specs
        for table in (*spec.tables, journal_of(spec.name))
    ]
    return named + dead + changelogs


def _named(topic: Topic, name: str) -> Topic:
    return Topic(topic.role, topic.key, topic.settings, topic.internal, name, topic.any_partitions)
