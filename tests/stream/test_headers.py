"""What a consumer finds in the headers: CloudEvents, and the trace of the article behind each record."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

import orjson
from aiokafka import AIOKafkaProducer

from tests.stream.installation import Installation
from worker import wire
from worker.records.article import Article
from worker.shell import cloudevents


def trace_of(number: int) -> str:
    return f"00-{number + 1:032x}-{number + 1:016x}-01"


async def feed(stream: Installation, articles: list[bytes]) -> None:
    """The articles, each with a trace of its own, as an instrumented ingester sends them."""
    async with AIOKafkaProducer(bootstrap_servers=stream.broker.bootstrap_servers, acks="all") as producer:
        for number, line in enumerate(articles):
            headers = [("traceparent", trace_of(number).encode())]
            await producer.send_and_wait(f"{stream.prefix}articles", line, key=b"all", headers=headers)


def test_every_record_is_a_cloudevent_with_the_trace_of_its_article(
    install: Callable[..., Installation], articles: list[bytes]
) -> None:
    stream = install()
    stream.start().wait_ready()
    asyncio.run(feed(stream, articles))
    stream.wait_drained()

    traces: dict[str, set[str]] = defaultdict(set)
    for number, line in enumerate(articles):
        article = wire.article_from(line, arrived_at=datetime.now(UTC), key=b"all")
        if isinstance(article, Article):
            traces[article.article_id].add(trace_of(number))
    of_events: set[str] = set()

    found = set()
    for topic, kind in cloudevents.KINDS.items():
        told: dict[str, tuple[object, object]] = {}
        for record in stream.records(topic):
            if record.value is None:
                continue
            value, headers = orjson.loads(record.value), {name: text.decode() for name, text in record.headers}
            assert (headers["ce_specversion"], headers["ce_type"]) == ("1.0", kind.type)
            assert headers["ce_subject"].encode() == record.key
            assert told.setdefault(headers["ce_id"], (record.key, record.value)) == (record.key, record.value)
            match topic:
                case "mentions":
                    allowed = traces[value["article_id"]]
                case "strike-events" if value["status"] != "retracted":
                    allowed = set().union(*(traces[source["article_id"]] for source in value["sources"]))
                case "strike-events":  # by what took it back
                    allowed = set().union(*traces.values())
                case _:  # an alert may change by an event that it loses
                    allowed = of_events
            if "traceparent" in headers:  # what only the passing of time brought about has none
                assert headers["traceparent"] in allowed
                found.add(topic)
                if topic == "strike-events":
                    of_events.add(headers["traceparent"])
    assert found == set(cloudevents.KINDS), "traces reach every topic"
