"""Who reads what the worker sends: the webhook example, `strikewire watch`, `strikewire regions`."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest

from tests.brokers.waiting import wait_until
from tests.stream.installation import COMMAND, Installation
from worker import wire
from worker.records.alert import Alert
from worker.records.counts import RegionCounts, WindowCounts

Install = Callable[..., Installation]
WEBHOOK = str(Path(__file__).parents[2] / "examples" / "webhook.py")
NOON = datetime(2022, 10, 10, 12, tzinfo=UTC)

FIRST = Alert(
    alert_id="barrage-1", revision=1, rule="barrage", msg_type="Alert", severity="Severe", urgency="Immediate",
    certainty="Likely", region="UA", regions=["UA-30", "UA-46"], headline="Barrage: Kyiv, Lviv Oblast",
    description="Somewhere.", event_ids=["e1"], references=[], sent=NOON, expires=NOON, geometry=None,
)  # fmt: skip
SECOND = msgspec.structs.replace(
    FIRST, revision=2, msg_type="Update", references=["barrage-1/1"], references_sent=[NOON]
)
OTHER = msgspec.structs.replace(FIRST, alert_id="outage-1", headline="Outage: Kyiv")


class Receiver:
    """A real HTTP server: it answers with `statuses`, one after the other, then with 204, and keeps what it got."""

    def __init__(self, statuses: list[int]) -> None:
        self.got: list[tuple[int, str, str, bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = statuses.pop(0) if statuses else 204
                receiver.got.append((status, self.headers["Idempotency-Key"], self.headers["Content-Type"], body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Nothing on the tests' output."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self) -> Receiver:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def taken(self) -> list[str]:
        return [key for status, key, _, _ in self.got if status == 204]


@contextmanager
def running(stream: Installation, *command: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, env=stream.environment(COLUMNS="200"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def send(stream: Installation, *records: Alert | RegionCounts) -> None:
    for record in records:
        role, key = ("alerts", record.alert_id) if isinstance(record, Alert) else ("region-counts", record.region)
        stream.produce(role, key.encode(), wire.encode(record))


def test_a_webhook_that_fails_at_first_gets_every_message_once(install: Install) -> None:
    stream = install()
    send(stream, FIRST, FIRST, SECOND, SECOND)
    with Receiver([503, 429, 500]) as receiver, running(stream, sys.executable, WEBHOOK, receiver.url):
        wait_until("all taken", lambda: len(receiver.taken()) >= 2, 150)
        send(stream, OTHER)
        wait_until("the last too", lambda: OTHER.alert_id + "/1" in receiver.taken(), 150)
    assert [status for status, *_ in receiver.got[:4]] == [503, 429, 500, 204]
    assert {key for _, key, _, _ in receiver.got[:4]} == {"barrage-1/1"}, "the same message until it is taken"
    assert receiver.taken() == ["barrage-1/1", "barrage-1/2", "outage-1/1"], "copies are not posted"
    assert json.loads(receiver.got[3][3])["headline"] == FIRST.headline


def test_a_refused_message_ends_it_uncommitted_and_the_next_run_has_it(install: Install) -> None:
    stream = install()
    send(stream, FIRST)
    with Receiver([401]) as receiver:
        with running(stream, sys.executable, WEBHOOK, "--cap", receiver.url) as process:
            _, errors = process.communicate(timeout=150)
            assert process.returncode == 1 and "barrage-1/1: 401" in errors
        with running(stream, sys.executable, WEBHOOK, "--cap", receiver.url):
            wait_until("taken", receiver.taken, 150)
    assert receiver.got[1][2] == "application/cap+xml" and b"<msgType>Alert</msgType>" in receiver.got[1][3]


def counts(strikes: int) -> RegionCounts:
    windows = {name: WindowCounts(strikes=strikes, killed=3) for name in ("1h", "24h", "7d", "30d")}
    return RegionCounts(region="UA-63", as_of=NOON, windows=windows)


@pytest.mark.timeout(400)
def test_watch_tells_what_changes(install: Install) -> None:
    stream = install()
    send(stream, counts(1), FIRST)
    with running(stream, *COMMAND, "watch") as process:
        assert process.stdout
        assert process.stdout.readline() == "2022-10-10 12:00  alert   Severe: Barrage: Kyiv, Lviv Oblast\n"
        send(stream, counts(2), SECOND)
        told = {process.stdout.readline() for _ in range(2)}
    assert told == {
        "2022-10-10 12:00  counts  Kharkiv: 24 h 2 strikes, 3 killed, 0 injured; 7 d 2 strikes, 3 killed, 0 injured\n",
        "2022-10-10 12:00  update  Severe: Barrage: Kyiv, Lviv Oblast\n",
    }
