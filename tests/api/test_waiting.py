"""Waiting for work without polling: the cursor, the inbox, then the handoffs to one's role after the cursor."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api.claiming import inbox, take
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import socket
from tests.db.claims import run_out

HANDOFFS = "subscription($role: Role!, $after: String!) { handoffs(toRole: $role, after: $after) { kind workflowId } }"
Workflow = dict[str, Any]
Act = Callable[[Client, str, Workflow], Awaitable[object]]


async def _pass(client: Client, _: str, workflow: Workflow) -> None:
    await client.advance(workflow["id"], "CODE_WRITER", result={"by": "IMPLEMENTATION"})


async def _release(client: Client, _: str, workflow: Workflow) -> None:
    await client.mutate("releaseClaim", claimToken=workflow["claimToken"])


async def _expire(_: Client, database: str, workflow: Workflow) -> None:
    await run_out(database, workflow["id"])


async def _revoke(client: Client, _: str, workflow: Workflow) -> None:
    await client.mutate("revokeClaim", workflowId=workflow["id"])


async def _resume(client: Client, _: str, workflow: Workflow) -> None:
    await client.mutate("resumeWorkflow", workflowId=workflow["id"])


async def _approve(client: Client, _: str, workflow: Workflow) -> None:
    await client.mutate("approveHandoff", workflowId=workflow["id"])


async def _fail(client: Client, _: str, workflow: Workflow) -> None:
    fields = {"outcome": "FAIL", "result": {}, "notes": "It breaks."}
    await client.advance(workflow["id"], "VERIFICATION_OVERSEER", **fields)


async def _reject(client: Client, _: str, workflow: Workflow) -> None:
    await client.mutate("rejectHandoff", workflowId=workflow["id"], reason="No tests.")


async def _roll_back(client: Client, _: str, workflow: Workflow) -> None:
    await client.mutate("rollbackWorkflow", workflowId=workflow["id"], phase="TESTING", reason="Once more.")


TESTED = ("TESTING", "CLAIMED")
CASES: dict[str, tuple[tuple[str, str], str, Act]] = {
    "PHASE_PASSED": (("IMPLEMENTATION", "ACTIVE"), "TEST_AUDITOR", _pass),
    "CLAIM_RELEASED": (TESTED, "TEST_AUDITOR", _release),
    "CLAIM_EXPIRED": (TESTED, "TEST_AUDITOR", _expire),
    "CLAIM_REVOKED": (TESTED, "TEST_AUDITOR", _revoke),
    "RESUMED": (("HANDOFF_TO_TESTER", "PAUSED"), "TEST_AUDITOR", _resume),
    "APPROVED": (("HANDOFF_TO_TESTER", "GATED"), "TEST_AUDITOR", _approve),
    "PHASE_FAILED": (("VERIFICATION", "ACTIVE"), "CODE_WRITER", _fail),
    "REJECTED": (("HANDOFF_TO_TESTER", "GATED"), "CODE_WRITER", _reject),
    "ROLLED_BACK": (("COMPLETE", "ACTIVE"), "TEST_AUDITOR", _roll_back),
}
"""What brings work to whom, and from where."""


async def test_a_worker_who_waits_hears_of_the_work_and_can_claim_it(
    client: Client, running: Running, database: str, subtests: pytest.Subtests
) -> None:
    for kind, (place, role, act) in CASES.items():
        workflow = await bring(client, *place)
        cursor = (await client.data("{ cursor }"))["cursor"]
        with subtests.test(kind):
            assert await inbox(client, role) == []
            async with socket(running.url) as live:
                await live.subscribe("s", HANDOFFS, role=role, after=cursor)
                await act(client, database, workflow)
                heard = (await live.next("s"))["handoffs"]
            assert heard == {"kind": kind, "workflowId": workflow["id"]}
            assert (await take(client, role))["workflow"]["id"] == workflow["id"]


async def test_the_q_assistant_hears_of_what_awaits_its_approval_and_finds_it_in_its_inbox(
    client: Client, running: Running
) -> None:
    workflow = await bring(client, "IMPLEMENTATION", gates=["HANDOFF_TO_TESTER"])
    cursor = (await client.data("{ cursor }"))["cursor"]
    async with socket(running.url) as live:
        await live.subscribe("q", HANDOFFS, role="Q_ASSISTANT", after=cursor)
        await live.subscribe("t", HANDOFFS, role="TEST_AUDITOR", after=cursor)
        await client.advance(workflow["id"], "CODE_WRITER", result={"a": 1})
        assert (await live.next("q"))["handoffs"] == {"kind": "PHASE_PASSED", "workflowId": workflow["id"]}
        assert await inbox(client) == [workflow["id"]]
        await client.mutate("approveHandoff", workflowId=workflow["id"], role="Q_ASSISTANT")
        assert (await live.next("t"))["handoffs"] == {"kind": "APPROVED", "workflowId": workflow["id"]}


async def test_work_that_came_between_the_cursor_and_the_subscription_is_heard_of_too(
    client: Client, running: Running
) -> None:
    cursor = (await client.data("{ cursor }"))["cursor"]
    workflow = await bring(client, "HANDOFF_TO_TESTER")
    async with socket(running.url) as live:
        await live.subscribe("s", HANDOFFS, role="TEST_AUDITOR", after=cursor)
        assert (await live.next("s"))["handoffs"]["workflowId"] == workflow["id"]
