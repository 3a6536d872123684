"""What the stream tests share: the sample, and what `strikewire replay` makes of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Broker
from tests.stream.installation import COMMAND, Installation
from worker.shell.demo.run import sample

LATER = b"""{"id": "ln-1", "outlet": "laternews.example", "title": "Bakeries of the old town reopen",
 "text": "Bread is sold again in the market hall.", "published_at": "2026-03-12T09:00:00Z"}"""
"""Event time goes on after the sample: what waited for the end of a cooldown is told."""


@pytest.fixture(scope="session")
def articles() -> list[bytes]:
    """The sample of `strikewire demo`, one broken record among it, and one article of a later day."""
    return [*sample(), LATER.replace(b"\n", b"")]


@pytest.fixture(scope="session")
def many(articles: list[bytes]) -> list[bytes]:
    """Each article six times, which changes nothing: work enough to meet a worker in the middle of it."""
    return [copy for article in articles for copy in 6 * [article]]


class Replayed:
    """What the batch makes of the articles; the stream must come to the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self._folder / f"{name}.jsonl").read_bytes().splitlines()]

    def events(self) -> dict[str, Any]:
        return standing({event["event_id"]: event for event in self.lines("events")})

    def counts(self) -> dict[str, Any]:
        return counted({counts["region"]: counts for counts in self.lines("region-counts")})

    def alerts(self) -> dict[str, Any]:
        return final({alert["alert_id"]: alert for alert in self.lines("alerts")})


def standing(events: Mapping[str, Any]) -> dict[str, Any]:
    """The events that hold, without their revisions: how often a state is told depends on the order of the articles."""
    held = ("reported", "corroborated")
    return {key: without(event, "revision") for key, event in events.items() if event["status"] in held}


def counted(counts: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of the regions that count anything.

    Others were told at 0 where all was taken back; whether they were told before depends on the order of the articles.
    """

    def counts_any(region: Mapping[str, Any]) -> bool:
        return any(window[kind] for window in region["windows"].values() for kind in ("strikes", "interceptions"))

    return {key: dict(region) for key, region in counts.items() if counts_any(region)}


def final(alerts: Mapping[str, Any]) -> dict[str, Any]:
    """The alerts that stand, by their last messages, without what tells of the messages before.

    These follow the order of the articles: an alert may come at once whole, or in parts, or be sent and cancelled.
    """
    told_before = ("revision", "msg_type", "references", "references_sent")
    return {key: without(alert, *told_before) for key, alert in alerts.items() if alert["msg_type"] != "Cancel"}


def without(record: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in {*names, "traceparent"}}


@pytest.fixture(scope="session")
def replayed(articles: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    folder = tmp_path_factory.mktemp("replay")
    source = folder / "articles.jsonl"
    source.write_bytes(b"\n".join(articles) + b"\n")
    subprocess.run([*COMMAND, "replay", str(source), "--out", str(folder), "--processes", "1"], check=True, timeout=200)
    return Replayed(folder)


@pytest.fixture
def install(broker: Broker, prefix: str, tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Makes the test's installation; keyword arguments are settings."""
    with ExitStack() as stack:

        def make(**settings: str) -> Installation:
            return stack.enter_context(Installation(broker, prefix, tmp_path, settings))

        yield make


def assert_same(stream: Installation, batch: Replayed) -> None:
    """The stream's events, counts and alerts are those of the batch: the same ids, the same values."""
    differences = [
        *compare("event", standing(stream.newest("strike-events")), batch.events()),
        *compare("counts of", counted(stream.newest("region-counts")), batch.counts()),
        *compare("alert", final(stream.newest("alerts")), batch.alerts()),
    ]
    assert not differences, "\n".join(["the stream differs from the batch", *differences])


def compare(what: str, stream: Mapping[str, Any], batch: Mapping[str, Any]) -> Iterator[str]:
    """What differs, a line for each field."""
    for key in sorted({*stream, *batch}):
        if key not in batch or key not in stream:
            side, record = ("stream", stream[key]) if key in stream else ("batch", batch[key])
            yield f"{what} {key}: only in the {side}: {record}"
            continue
        for name in sorted({*stream[key], *batch[key]}):
            ours, theirs = stream[key].get(name), batch[key].get(name)
            if ours != theirs:
                yield f"{what} {key}: {name}: {ours} in the stream, {theirs} in the batch"
