"""What waits for a role, and what does not."""

import pytest

from tests.api.claiming import inbox, until_free
from tests.api.client import Client
from tests.api.places import bring, claim
from tests.db.claims import run_out

WAITING = """
query($role: Role!) { inbox(role: $role) { nodes {
  id waitingSeconds waitingSince awaitsApproval nextRole assignment { role state phase instructions context }
} } }
"""
SECONDS = "query($id: ID!) { workflow(id: $id) { waitingSeconds } }"


async def test_what_awaits_approval_is_in_the_inbox_of_the_q_assistant_with_the_work_to_be_reviewed(
    client: Client,
) -> None:
    workflow = await bring(client, "HANDOFF_TO_TESTER", "GATED")
    assert await inbox(client, "TEST_AUDITOR") == []
    (found,) = (await client.data(WAITING, role="Q_ASSISTANT"))["inbox"]["nodes"]
    assert (found["id"], found["awaitsApproval"], found["nextRole"]) == (workflow["id"], True, "Q_ASSISTANT")
    review = found["assignment"]
    assert (review["role"], review["state"], review["phase"]) == ("Q_ASSISTANT", "HANDOFF_TO_TESTER", "IMPLEMENTATION")
    assert review["context"]["outputs"]["IMPLEMENTATION"] == {"by": "IMPLEMENTATION"}
    assert "approveHandoff" in review["instructions"]
    assert "rejectHandoff" in review["instructions"]


async def test_what_was_approved_is_in_the_inbox_of_the_receiver_and_no_longer_in_the_other(client: Client) -> None:
    workflow = await bring(client, "HANDOFF_TO_TESTER", "GATED")
    await client.mutate("approveHandoff", workflowId=workflow["id"], notes="Well done.")
    assert await inbox(client) == []
    (found,) = (await client.data(WAITING, role="TEST_AUDITOR"))["inbox"]["nodes"]
    assert (found["id"], found["awaitsApproval"], found["assignment"]["role"]) == (
        workflow["id"],
        False,
        "TEST_AUDITOR",
    )
    assert {"actor": "OPERATOR", "text": "Well done."} in found["assignment"]["context"]["notes"]


async def test_what_was_rejected_is_in_the_inbox_of_whoever_handed_it_over(client: Client) -> None:
    workflow = await bring(client, "HANDOFF_TO_TESTER", "GATED")
    await client.mutate("rejectHandoff", workflowId=workflow["id"], role="Q_ASSISTANT", reason="No tests.")
    assert (await inbox(client), await inbox(client, "TEST_AUDITOR")) == ([], [])
    assert await inbox(client, "CODE_WRITER") == [workflow["id"]]


@pytest.mark.parametrize("end", ["releaseClaim", "revokeClaim", "expiry"])
async def test_claimed_work_is_not_in_it_and_is_there_again_once_the_claim_has_ended(
    client: Client, database: str, end: str
) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    assert await inbox(client) == []
    if end == "expiry":
        await run_out(database, workflow["id"])
        await until_free(client, workflow["id"])
    else:
        await client.mutate(end, workflowId=workflow["id"], **_proof(end, workflow["claimToken"]))
    assert await inbox(client) == [workflow["id"]]


def _proof(mutation: str, token: str) -> dict[str, str]:
    return {"claimToken": token} if mutation == "releaseClaim" else {}


@pytest.mark.parametrize("status", ["PAUSED", "CANCELLED", "ESCALATED"])
async def test_what_does_not_move_is_not_in_it(client: Client, status: str) -> None:
    await bring(client, "IMPLEMENTATION" if status == "ESCALATED" else "DISCOVERY", status)
    assert (await inbox(client), await inbox(client, "CODE_WRITER")) == ([], [])


async def test_work_that_was_paused_while_it_was_claimed_is_not_in_it_until_the_claim_has_ended(client: Client) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    await client.mutate("pauseWorkflow", workflowId=workflow["id"])
    await client.mutate("resumeWorkflow", workflowId=workflow["id"])
    assert await inbox(client) == []
    await client.mutate("releaseClaim", claimToken=workflow["claimToken"])
    assert await inbox(client) == [workflow["id"]]


async def test_each_entry_says_how_long_it_has_waited_and_the_longest_wait_comes_first(client: Client) -> None:
    ids = [(await bring(client))["id"] for _ in range(3)]
    await client.mutate("releaseClaim", claimToken=await claim(client, ids[0]))
    nodes = (await client.data(WAITING, role="Q_ASSISTANT"))["inbox"]["nodes"]
    assert [node["id"] for node in nodes] == [ids[1], ids[2], ids[0]]
    waits = [node["waitingSeconds"] for node in nodes]
    assert waits == sorted(waits, reverse=True)
    assert min(waits) >= 0
    since = [node["waitingSince"] for node in nodes]
    assert since == sorted(since)


async def test_what_waits_for_nobody_has_no_waiting_time(client: Client) -> None:
    for place in (("DISCOVERY", "CLAIMED"), ("DISCOVERY", "PAUSED"), ("DISCOVERY", "CANCELLED"), ("COMPLETE",)):
        workflow = await bring(client, *place)
        assert (await client.data(SECONDS, id=workflow["id"]))["workflow"] == {"waitingSeconds": None}


async def test_a_note_does_not_change_the_place_in_it(client: Client) -> None:
    ids = [(await bring(client))["id"] for _ in range(2)]
    await client.mutate("addNote", workflowId=ids[0], text="Hurry.")
    assert await inbox(client) == ids
