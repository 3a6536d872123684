"""Spans: whose they are, what they say, and that there are none where nobody wants them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import structlog
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, format_span_id, format_trace_id

from worker.settings import Settings
from worker.shell import spans, tracing

FIRST = f"00-{1:032x}-{11:016x}-01"
SECOND = f"00-{2:032x}-{22:016x}-01"
UNSAMPLED = f"00-{3:032x}-{33:016x}-00"


@dataclass
class Record:
    topic: str = "mentions"
    partition: int = 3
    offset: int = 1234


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[ReadableSpan]]]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_emit", spans.Emitter(provider, "strikewire"))
    yield lambda: list(exporter.get_finished_spans())
    provider.shutdown()


def ids(context: Any) -> tuple[str, str]:
    return format_trace_id(context.trace_id), format_span_id(context.span_id)


def test_a_span_belongs_to_the_records_trace_and_links_to_the_others(
    exported: Callable[[], list[ReadableSpan]],
) -> None:
    began = time.time_ns() - 10**9
    tracing.passed("merge", Record(), began, [FIRST, None, SECOND, FIRST])
    (span,) = exported()
    assert span.name == "merge"
    assert ids(span.parent) == (f"{1:032x}", f"{11:016x}")
    assert [ids(link.context) for link in span.links] == [(f"{2:032x}", f"{22:016x}")]
    assert span.attributes is not None
    assert span.attributes["messaging.destination.name"] == "mentions"
    assert span.attributes["messaging.kafka.offset"] == 1234
    assert span.start_time == began
    assert span.end_time is not None
    assert span.end_time - began >= 10**9
    assert span.status.status_code is StatusCode.UNSET


def test_a_refusal_is_an_error(exported: Callable[[], list[ReadableSpan]]) -> None:
    tracing.passed("extract", Record(), time.time_ns(), [FIRST], refused="timeout")
    (span,) = exported()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "timeout")


@pytest.mark.parametrize("trace", [None, "", "00-yes", UNSAMPLED])
def test_what_has_no_trace_or_is_not_sampled_makes_no_span(
    exported: Callable[[], list[ReadableSpan]], trace: str | None
) -> None:
    tracing.passed("extract", Record(), time.time_ns(), [trace])
    assert exported() == []


def test_without_an_address_nothing_is_emitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "_emit", None)
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    tracing.configure(Settings())
    assert tracing._emit is None


def test_without_the_extra_the_worker_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "_emit", None)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.delattr("worker.shell.spans")
    monkeypatch.delitem(sys.modules, "worker.shell.spans")
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with structlog.testing.capture_logs() as logged:
        tracing.configure(Settings())
    assert tracing._emit is None
    assert [entry["missing"] for entry in logged] == ["opentelemetry"]
