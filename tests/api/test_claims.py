"""Taking work: a workflow that is named, or whatever has waited longest."""

import json

import pytest

from tests.api.claiming import history, kinds, live_claim, take
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring, claim, note
from tests.api.sockets import socket

NOTHING_SAID = {"heartbeatAt": None, "note": None, "percent": None}
WATCH = "subscription($after: String) { workflowEvents(after: $after) { message notes data workflow { title } } }"


async def test_a_claim_gives_the_token_its_expiry_and_all_that_is_needed_to_work(client: Client) -> None:
    workflow = await bring(client, "PLANNING", requirements="It sells hats.")
    answer = await client.mutate("claimWork", workflowId=workflow["id"], role="Q_ASSISTANT", worker="One")
    claimed, assignment = answer["claim"], answer["assignment"]
    assert (claimed["worker"], claimed["leaseSeconds"]) == ("One", 120)
    assert claimed["expiresAt"] > answer["event"]["recordedAt"]
    assert (assignment["role"], assignment["phase"], assignment["attempt"]) == ("Q_ASSISTANT", "PLANNING", 1)
    assert assignment["context"]["requirements"] == "It sells hats."
    assert assignment["context"]["outputs"] == {"DISCOVERY": {"by": "DISCOVERY"}}
    assert "claimToken" in assignment["instructions"]
    seen = await live_claim(client, workflow["id"])
    assert seen == {**{name: claimed[name] for name in ("worker", "leaseSeconds", "expiresAt")}, **NOTHING_SAID}


@pytest.mark.parametrize(("state", "phase"), [("HANDOFF_TO_CODER", "IMPLEMENTATION"), ("HANDOFF_TO_TESTER", "TESTING")])
async def test_claiming_a_handoff_acknowledges_it(client: Client, state: str, phase: str) -> None:
    workflow = await bring(client, state)
    answer = await client.mutate("claimWork", workflowId=workflow["id"], role=workflow["nextRole"])
    assert (answer["workflow"]["state"], answer["assignment"]["phase"]) == (phase, phase)
    assert answer["claim"]["worker"] == workflow["nextRole"]
    assert (await kinds(client, workflow["id"]))[-2:] == ["ACKNOWLEDGED", "CLAIMED"]


async def test_with_the_token_the_phase_is_finished_and_the_claim_ends(client: Client) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    fields = {"claimToken": workflow["claimToken"], "result": {"found": 1}}
    done = await client.advance(workflow["id"], "Q_ASSISTANT", **fields)
    assert done["workflow"]["state"] == "PLANNING"
    assert await live_claim(client, workflow["id"]) is None
    assert (await history(client, workflow["id"]))[-1]["data"]["worker"] == "One"


async def test_what_nobody_has_claimed_is_worked_on_without_a_token(client: Client) -> None:
    workflow = await bring(client)
    await client.mutate("releaseClaim", claimToken=await claim(client, workflow["id"]))
    assert (await client.advance(workflow["id"], "Q_ASSISTANT", result={}))["workflow"]["state"] == "PLANNING"


async def test_the_oldest_is_what_has_waited_longest_for_the_role_across_projects(client: Client) -> None:
    ids = [(await bring(client, projectId=project))["id"] for project in ("p", "q", "p")]
    await bring(client, "HANDOFF_TO_CODER")
    await note(client, ids[0])
    assert [(await take(client))["workflow"]["id"] for _ in ids] == ids
    assert (await take(client))["__typename"] == "NothingWaitingError"


async def test_work_that_was_given_back_waits_behind_what_waited_meanwhile(client: Client) -> None:
    first, second = await bring(client), await bring(client)
    token = (await take(client))["claim"]["token"]
    await client.mutate("releaseClaim", claimToken=token)
    assert [(await take(client))["workflow"]["id"] for _ in range(2)] == [second["id"], first["id"]]


async def test_the_oldest_may_be_asked_for_in_one_project(client: Client) -> None:
    await bring(client, projectId="p")
    other = await bring(client, projectId="q")
    assert (await take(client, projectId="q"))["workflow"]["id"] == other["id"]
    assert (await take(client, projectId="q"))["__typename"] == "NothingWaitingError"


async def test_the_oldest_is_never_what_awaits_approval_is_claimed_or_does_not_move(client: Client) -> None:
    await bring(client, "HANDOFF_TO_CODER", "GATED")
    await bring(client, "DISCOVERY", "CLAIMED")
    await bring(client, "DISCOVERY", "PAUSED")
    await bring(client, "DISCOVERY", "CANCELLED")
    await bring(client, "IMPLEMENTATION", "ESCALATED")
    for role in ("Q_ASSISTANT", "CODE_WRITER"):
        answer = await take(client, role)
        assert (answer["__typename"], answer["toRole"], answer["projectId"]) == ("NothingWaitingError", role, None)


async def test_a_repeated_claim_of_the_oldest_is_the_first_again_whatever_waits_by_then(
    client: Client, running: Running
) -> None:
    first = await bring(client)
    taken = await take(client, idempotencyKey="one key", worker="One")
    await bring(client)
    events = await running.events()
    again = await take(client, idempotencyKey="one key", worker="One")
    assert again == {**taken, "replayed": True}
    assert again["workflow"]["id"] == first["id"]
    assert await running.events() == events
    other = await take(client, idempotencyKey="one key", worker="Two")
    assert other["__typename"] == "IdempotencyConflictError"
    await client.mutate("releaseClaim", claimToken=taken["claim"]["token"])
    late = await take(client, idempotencyKey="one key", worker="One")
    assert (late["replayed"], late["claim"]["token"]) == (True, taken["claim"]["token"])


async def test_the_token_is_in_the_answer_to_its_worker_and_nowhere_else(client: Client, running: Running) -> None:
    workflow = await bring(client, "HANDOFF_TO_CODER")
    async with socket(running.url) as live:
        await live.subscribe("s", WATCH, after=workflow["cursor"])
        answer = await client.mutate("claimWork", workflowId=workflow["id"], role="CODE_WRITER")
        token = answer.pop("claim")["token"]
        refused = await client.mutate("claimWork", workflowId=workflow["id"], role="CODE_WRITER")
        assert refused["__typename"] == "AlreadyClaimedError"
        await client.mutate("heartbeat", claimToken=token, note="On it.")
        await client.mutate("releaseClaim", claimToken=token)
        told = [await live.next("s") for _ in ("ACKNOWLEDGED", "CLAIMED", "CLAIM_RELEASED")]
    seen = [answer, refused, told, await history(client, workflow["id"])]
    assert token not in json.dumps(seen)
