"""A collector of traces on loopback, as small as one can be."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from gzip import decompress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(slots=True)
class Collector:
    """What was sent to it, and where it listens."""

    url: str = ""
    requests: list[ExportTraceServiceRequest] = field(default_factory=list)

    def spans(self, name: str) -> list[Span]:
        """All spans of this name so far."""
        groups = [group for request in self.requests for group in request.resource_spans]
        found = (span for group in groups for scope in group.scope_spans for span in scope.spans)
        return [span for span in found if span.name == name]

    def services(self) -> set[str]:
        """The names under which they were sent."""
        attributes = (
            each for request in self.requests for group in request.resource_spans for each in group.resource.attributes
        )
        return {each.value.string_value for each in attributes if each.key == "service.name"}


@contextmanager
def collecting() -> Iterator[Collector]:
    """Take what is sent, until the end of the block."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = decompress(body)
            request = ExportTraceServiceRequest()
            request.ParseFromString(body)
            collector.requests.append(request)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()
