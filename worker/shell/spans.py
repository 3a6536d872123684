"""The spans themselves.  Needs the extra `otel`; `tracing.py` imports this only where spans are wanted."""

from __future__ import annotations

from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from worker.shell.passage import Passage

PROPAGATOR = TraceContextTextMapPropagator()


def exporting_provider() -> TracerProvider:
    """Sends spans in batches, by OTLP over HTTP; OpenTelemetry's own variables say where, whose, and which."""
    resource = Resource.create()
    if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: "strikewire"}))
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class Emitter:
    """Makes a span of a passage.  Attributes are OpenTelemetry's for messaging."""

    def __init__(self, provider: TracerProvider, group: str) -> None:
        self._tracer = provider.get_tracer("strikewire", version("strikewire"))
        self._group = group

    def __call__(self, passage: Passage) -> None:
        found = [context for context in map(_context, passage.traces) if context.is_valid]
        if not found:
            return
        parent, *others = found
        record = passage.record
        span = self._tracer.start_span(
            passage.stage,
            context=trace.set_span_in_context(trace.NonRecordingSpan(parent)),
            kind=trace.SpanKind.CONSUMER,
            attributes={
                "messaging.system": "kafka",
                "messaging.operation.name": passage.stage,
                "messaging.operation.type": "process",
                "messaging.consumer.group.name": self._group,
                "messaging.destination.name": record.topic,
                "messaging.destination.partition.id": str(record.partition),
                "messaging.kafka.offset": record.offset,
            },
            links=[trace.Link(context) for context in others],
            start_time=passage.began,
        )
        if passage.refused:
            span.set_status(trace.StatusCode.ERROR, passage.refused)
        span.end()


def _context(traceparent: str) -> trace.SpanContext:
    """Invalid where it is not well-formed."""
    return trace.get_current_span(PROPAGATOR.extract({"traceparent": traceparent})).get_span_context()
