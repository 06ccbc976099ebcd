"""Spans by OpenTelemetry, sent by OTLP over HTTP. Its own environment variables say where to, how, and how many."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from db.spans import Facts

LAST_WORDS = 2_000
"""Milliseconds that the last spans have to leave when the server goes down."""


class Exporter:
    """Sends spans in batches, from a thread of its own."""

    def __init__(self) -> None:
        resource = Resource.create({"service.name": "handoff"}).merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("handoff")
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def opening(self, name: str, facts: Facts, headers: Mapping[str, str] | None) -> Iterator[None]:
        """Open a span. With headers it is that of a request, which may belong to a trace of the client's."""
        parent: Context | None = None if headers is None else self._propagator.extract(headers)
        kind = SpanKind.INTERNAL if headers is None else SpanKind.SERVER
        with self._tracer.start_as_current_span(
            name, parent, kind, record_exception=False, set_status_on_exception=False
        ) as opened:
            try:
                yield
            except BaseException:
                opened.set_status(StatusCode.ERROR)  # without the error's words, which may quote a client
                raise
            finally:
                opened.set_attributes(facts)

    def stop(self) -> None:
        """Send what is left, for a moment, and end."""
        self._provider.force_flush(LAST_WORDS)
        self._provider.shutdown()
