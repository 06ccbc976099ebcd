"""What a server logs: one JSON object a line if that is wanted, with ids, without what clients said."""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from schema.serving.logs import configure_logs
from tests.api.sockets import raw_socket
from tests.db.embedded.support import wait_until
from tests.server.processes import complaint, start
from tests.serving import ServerProcess, serving

HOSTILE = (
    "a\nb",
    '"}\n{"level": "ERROR"}',
    "\x1b[2J\x1b]0;x\x07",
    "\u2028\u2029\x85",
    "\udfff",
    "\x00",
    "ü\u202e",
    "%s %(x)s",
    "{}",
)
SECRET = "the-secret-of-the-client"
START = """mutation($input: StartWorkflowInput!) { startWorkflow(input: $input) {
  __typename ... on StartWorkflowSuccess { workflow { id } } } }"""
CLAIM = (
    'mutation { claimWork(input: {role: Q_ASSISTANT, worker: "w"}) { ... on ClaimWorkSuccess { claim { token } } } }'
)
PASS = """mutation($input: AdvanceWorkflowInput!) { advanceWorkflow(input: $input) { __typename } }"""


def ask(server: ServerProcess, query: str, headers: dict[str, str] | None = None, **variables: Any) -> dict[str, Any]:
    """What the API answers."""
    body = {"query": query, "variables": variables}
    given: dict[str, Any] = httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=60).json()["data"]
    return given


async def whisper(server: ServerProcess) -> None:
    """Say something on a WebSocket, and be disconnected for it."""
    async with raw_socket(server.url + "/graphql", additional_headers={"X-Request-Id": "mine-2"}) as live:
        await live.send({"type": "connection_init", "payload": {"password": SECRET}})
        await live.receive()
        await live.subscribe("s", f'subscription {{ workflowEvents(projectId: "{SECRET}") {{ sequence }} }}')
        await live.send(SECRET)
        await live.closed()


def new_build(**more: str) -> dict[str, str]:
    """What it takes to start one, all of it secret."""
    return {"projectId": SECRET, "buildId": SECRET, "title": SECRET, "requirements": SECRET, **more}


@contextmanager
def logging_to_stderr(*, as_json: bool) -> Iterator[logging.Logger]:
    """A logger of a process that logs like this, until the end of the block."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure_logs("debug", as_json=as_json)
    logging.captureWarnings(False)
    try:
        yield logging.getLogger("handoff.test")
    finally:
        root.handlers[:] = before
        root.setLevel(level)


def test_a_server_logs_one_json_object_a_line_from_its_start_to_its_end_and_names_requests_and_workflows(
    settings: dict[str, str], log: Path
) -> None:
    with serving({**settings, "LOG_FORMAT": "json", "LOG_LEVEL": "debug"}, log) as server:
        started = ask(server, START, {"X-Request-Id": "mine-1"}, input=new_build(idempotencyKey=SECRET))
        token = ask(server, CLAIM, {"authorization": f"Bearer {SECRET}"})["claimWork"]["claim"]["token"]
        result = {"workflowId": (identity := started["startWorkflow"]["workflow"]["id"]), "role": "Q_ASSISTANT"}
        ask(server, PASS, input={**result, "result": {"x": SECRET}, "claimToken": token, "notes": SECRET})
        ask(server, PASS, input={**result, "workflowId": '"}\n{' + SECRET})
        asyncio.run(whisper(server))
        httpx.get(f"{server.url}/gr%0Aaph%1b?query={{{SECRET}}}")
        assert server.stop() == 0
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    assert text.isascii()
    told = [line for line in lines if line["logger"] == "handoff.commands"]
    assert [(line["kind"], line["result"]) for line in told] == [
        ("startWorkflow", "SUCCESS"),
        ("claimWork", "SUCCESS"),
        ("advanceWorkflow", "SUCCESS"),
        ("advanceWorkflow", "WORKFLOW_NOT_FOUND"),
    ]
    assert [line["workflow_id"] for line in told[:3]] == [identity] * 3
    assert (told[0]["request_id"], told[0]["level"]) == ("mine-1", "INFO")
    assert all(line["milliseconds"] >= 0 for line in told)
    assert [line["request_id"] for line in lines if line.get("ended") == "server"] == ["mine-2"]
    assert "/gr\naph\x1b" in {line.get("path") for line in lines}
    assert token not in text
    assert SECRET not in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_make_no_lines_of_their_own(hostile: str, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to_stderr(as_json=True) as logger:
        logger.warning("heard %s", hostile, extra={"said": hostile})
        logger.warning(hostile)
    first, second = (json.loads(line) for line in capsys.readouterr().err.split("\n")[:-1])
    assert (first["message"], first["said"], second["message"]) == (f"heard {hostile}", hostile, hostile)
    if hostile != "\udfff":
        with logging_to_stderr(as_json=False) as logger:
            logger.warning("heard %s", hostile)
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("WARNING handoff.test: heard ")
        assert all(character.isprintable() for character in line)


def test_a_traceback_stays_within_its_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to_stderr(as_json=True) as logger:
        logger.error("failed", exc_info=ValueError("one\ntwo"))
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: one\ntwo" in json.loads(line)["exception"]


def test_several_processes_log_json_too_and_the_reason_for_an_early_end_is_json(
    settings: dict[str, str], log: Path
) -> None:
    chosen = {**settings, "LOG_FORMAT": "json", "WEB_CONCURRENCY": "2"}
    with serving(chosen, log) as server:
        second = start(chosen)
        with second:
            _, errors = second.communicate(timeout=60)
        assert second.returncode == 1
        assert "is in use by process" in json.loads(errors.splitlines()[-1])["message"]
        wait_until(lambda: log.read_text().count("Application startup complete") >= 2, "both processes serve")
        ask(server, START, input=new_build())
        assert server.stop() == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert "startWorkflow" in {line.get("kind") for line in lines}


def test_by_default_people_read_plain_lines(settings: dict[str, str], log: Path) -> None:
    with serving(settings, log) as server:
        ask(server, START, input=new_build())
    assert "INFO handoff.commands: startWorkflow as OPERATOR: SUCCESS in " in log.read_text()


def test_a_wrong_setting_is_told_in_a_plain_line_also_before_the_format_is_known() -> None:
    assert complaint(start({"PORT": "x", "LOG_FORMAT": "json"})).startswith("PORT: expected ")
