"""Spans of a real worker, as a collector gets them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.brokers.waiting import wait_until
from tests.stream.installation import Installation

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ARTICLE = {
    "id": "trace-1",
    "outlet": "Lowland Courier",
    "title": "Fourteen dead in Kharkiv",
    "text": "A Russian missile struck an apartment block in Kharkiv on Saturday morning, killing 14 people and "
    "injuring 32, the regional governor said.",
    "published_at": "2026-03-07T11:15:00Z",
}


class Collector(ThreadingHTTPServer):
    """Keeps the spans that are sent to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.spans: list[Span] = []
        self.services: set[str] = set()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        request = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
        assert isinstance(self.server, Collector)
        for resource in request.resource_spans:
            named = {entry.key: entry.value.string_value for entry in resource.resource.attributes}
            self.server.services.add(named["service.name"])
            self.server.spans += [span for scope in resource.scope_spans for span in scope.spans]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not on the tests' output."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_article_can_be_followed_to_its_alert(install: Callable[..., Installation], collector: Collector) -> None:
    host, port = collector.server_address[:2]
    stream = install(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{host!s}:{port}", OTEL_BSP_SCHEDULE_DELAY="200")
    stream.start().wait_ready()
    header = ("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01".encode())
    stream.produce("articles", None, json.dumps(ARTICLE).encode(), [header])
    stream.wait_drained()
    assert stream.records("alerts")

    wait_until("spans of all stages", lambda: {"extract", "ledger", "merge", "watch"} <= stages(collector), 150)
    assert collector.services == {"strikewire"}
    for span in collector.spans:
        assert span.trace_id.hex() == TRACE
        assert span.parent_span_id.hex() == "00f067aa0ba902b7"
        assert span.start_time_unix_nano < span.end_time_unix_nano


def stages(collector: Collector) -> set[str]:
    return {span.name for span in collector.spans}
