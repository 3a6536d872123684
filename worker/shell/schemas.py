"""Writes `schemas/`: the JSON Schema (2020-12) of what each topic holds, from the records and their docstrings.

    python -m worker.shell.schemas [FOLDER]

The schema of `articles` is written by hand, since it says what ingesters may leave out.
"""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path
from typing import Any

import msgspec
import orjson

from worker.records import alert, article, counts, event, flow, mention

TOPICS: dict[str, type[msgspec.Struct]] = {
    "mentions": mention.Mention,
    "strike-events": event.StrikeEvent,
    "region-counts": counts.RegionCounts,
    "alerts": alert.Alert,
    "dead-letters": flow.Rejected,
    "readings": flow.Reading,
    "wave-links": flow.WaveLink,
    "signals": flow.Signal,
    "clock": flow.Tick,
}
"""Topic and its record, internal topics last.

`dead-letters` is what `<topic>.dlq` carries in its headers, and a line of `rejected.jsonl`; the value of a dead letter
is the refused record's own bytes.
"""
VERSION = 1
"""Of the schemas.  Fields may be added within one; what else changes what a reader meets is a new version, with
`schemas/<topic>/versions/<version>.json` as it was first published and examples of its own."""
MODULES = (mention, event, counts, alert, flow, article)


def identity(topic: str) -> str:
    """The `$id` of a topic's schema, which its records name as their `dataschema`."""
    return f"urn:strikewire:schema:{topic}:{VERSION}"


def schema_of(topic: str) -> dict[str, Any]:
    """The schema of a topic's values."""
    (root,), defs = msgspec.json.schema_components([TOPICS[topic]], ref_template="#/$defs/{name}")
    docs = _docs()
    for name, struct in defs.items():
        for field, schema in struct.get("properties", {}).items():
            if text := docs.get((name, field)):
                schema["description"] = text
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": identity(topic),
        "title": topic,
        **root,
        "$defs": defs,
    }


def encoded(schema: dict[str, Any]) -> bytes:
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write(folder: Path) -> None:
    for topic in TOPICS:
        (folder / topic).mkdir(parents=True, exist_ok=True)
        (folder / topic / "schema.json").write_bytes(encoded(schema_of(topic)))


def _docs() -> dict[tuple[str, str], str]:
    """(record, name of the field on the wire) → the string under the field, which Python itself does not keep."""
    docs = {}
    for module in MODULES:
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.ClassDef):
                names = {f.name: f.encode_name for f in msgspec.structs.fields(getattr(module, node.name))}
                for field, text in _documented(node):
                    docs[node.name, names[field]] = text
    return docs


def _documented(node: ast.ClassDef) -> list[tuple[str, str]]:
    found = []
    for field, below in zip(node.body, node.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found.append((name, " ".join(text.split())))
    return found


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
