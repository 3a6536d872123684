"""Writes `schemas/asyncapi.yaml`: the topics that others read or write, as an AsyncAPI 3.0 document.

    python -m worker.shell.asyncapi [FOLDER]

Made from the topics, their schemas and examples, and the CloudEvents that we write, so that it cannot tell another
story than they do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from worker.settings import Settings
from worker.shell import cloudevents, schemas
from worker.shell.topics import DEAD_LETTERS, TOPICS, Topic, dead_letters_of

Object = dict[str, Any]

SUMMARIES = {
    "articles": "One version of a news article, as an ingester writes it",
    "mentions": "One strike as one article tells it",
    "strike-events": "One strike in the world, its whole current state with every source",
    "region-counts": "Counts of a region or country over rolling windows",
    "alerts": "One message of an alert, in the terms of CAP 1.2",
    "articles.dlq": "A record of `articles` that nobody could use: its own bytes, with the reason in the headers",
}
FORMAT = "application/schema+json;version=draft-2020-12"
TEXT = {"type": "string"}
TRACEPARENT = TEXT | {
    "description": "W3C Trace Context of the article behind the record.",
    "examples": ["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
}
DEAD_LETTER_HEADERS = {
    "__streams.errors.exception": "Why it was refused, by a small set of reasons.",
    "__streams.errors.message": "What was wrong, for people.",
    "__streams.errors.topic": "Where the record was.",
    "__streams.errors.partition": "Its partition, a decimal number.",
    "__streams.errors.offset": "Its offset, a decimal number.",
    "strikewire.stage": "Which part of the worker refused it.",
    "strikewire.attempt": "How often it was tried.",
    "strikewire.schema-version": "Of these headers.",
}


def document(folder: Path) -> Object:
    """The document; `folder` is that of the schemas, whose examples it shows."""
    topics = [topic for topic in TOPICS if not topic.internal]
    topics.insert(1, Topic("articles.dlq", "as the original", DEAD_LETTERS, name=dead_letters_of("articles")))
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "strikewire",
            "version": version("strikewire"),
            "description": "News articles in; strikes, their counts by region and alerts out. Topic names may have a "
            "prefix (STRIKEWIRE_TOPIC_PREFIX). Records come at least once; their ids come from their content.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": _server()},
        "channels": {topic.role: _channel(topic) for topic in topics},
        "operations": dict(_operation(topic) for topic in topics),
        "components": {
            "messages": {topic.role: _message(topic, folder) for topic in topics},
            "securitySchemes": {
                "plain": {"type": "plain", "description": "SASL_SSL with PLAIN"},
                "scramSha256": {"type": "scramSha256"},
                "scramSha512": {"type": "scramSha512"},
                "certificate": {"type": "X509", "description": "SSL with a client's certificate"},
            },
        },
    }


def encoded(document: Object) -> str:
    return "# Written by `make schemas`.\n" + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def write(folder: Path) -> None:
    (folder / "asyncapi.yaml").write_text(encoded(document(folder)), "utf-8")


def _server() -> Object:
    return {
        "host": "{bootstrap}",
        "protocol": "kafka",
        "description": "The installation's brokers; how to log in is theirs to say.",
        "variables": {"bootstrap": {"default": "localhost:9092", "description": "KAFKA_BOOTSTRAP_SERVERS"}},
        "security": [
            {"$ref": f"#/components/securitySchemes/{name}"}
            for name in ("plain", "scramSha256", "scramSha512", "certificate")
        ],
    }


def _channel(topic: Topic) -> Object:
    settings: Object = {}
    for name, value in topic.settings.items():
        settings[name] = value.split(",") if name == "cleanup.policy" else int(value)
    binding = {
        "topic": topic.role,
        "partitions": Settings.model_fields["partitions"].default,
        "topicConfiguration": settings,
        "bindingVersion": "0.5.0",
    }
    return {
        "address": topic.role,
        "description": f"{SUMMARIES[topic.role]}. Key: {topic.key}.",
        "messages": {topic.role: {"$ref": f"#/components/messages/{topic.role}"}},
        "bindings": {"kafka": binding},
    }


def _operation(topic: Topic) -> tuple[str, Object]:
    """By what strikewire does: it receives articles and sends the others."""
    action = "receive" if topic.role == "articles" else "send"
    channel = f"#/channels/{topic.role}"
    return f"{action}-{topic.role}", {
        "action": action,
        "channel": {"$ref": channel},
        "summary": SUMMARIES[topic.role],
        "messages": [{"$ref": f"{channel}/messages/{topic.role}"}],
    }


def _message(topic: Topic, folder: Path) -> Object:
    message: Object = {"name": topic.role, "title": topic.role, "summary": SUMMARIES[topic.role]}
    if topic.role == "articles.dlq":
        headers = {name: TEXT | {"description": told} for name, told in DEAD_LETTER_HEADERS.items()}
        return message | {
            "contentType": "application/octet-stream",
            "headers": {"type": "object", "properties": headers, "required": list(headers)},
            "bindings": {"kafka": {"key": {"description": topic.key}, "bindingVersion": "0.5.0"}},
        }
    return message | {
        "contentType": "application/json",
        "correlationId": {"location": "$message.header#/traceparent", "description": TRACEPARENT["description"]},
        "headers": _headers(topic),
        "payload": {"schemaFormat": FORMAT, "schema": {"$ref": f"./{topic.role}/schema.json"}},
        "bindings": {"kafka": {"key": TEXT | {"description": topic.key}, "bindingVersion": "0.5.0"}},
        "examples": [{"name": name, "payload": payload} for name, payload in _examples(folder / topic.role)],
    }


def _headers(topic: Topic) -> Object:
    kind = cloudevents.KINDS.get(topic.role)
    if kind is None:
        told = "CloudEvents 1.0 headers are understood, and none is needed."
        return {"type": "object", "description": told, "properties": {"traceparent": TRACEPARENT}}
    properties: Object = {
        "ce_specversion": {"const": "1.0"},
        "ce_id": TEXT | {"description": "The same when the record is sent again."},
        "ce_source": TEXT | {"description": "The installation.", "examples": [cloudevents.source("strikewire")]},
        "ce_type": {"const": kind.type},
        "ce_subject": TEXT | {"description": f"The key: {topic.key}."},
        "ce_time": TEXT | {"format": "date-time", "description": "Event time."},
        "ce_dataschema": {"const": schemas.identity(topic.role)},
        "content-type": {"const": "application/json"},
    }
    return {
        "type": "object",
        "properties": properties | {"traceparent": TRACEPARENT},
        "required": list(properties),
    }


def _examples(folder: Path) -> Iterator[tuple[str, Object]]:
    """Name and value of each example of the current version."""
    for path in sorted((folder / "examples" / f"v{schemas.VERSION}").glob("*.json")):
        yield path.stem, json.loads(path.read_text("utf-8"))


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
