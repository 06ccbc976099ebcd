"""The benchmark runs to its end; what it measures is not for tests to judge."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from db.embedded import EmbeddedPostgres
from tests.bench import fanout, http_load, idle, latency, report, start, writer
from tests.bench.growth.__main__ import growing, measure, table
from tests.bench.growth.operations import OPERATIONS
from tests.bench.rounds import Effort, Part
from tests.bench.shares import measuring as shares

BRIEF = Effort(rounds=1, seconds=0.1)


@pytest.fixture
def server(postgres: EmbeddedPostgres, database: str) -> EmbeddedPostgres:
    """The session's Postgres, with the test's own database."""
    return replace(postgres, url=database)


def check(part: Part, folder: Path) -> None:
    """Whatever was measured is more than nothing, and is reported."""
    report.show(Console(quiet=True), part)
    report.write(folder / "bench.json", {}, [part])
    rows = json.loads((folder / "bench.json").read_text())["parts"][part.name]["rows"]
    assert rows
    assert all(figure["median"] > 0 for row in rows.values() for figure in row.values()), rows


def test_the_writer_is_measured_in_turns_with_pgbench(server: EmbeddedPostgres, tmp_path: Path) -> None:
    check(writer.measure(server, BRIEF, levels=(2,)), tmp_path)


def test_mutations_over_http_are_measured_in_turns_with_bare_requests(server: EmbeddedPostgres, tmp_path: Path) -> None:
    check(http_load.measure(server, BRIEF, levels=(2,)), tmp_path)


def test_events_to_subscribers_are_measured_in_turns_with_a_bare_broadcast(
    server: EmbeddedPostgres, tmp_path: Path
) -> None:
    check(fanout.measure(server, BRIEF, levels=((2, 1), (4, 2))), tmp_path)


def test_the_memory_of_idle_subscribers_is_measured(server: EmbeddedPostgres, tmp_path: Path) -> None:
    check(idle.measure(server, BRIEF, levels=(20,)), tmp_path)


def test_the_time_from_an_answer_to_its_event_is_measured(server: EmbeddedPostgres) -> None:
    part = latency.measure(server, BRIEF, levels=(1,))
    report.show(Console(quiet=True), part)
    assert [sorted(row.columns) for row in part.rows] == [["p50 ms", "p99 ms"]]


def test_shares_of_the_cpu_are_measured_in_turns_without_samples(server: EmbeddedPostgres) -> None:
    part = shares.measure(server, Effort(rounds=1, seconds=1), connections=2)
    report.show(Console(quiet=True), part)
    for row in part.rows:
        found = {name: figure.median for name, figure in row.columns.items()}
        assert all(found[name] > 0 for name in ("requests/s", "CPU µs", "CPU µs, sampled", "samples")), found
        assert sum(share for name, share in found.items() if name.endswith(", %")) == pytest.approx(100)
        assert found["other, %"] <= 10


def test_a_start_its_first_answers_and_its_memory_are_measured(server: EmbeddedPostgres, tmp_path: Path) -> None:
    check(start.measure(server, BRIEF, start.STARTS[:1]), tmp_path)


def test_costs_over_a_small_and_a_big_database_are_measured_in_turns(postgres: EmbeddedPostgres) -> None:
    rows = asyncio.run(measure(postgres, (50, 90), rounds=1, count=2))
    assert [row.label for row in rows] == [operation.name for operation in OPERATIONS]
    assert all(figure.median > 0 for row in rows for figure in row.columns.values())
    assert table(rows).row_count == len(rows)
    assert set(growing(rows)) <= {operation.name for operation in OPERATIONS if operation.bounded}
