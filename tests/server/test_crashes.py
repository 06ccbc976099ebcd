"""A server that is killed, and one that finds its data folder in use."""

import socket
from pathlib import Path
from typing import Any

import httpx

from tests.db.embedded.support import alive, wait_until
from tests.server.processes import complaint, postmaster, start, wait_until_all_are_gone
from tests.serving import ServerProcess, serving

START = """mutation { startWorkflow(input: {projectId: "p", buildId: "b", title: "T", requirements: "R"}) {
  ... on StartWorkflowSuccess { workflow { id } }
} }"""


def _ask(server: ServerProcess, query: str) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.post(f"{server.url}/graphql", json={"query": query}).json()["data"]
    return answer


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_second_server_on_the_same_data_folder_ends_with_one_line(settings: dict[str, str], log: Path) -> None:
    with serving(settings, log) as server:
        line = complaint(start(settings))
        assert line.startswith(f"{settings['DATA_DIR']} is in use by process {server.process.pid}: ")
        assert _ask(server, "{ __typename }") == {"__typename": "Query"}


def test_a_killed_server_leaves_no_postgres_and_what_it_answered_is_there_after_a_restart(
    settings: dict[str, str], data_dir: Path, log: Path
) -> None:
    with serving(settings, log) as server:
        postgres = postmaster(data_dir)
        started = _ask(server, START)["startWorkflow"]
        server.process.kill()
        server.process.wait()
        wait_until_all_are_gone(data_dir)
        wait_until(lambda: not alive(postgres), "Postgres is gone")
    with serving(settings, log) as server:
        nodes = _ask(server, "{ workflows { nodes { id } } }")["workflows"]
        assert nodes == {"nodes": [started["workflow"]]}


def test_the_processes_of_a_killed_server_end_too(settings: dict[str, str], data_dir: Path, log: Path) -> None:
    with serving({**settings, "WEB_CONCURRENCY": "2"}, log) as server:
        assert _ask(server, "{ __typename }") == {"__typename": "Query"}
        port = int(server.url.rpartition(":")[2])
        server.process.kill()
        server.process.wait()
        wait_until(lambda: _is_free(port), "the port is free")
    wait_until_all_are_gone(data_dir)
