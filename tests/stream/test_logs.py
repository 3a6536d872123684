"""What a worker logs: JSON, one line for each outcome at debug, and no text of articles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.stream.installation import Installation


def article(number: int, **fields: str) -> bytes:
    return json.dumps({"id": f"log-{number}", "published_at": "2026-03-07T11:15:00Z"} | fields).encode()


ARTICLES = [
    article(
        1,
        title="Fourteen dead in Kharkiv",
        text="A Russian missile struck an apartment block in Kharkiv on Saturday morning, killing 14 people and "
        "injuring 32, the regional governor said.",
    ),
    article(2, title="Bakeries of the old town reopen", text="Bread is sold again in the market hall."),
    b"{broken",
]


def test_each_outcome_has_its_line_at_debug(install: Callable[..., Installation], tmp_path: Path) -> None:
    stream = install(STRIKEWIRE_LOG_LEVEL="debug")
    worker = stream.start().wait_ready()
    stream.feed(ARTICLES)
    stream.wait_drained()
    assert worker.terminate() == 0

    text = (tmp_path / "worker-a.log").read_text()
    lines: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    ours = [line for line in lines if line["logger"].startswith("worker.")]
    assert Counter(line["outcome"] for line in ours if line["event"] == "article") == {"read": 1, "irrelevant": 1}
    assert [line["reason"] for line in ours if line["event"] == "refused"] == ["not_json"]
    assert {"ledger", "merge", "tally", "watch"} == {line["step"] for line in ours if line["event"] == "record"}
    told = " ".join(map(str, ours))
    assert "apartment block" not in told
    assert "Bread" not in told


def test_at_info_there_is_none_of_them(install: Callable[..., Installation], tmp_path: Path) -> None:
    stream = install()
    worker = stream.start().wait_ready()
    stream.feed(ARTICLES)
    stream.wait_drained()
    assert worker.terminate() == 0
    text = (tmp_path / "worker-a.log").read_text()
    events = {json.loads(line)["event"] for line in text.splitlines()}
    assert {"starting", "stopping"} <= events
    assert not {"article", "record", "refused"} & events
    assert "apartment block" not in text
