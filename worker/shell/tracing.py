"""OpenTelemetry, for those who want it: a span for each stage that a traced article passes on its way to an alert.

What is traced is what comes with a `traceparent`: whoever sends the articles decides (and samples).  The spans of a
trace lie beside each other under the sender's own; one that brings several articles' traces together links to the
others.  Nothing of the records depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from worker.settings import Settings
from worker.shell.passage import Passage, Placed

log = structlog.get_logger()


_emit: Callable[[Passage], None] | None = None


def configure(settings: Settings) -> None:
    """Has spans sent where OTEL_EXPORTER_OTLP_ENDPOINT says; nowhere, if it says nothing."""
    global _emit
    if not settings.otel_exporter_otlp_endpoint:
        return
    try:
        from worker.shell import spans
    except ModuleNotFoundError as error:
        # Not an end: a platform may set the variable for whatever runs on it.
        log.warning("no spans are sent: strikewire is installed without its extra `otel`", missing=error.name)
        return
    _emit = spans.Emitter(spans.exporting_provider(), settings.group)
    log.info("spans are sent", to=settings.otel_exporter_otlp_endpoint)


def passed(stage: str, record: Placed, began: int, traces: Iterable[str | None], refused: str = "") -> None:
    """To be told when all that came of the record is safe."""
    if _emit is None:
        return
    known = list(dict.fromkeys(trace for trace in traces if trace))
    if known:
        _emit(Passage(stage, record, began, known, refused))
