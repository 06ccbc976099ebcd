"""Traces reach a collector when one is named, and cost nothing otherwise."""

import subprocess
import sys
from pathlib import Path

import httpx
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.server.collecting import Collector, collecting
from tests.serving import PROJECT, ServerProcess, serving

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SECRET = "the-secret-of-the-client"
START = f"""mutation {{ startWorkflow(input: {{projectId: "p", buildId: "b", title: "T", requirements: "{SECRET}"}}) {{
  __typename }} }}"""


def start(server: ServerProcess) -> None:
    """Start a workflow, as part of a trace."""
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
    answer = httpx.post(f"{server.url}/graphql", json={"query": START}, headers=headers, timeout=60)
    assert answer.json() == {"data": {"startWorkflow": {"__typename": "StartWorkflowSuccess"}}}


def facts(span: Span) -> dict[str, str | int]:
    """The attributes of a span."""
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def check(collector: Collector) -> None:
    """What one command leaves."""
    (request,), (command,) = collector.spans("POST /graphql"), collector.spans("startWorkflow")
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    assert (command.trace_id.hex(), command.parent_span_id) == (TRACE, request.span_id)
    assert facts(request) == {
        "http.request.method": "POST",
        "url.path": "/graphql",
        "http.response.status_code": 200,
    }
    assert facts(command) == {"handoff.result": "SUCCESS"}
    (batch,) = (span for span in collector.spans("write batch") if facts(span) == {"handoff.commands": 1})
    assert request.start_time_unix_nano < batch.start_time_unix_nano < batch.end_time_unix_nano
    assert SECRET not in str(collector.requests)


def test_a_request_its_mutation_and_the_batch_that_wrote_it_reach_the_collector(
    settings: dict[str, str], log: Path
) -> None:
    with collecting() as collector:
        with serving({**settings, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}, log) as server:
            start(server)
            assert server.stop() == 0
        check(collector)
        assert collector.services() == {"handoff"}


def test_so_do_those_of_several_processes_under_a_name_that_was_chosen(settings: dict[str, str], log: Path) -> None:
    with collecting() as collector:
        named = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{collector.url}/v1/traces", "OTEL_SERVICE_NAME": "mine"}
        with serving({**settings, **named, "WEB_CONCURRENCY": "2"}, log) as server:
            start(server)
            assert server.stop() == 0
        check(collector)
        assert collector.services() == {"mine"}


def test_a_collector_that_is_away_costs_spans_and_neither_answers_nor_the_exit(
    settings: dict[str, str], log: Path
) -> None:
    with collecting() as collector:
        gone = collector.url
    with serving({**settings, "OTEL_EXPORTER_OTLP_ENDPOINT": gone}, log) as server:
        start(server)
        assert server.stop(10) == 0


def _python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_without_a_collector_nothing_of_opentelemetry_is_loaded() -> None:
    code = (
        "import sys, asyncio, server; from schema.serving.settings import Settings\n"
        "server.application(Settings.read({}), asyncio.Event())\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    assert _python(code) == "[]"


def test_a_collector_without_the_packages_is_refused_by_name() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from schema.serving.settings import Settings, SettingsError\n"
        "try: Settings.read({'OTEL_EXPORTER_OTLP_ENDPOINT': 'http://127.0.0.1:4318'})\n"
        "except SettingsError as error: print(error)"
    )
    said = "OTEL_EXPORTER_OTLP_ENDPOINT: traces need packages that are missing; requirements-traces.txt has them."
    assert _python(code) == said
