"""Claims that end before the work is done: given back, taken away, run out, or passed over."""

from typing import Any

import pytest

from tests.api.claiming import history, inbox, kinds, live_claim, take, until_free
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring, claim
from tests.db.claims import run_out


async def _late(client: Client, workflow_id: str, token: str, **fields: Any) -> dict[str, Any]:
    asked = {"workflowId": workflow_id, "role": "Q_ASSISTANT", "claimToken": token, "result": {"late": 1}, **fields}
    return await client.mutate("advanceWorkflow", **asked)


async def test_a_claim_runs_out_by_itself_and_its_late_result_is_lost_with_what_happened_since(
    client: Client, running: Running
) -> None:
    workflow_id = (await bring(client))["id"]
    token = await claim(client, workflow_id, worker="One", leaseSeconds=1)
    await until_free(client, workflow_id)
    expired = (await history(client, workflow_id))[-1]
    assert (expired["kind"], expired["actor"]) == ("CLAIM_EXPIRED", "HANDOFF")
    assert expired["data"] == {"claim": 2, "worker": "One", "expiries": 1}
    assert await inbox(client) == [workflow_id]
    await claim(client, workflow_id, worker="Two")
    events = await running.events()
    answer = await _late(client, workflow_id, token)
    assert (answer["__typename"], answer["holder"]) == ("ClaimLostError", "Two")
    assert [event["kind"] for event in answer["since"]] == ["CLAIM_EXPIRED", "CLAIMED"]
    assert await running.events() == events


async def test_a_late_result_is_lost_also_when_nobody_has_noticed_yet_that_the_claim_ran_out(
    client: Client, database: str
) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    await run_out(database, workflow["id"])
    answer = await _late(client, workflow["id"], workflow["claimToken"])
    assert (answer["__typename"], answer["holder"]) == ("ClaimLostError", None)
    assert [event["kind"] for event in answer["since"]] == ["CLAIM_EXPIRED"]


async def test_a_late_result_is_lost_even_if_it_names_the_present_version(client: Client) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    await client.mutate("revokeClaim", workflowId=workflow["id"])
    answer = await _late(client, workflow["id"], workflow["claimToken"], expectedVersion=3)
    assert answer["__typename"] == "ClaimLostError"


async def test_five_expiries_of_one_attempt_escalate_with_the_workers_in_the_event(
    client: Client, database: str
) -> None:
    workflow_id = (await bring(client))["id"]
    for number in range(5):
        await claim(client, workflow_id, worker=f"worker {number}")
        await run_out(database, workflow_id)
        await until_free(client, workflow_id)
    *_, expired, escalated = await history(client, workflow_id)
    assert (expired["kind"], expired["data"]["expiries"]) == ("CLAIM_EXPIRED", 5)
    assert escalated["kind"] == "ESCALATED"
    assert escalated["data"]["expired"] == [f"worker {number}" for number in range(5)]
    assert "worker 3" in escalated["message"]
    assert (await take(client))["__typename"] == "NothingWaitingError"
    await client.mutate("resumeWorkflow", workflowId=workflow_id)
    assert (await take(client))["workflow"]["id"] == workflow_id


async def test_a_released_claim_waits_again_for_the_next_worker(client: Client) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    answer = await client.mutate("releaseClaim", claimToken=workflow["claimToken"], reason="Out of budget.")
    assert answer["event"]["message"] == "Q Assistant 'One' gave DISCOVERY back: Out of budget."
    assert answer["assignment"]["phase"] == "DISCOVERY"
    assert await inbox(client) == [workflow["id"]]
    again = await client.mutate("releaseClaim", claimToken=workflow["claimToken"])
    assert (again["__typename"], again["holder"]) == ("ClaimLostError", None)


async def test_an_operator_takes_a_claim_away_and_a_role_can_not(client: Client) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    refused = await client.mutate("revokeClaim", workflowId=workflow["id"], role="Q_ASSISTANT")
    assert (refused["__typename"], refused["permitted"]) == ("NotPermittedError", [])
    answer = await client.mutate("revokeClaim", workflowId=workflow["id"], reason="It hangs.")
    assert (answer["event"]["kind"], answer["event"]["actor"]) == ("CLAIM_REVOKED", "OPERATOR")
    assert await live_claim(client, workflow["id"]) is None
    assert await inbox(client) == [workflow["id"]]
    assert (await _late(client, workflow["id"], workflow["claimToken"]))["__typename"] == "ClaimLostError"


@pytest.mark.parametrize(("mutation", "kind"), [("rollbackWorkflow", "ROLLED_BACK"), ("cancelWorkflow", "CANCELLED")])
async def test_a_rollback_and_a_cancel_end_the_claim(client: Client, mutation: str, kind: str) -> None:
    workflow = await bring(client, "PLANNING", "CLAIMED")
    more = {"phase": "DISCOVERY"} if mutation == "rollbackWorkflow" else {}
    await client.mutate(mutation, workflowId=workflow["id"], reason="Why.", **more)
    assert await live_claim(client, workflow["id"]) is None
    answer = await _late(client, workflow["id"], workflow["claimToken"])
    assert (answer["__typename"], [event["kind"] for event in answer["since"]]) == ("ClaimLostError", [kind])


async def test_a_pause_leaves_the_claim_and_its_worker_finishes_once_it_moves_again(client: Client) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    await client.mutate("pauseWorkflow", workflowId=workflow["id"])
    paused = await _late(client, workflow["id"], workflow["claimToken"])
    assert (paused["__typename"], paused["status"]) == ("NotActiveError", "PAUSED")
    await client.mutate("resumeWorkflow", workflowId=workflow["id"])
    done = await _late(client, workflow["id"], workflow["claimToken"])
    assert done["__typename"] == "AdvanceWorkflowSuccess"
    assert (await kinds(client, workflow["id"]))[-1] == "PHASE_PASSED"
