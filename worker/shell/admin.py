"""Creates the topics and compares them with what they should be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from worker.settings import Settings
from worker.shell.kafka import client_options
from worker.shell.topics import Topic

SEEN_SECONDS = 0.1


class TopicsDiffer(RuntimeError):
    """Topics are missing or are not what they should be; each line says what, and what it would be."""


@dataclass(frozen=True, slots=True)
class Difference:
    topic: str
    what: str
    fatal: bool
    """A worker must not run: records of one key would meet the tables of another partition."""

    def __str__(self) -> str:
        return f"{self.topic}: {self.what}"


class Admin:
    """The brokers' topics, inside an `async with` block."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = AIOKafkaAdminClient(**client_options(settings))

    async def __aenter__(self) -> Admin:
        await self._client.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    async def create(self, topics: Sequence[Topic]) -> list[str]:
        """Creates those that are missing and gives their names, when all of them can be seen.

        Raises KafkaError where the brokers refuse one, TimeoutError where it does not appear.
        """
        there = set(await self._client.list_topics())
        copies = self._settings.replication_factor or await self._usual_copies()
        new = [
            NewTopic(
                topic.name,
                self._settings.partitions,
                copies,
                topic_configs=dict(topic.settings),
            )
            for topic in topics
            if topic.name not in there
        ]
        if not new:
            return []
        response = await self._client.create_topics(new)
        for name, code, *told in response.topic_errors:
            # Another one may be creating them at the same time.
            if code not in (0, TopicAlreadyExistsError.errno):
                raise for_code(code)(f"cannot create topic {name}: {' '.join(filter(None, told))}")
        created = [topic.name for topic in new]
        async with asyncio.timeout(self._settings.request_seconds):
            # Created is what the controller knows: the broker that we ask next may not have heard of it.
            while len(await self.partitions(created)) < len(created):  # noqa: ASYNC110
                await asyncio.sleep(SEEN_SECONDS)
        return created

    async def _usual_copies(self) -> int:
        """Three, so that one broker may be away while another is being replaced; fewer where there are fewer."""
        return min(3, len((await self._client.describe_cluster())["brokers"]))

    async def partitions(self, names: Iterable[str]) -> dict[str, int]:
        """Number of partitions of those topics that exist."""
        # Only what exists is described: a broker that creates topics by itself would do so on being asked.
        there = sorted(set(await self._client.list_topics()).intersection(names))
        if not there:
            return {}
        return {entry["topic"]: len(entry["partitions"]) for entry in await self._client.describe_topics(there)}

    async def differences(self, topics: Sequence[Topic]) -> list[Difference]:
        """What is not as it should be: fatal ones first."""
        partitions = await self.partitions(topic.name for topic in topics)
        wrong: list[Difference] = []
        for topic in topics:
            count = partitions.get(topic.name)
            if count is None:
                wrong.append(Difference(topic.name, "missing; `strikewire topics` creates it", fatal=True))
            elif count != self._settings.partitions and not topic.any_partitions:
                told = f"{count} partitions, not {self._settings.partitions}"
                wrong.append(Difference(topic.name, told, fatal=True))
        there = [topic for topic in topics if topic.name in partitions]
        actual = await self._settings_of([topic.name for topic in there])
        for topic in there:
            for name, value in topic.settings.items():
                found = actual[topic.name].get(name)
                if found is not None and _parts(found) != _parts(value):
                    wrong.append(Difference(topic.name, f"{name} is {found}, not {value}", fatal=False))
        return wrong

    async def _settings_of(self, names: Sequence[str]) -> dict[str, dict[str, str]]:
        if not names:
            return {}
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        found: dict[str, dict[str, str]] = {name: {} for name in names}
        for response in await self._client.describe_configs(resources):
            for resource in response.resources:
                code, told, _, name, entries = _fields(resource)
                if code:
                    raise for_code(code)(f"cannot read the settings of {name}: {told}")
                found[name] = {entry[0]: entry[1] for entry in map(_fields, entries)}
        return found


def _fields(entry: Any) -> tuple[Any, ...]:
    return tuple(entry)[:5]


def _parts(value: str) -> frozenset[str]:
    """`compact,delete` and `delete,compact` are the same."""
    return frozenset(part.strip() for part in value.split(","))


async def found(settings: Settings, names: Iterable[str]) -> dict[str, int]:
    """Number of partitions of each topic.  Raises TopicsDiffer where one is missing."""
    async with Admin(settings) as admin:
        partitions = await admin.partitions(names)
    if missing := [name for name in names if name not in partitions]:
        raise TopicsDiffer(f"missing: {', '.join(missing)}; `strikewire topics` creates what is missing")
    return partitions


async def check(settings: Settings, topics: Sequence[Topic]) -> dict[str, int]:
    """Number of partitions of each topic.

    Raises TopicsDiffer where a worker must not run on them.
    """
    async with Admin(settings) as admin:
        fatal = [str(found) for found in await admin.differences(topics) if found.fatal]
        if fatal:
            raise TopicsDiffer("; ".join(fatal))
        return await admin.partitions(topic.name for topic in topics)
