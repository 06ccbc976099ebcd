"""What is refused to somebody with a token is counted, and logged with who, what and why."""

import json
from typing import Any

import pytest

from tests.api.auth.making import bearer, signed
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.documents import document
from tests.api.places import bring
from tests.api.rights.people import ROLES, THEIRS, Person, speaking
from tests.api.scraping import scrape
from tests.api.sockets import raw_socket
from tests.server.test_logs import logging_to_stderr

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARL = Person(["CODE_WRITER"], ["p"], subject='carl "the\u00fc] writer')
QUOTED = json.dumps(CARL.subject, ensure_ascii=False)


async def refused(guarded: Running, admin: Client) -> list[tuple[str, str, str, str, str]]:
    """Have Carl refused in all ways; gives for each the level, the mutation, the workflow, the role and the code."""
    own, other = (
        await bring(admin, "DISCOVERY", "CLAIMED"),
        await bring(admin, "DISCOVERY", "CLAIMED", projectId=THEIRS),
    )
    tokens = {workflow["id"]: workflow["claimToken"] for workflow in (own, other)}
    mine, foreign = own["id"], other["id"]
    cases: list[tuple[str, dict[str, Any], tuple[str, str, str, str]]] = [
        (
            "addNote",
            {"workflowId": mine, "text": "x", "role": "Q_ASSISTANT"},
            ("WARNING", mine, "Q_ASSISTANT", "FORBIDDEN"),
        ),
        ("cancelWorkflow", {"workflowId": mine}, ("WARNING", mine, "CODE_WRITER", "NOT_PERMITTED")),
        (
            "heartbeat",
            {"claimToken": tokens[mine], "role": "TEST_AUDITOR"},
            ("WARNING", mine, "TEST_AUDITOR", "FORBIDDEN"),
        ),
        ("heartbeat", {"claimToken": tokens[foreign]}, ("INFO", foreign, "CODE_WRITER", "INVALID_INPUT")),
        ("releaseClaim", {"claimToken": tokens[foreign]}, ("INFO", foreign, "CODE_WRITER", "INVALID_INPUT")),
        (
            "advanceWorkflow",
            {"workflowId": foreign.upper(), "role": "CODE_WRITER"},
            ("INFO", foreign, "CODE_WRITER", "WORKFLOW_NOT_FOUND"),
        ),
        ("claimWork", {"workflowId": mine, "role": "CODE_WRITER"}, ("INFO", mine, "CODE_WRITER", "NOT_OWNER")),
        (
            "revokeClaim",
            {"workflowId": foreign, "role": "CODE_WRITER"},
            ("INFO", foreign, "CODE_WRITER", "WORKFLOW_NOT_FOUND"),
        ),
    ]
    async with speaking(guarded, CARL) as client:
        for name, asked, _ in cases:
            await client.post(document(name), input=asked)
    return [(level, name, identity, role, code) for name, _, (level, identity, role, code) in cases]


async def test_json_lines_say_who_what_and_why(
    guarded: Running, admin: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_to_stderr(as_json=True):
        expected = await refused(guarded, admin)
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    told = [line for line in lines if line.get("subject") == CARL.subject and line["logger"] == "handoff.commands"]
    assert [
        tuple(line[name] for name in ("level", "kind", "workflow_id", "role", "result")) for line in told
    ] == expected


async def test_plain_lines_do_too(guarded: Running, admin: Client, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to_stderr(as_json=False):
        expected = await refused(guarded, admin)
    text = capsys.readouterr().err
    told = [line for line in text.splitlines() if f"subject={QUOTED}" in line and "handoff.commands" in line]
    assert len(told) == len(expected)
    for line, (level, name, identity, role, code) in zip(told, expected, strict=True):
        assert line.startswith(f"{level} handoff.commands: {name} as {role}: {code} in ")
        assert line.endswith(f" ms [subject={QUOTED} workflow_id={json.dumps(identity)}]")


async def test_over_a_websocket_too(guarded: Running, admin: Client, capsys: pytest.CaptureFixture[str]) -> None:
    own = await bring(admin)
    with logging_to_stderr(as_json=False):
        async with raw_socket(guarded.url) as live:
            await live.send({"type": "connection_init", "payload": {"Authorization": CARL.token}})
            await live.receive()
            await live.subscribe(
                "m", document("resumeWorkflow"), input={"workflowId": own["id"], "role": "Q_ASSISTANT"}
            )
            assert (await live.failure("m"))["extensions"]["code"] == "FORBIDDEN"
    assert "resumeWorkflow as Q_ASSISTANT: FORBIDDEN in " in (text := capsys.readouterr().err)
    assert f"[subject={QUOTED} workflow_id=" in text


async def test_each_is_counted_by_mutation_and_code(guarded: Running, admin: Client) -> None:
    operator = {"authorization": bearer(signed(operator=True, roles=list(ROLES), projects="*"))}
    before = await scrape(guarded.url, operator)
    expected = await refused(guarded, admin)
    now = await scrape(guarded.url, operator)
    for _, name, _, _, code in expected:
        counted = {"name": "handoff_commands_total", "kind": name, "result": code}
        assert now.value(**counted) > before.value(**counted)
