"""Signs of life: they keep a claim, tell watchers how far the work is, and say whether to go on."""

import pytest

from tests.api.claiming import kinds, live_claim, until_free
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import READ, bring, claim
from tests.api.sockets import Socket
from tests.db.claims import run_out
from tests.db.waiting import until

CLAIMED = ("DISCOVERY", "CLAIMED")
WATCH = "subscription($id: ID) { workProgress(workflowId: $id) { workflowId worker note percent } }"


async def test_fifty_heartbeats_leave_no_event_and_no_version(client: Client, running: Running) -> None:
    workflow = await bring(client, *CLAIMED)
    before = (await client.data(READ, id=workflow["id"]))["workflow"]
    events = await running.events()
    for percent in range(50):
        answer = await client.mutate("heartbeat", claimToken=workflow["claimToken"], note="On it.", percent=percent)
        assert (answer["__typename"], answer["signal"]) == ("HeartbeatSuccess", "CONTINUE")
    assert await running.events() == events
    assert (await client.data(READ, id=workflow["id"]))["workflow"] == before
    assert (await kinds(client, workflow["id"])) == ["STARTED", "CLAIMED"]


async def test_a_heartbeat_extends_the_claim_and_never_shortens_it(client: Client) -> None:
    workflow = await bring(client, *CLAIMED)
    token, times = workflow["claimToken"], []
    for fields in ({}, {"leaseSeconds": 600}, {"leaseSeconds": 1}):
        answer = await client.mutate("heartbeat", claimToken=token, **fields)
        assert (answer["claim"]["token"], answer["claim"]["worker"]) == (token, "One")
        times.append(answer["claim"]["expiresAt"])
        seen = await live_claim(client, workflow["id"])
        assert seen is not None
        assert seen["expiresAt"] == times[-1]
    assert times[0] < times[1] == times[2]


async def test_a_short_claim_lives_as_long_as_its_heartbeats_come(client: Client) -> None:
    workflow_id = (await bring(client))["id"]
    token = await claim(client, workflow_id, leaseSeconds=2)
    first = await live_claim(client, workflow_id)
    assert first is not None

    async def outlived() -> bool:
        answer = await client.mutate("heartbeat", claimToken=token)
        assert (answer["signal"], answer["workflow"]["version"]) == ("CONTINUE", 2)
        seen = await live_claim(client, workflow_id)
        assert seen is not None
        beaten: bool = seen["heartbeatAt"] > first["expiresAt"]
        return beaten

    await until(outlived)


async def test_watchers_see_the_note_and_the_percentage_of_the_last_heartbeat(client: Client) -> None:
    workflow = await bring(client, *CLAIMED)
    for said in ({"note": "Half of it.", "percent": 50}, {"note": "Nearly.", "percent": 90}):
        await client.mutate("heartbeat", claimToken=workflow["claimToken"], **said)
        seen = await live_claim(client, workflow["id"])
        assert seen is not None
        assert seen == seen | said
        assert seen["heartbeatAt"] < seen["expiresAt"]


async def test_a_subscription_to_work_progress_tells_what_heartbeats_say(client: Client, live: Socket) -> None:
    workflow = await bring(client, *CLAIMED)
    other = await bring(client, *CLAIMED)
    await live.subscribe("s", WATCH, id=workflow["id"])
    for percent in (10, 20):
        await client.mutate("heartbeat", claimToken=other["claimToken"], note="Elsewhere.", percent=percent)
        await client.mutate("heartbeat", claimToken=workflow["claimToken"], note="Here.", percent=percent)
        told = (await live.next("s"))["workProgress"]
        while told["percent"] < percent:
            told = (await live.next("s"))["workProgress"]
        assert told == {"workflowId": workflow["id"], "worker": "One", "note": "Here.", "percent": percent}


async def test_a_paused_workflow_says_paused_and_keeps_the_claim(client: Client) -> None:
    workflow = await bring(client, *CLAIMED)
    await client.mutate("pauseWorkflow", workflowId=workflow["id"])
    answer = await client.mutate("heartbeat", claimToken=workflow["claimToken"])
    assert (answer["signal"], answer["claim"]["worker"]) == ("PAUSED", "One")
    await client.mutate("resumeWorkflow", workflowId=workflow["id"])
    assert (await client.mutate("heartbeat", claimToken=workflow["claimToken"]))["signal"] == "CONTINUE"


async def test_a_cancelled_workflow_says_cancelled(client: Client) -> None:
    workflow = await bring(client, *CLAIMED)
    await client.mutate("cancelWorkflow", workflowId=workflow["id"])
    answer = await client.mutate("heartbeat", claimToken=workflow["claimToken"])
    assert (answer["signal"], answer["claim"], answer["workflow"]["status"]) == ("CANCELLED", None, "CANCELLED")


@pytest.mark.parametrize("mutation", ["revokeClaim", "releaseClaim", "rollbackWorkflow", "advanceWorkflow"])
async def test_a_claim_that_is_over_says_superseded_whoever_has_the_work_now(client: Client, mutation: str) -> None:
    workflow = await bring(client, "PLANNING", "CLAIMED")
    fields = {
        "revokeClaim": {"workflowId": workflow["id"]},
        "releaseClaim": {"claimToken": workflow["claimToken"]},
        "rollbackWorkflow": {"workflowId": workflow["id"], "phase": "DISCOVERY", "reason": "Why."},
        "advanceWorkflow": {
            "workflowId": workflow["id"],
            "role": "Q_ASSISTANT",
            "claimToken": workflow["claimToken"],
            "result": {"a": 1},
        },
    }
    await client.mutate(mutation, **fields[mutation])
    for _ in range(2):
        answer = await client.mutate("heartbeat", claimToken=workflow["claimToken"], note="Still here.")
        assert (answer["signal"], answer["claim"]) == ("SUPERSEDED", None)
        if mutation != "advanceWorkflow" and await live_claim(client, workflow["id"]) is None:
            await claim(client, workflow["id"], worker="Two")
    seen = await live_claim(client, workflow["id"])
    assert (seen or {"note": None})["note"] is None


async def test_a_heartbeat_that_comes_too_late_revives_nothing_even_before_the_expiry_is_noticed(
    client: Client, database: str
) -> None:
    workflow = await bring(client, *CLAIMED)
    await run_out(database, workflow["id"])
    answer = await client.mutate("heartbeat", claimToken=workflow["claimToken"], leaseSeconds=600)
    assert (answer["signal"], answer["claim"]) == ("SUPERSEDED", None)
    await until_free(client, workflow["id"])
    assert (await kinds(client, workflow["id"]))[-1] == "CLAIM_EXPIRED"


async def test_a_heartbeat_under_a_key_may_come_again_and_does_no_harm(client: Client, running: Running) -> None:
    workflow = await bring(client, *CLAIMED)
    events = await running.events()
    for note in ("One.", "Two."):
        asked = {"claimToken": workflow["claimToken"], "idempotencyKey": "one key", "note": note}
        assert (await client.mutate("heartbeat", **asked))["signal"] == "CONTINUE"
    assert await running.events() == events
