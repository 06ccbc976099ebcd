"""Builds that begin where another one stood."""

from typing import Any

import pytest

from tests.api.claiming import history, inbox
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring

WHOLE = """
query($id: ID!) { workflow(id: $id) {
  id buildId projectId title state status version gates updatedAt claim { worker }
  origin { workflowId version phase workflow { id title version } }
  phases { phase attempt output status round maxRounds }
  assignment { phase context }
} }
"""


async def _whole(client: Client, workflow_id: str) -> dict[str, Any]:
    workflow: dict[str, Any] = (await client.data(WHOLE, id=workflow_id))["workflow"]
    return workflow


async def _fork(client: Client, source_id: str, phase: str, **fields: Any) -> dict[str, Any]:
    return await client.mutate("forkWorkflow", workflowId=source_id, phase=phase, **fields)


@pytest.mark.parametrize("phase", ["DISCOVERY", "IMPLEMENTATION", "DEPLOYMENT"])
async def test_a_fork_begins_with_the_phase_and_has_the_outputs_before_it(client: Client, phase: str) -> None:
    source = await bring(client, "COMPLETE", title="A shop", maxRounds=3)
    answer = await _fork(client, source["id"], phase)
    assert answer["event"]["kind"] == "STARTED"
    fork = await _whole(client, answer["workflow"]["id"])
    assert (fork["state"], fork["status"], fork["title"], fork["projectId"]) == (phase, "ACTIVE", "A shop", "p")
    names = [each["phase"] for each in fork["phases"]]
    before = names[: names.index(phase)]
    assert {each["phase"]: each["output"] for each in fork["phases"] if each["output"]} == {
        n: {"by": n} for n in before
    }
    assert {each["maxRounds"] for each in fork["phases"]} == {3}
    assert fork["assignment"]["context"]["outputs"] == {name: {"by": name} for name in before}
    assert fork["assignment"]["context"]["requirements"] == "R"
    copies = (await history(client, fork["id"]))[1:]
    assert [(event["kind"], event["data"]["result"]) for event in copies] == [
        ("OUTPUT_COPIED", {"by": name}) for name in before
    ]
    assert [event["data"]["actor"] for event in copies][:2] == ["Q_ASSISTANT", "Q_ASSISTANT"][: len(before)]


async def test_the_source_is_left_as_it_is(client: Client) -> None:
    source = await bring(client, "TESTING", "CLAIMED")
    before, events = await _whole(client, source["id"]), await history(client, source["id"])
    await _fork(client, source["id"], "TESTING", reason="Another way.")
    assert await _whole(client, source["id"]) == before
    assert await history(client, source["id"]) == events
    heard = await client.mutate("heartbeat", claimToken=source["claimToken"])
    assert heard["signal"] == "CONTINUE"


async def test_the_origin_tells_where_the_fork_comes_from_and_what_became_of_it(client: Client) -> None:
    source = await bring(client, "TESTING", title="A shop")
    answer = await _fork(client, source["id"].upper(), "PLANNING", reason="Another way.", role="Q_ASSISTANT")
    await client.advance_to(source["id"], "COMPLETE")
    fork = await _whole(client, answer["workflow"]["id"])
    now = {"id": source["id"], "title": "A shop", "version": 11}
    origin = {"workflowId": source["id"], "version": source["version"], "phase": "PLANNING", "workflow": now}
    assert fork["origin"] == origin
    assert fork["origin"]["workflowId"] in answer["event"]["message"]
    assert {"actor": "Q_ASSISTANT", "text": "Another way."} in fork["assignment"]["context"]["notes"]
    assert (await _whole(client, source["id"]))["origin"] is None


async def test_what_is_named_is_as_named_and_the_rest_as_in_the_source(client: Client) -> None:
    source = await bring(client, "TESTING", buildId="one", title="One", maxRounds=2, gates=["HANDOFF_TO_VERIFIER"])
    plain = await _whole(client, (await _fork(client, source["id"], "PLANNING"))["workflow"]["id"])
    assert (plain["buildId"], plain["title"], plain["gates"]) == ("one", "One", ["HANDOFF_TO_VERIFIER"])
    named = await _fork(client, source["id"], "PLANNING", buildId="two", title="Two", maxRounds=7)
    other = await _whole(client, named["workflow"]["id"])
    assert (other["buildId"], other["title"], other["phases"][0]["maxRounds"]) == ("two", "Two", 7)


async def test_a_repeated_request_gives_the_same_fork_even_after_the_source_has_changed(
    client: Client, running: Running
) -> None:
    source = await bring(client, "TESTING")
    first = await _fork(client, source["id"], "TESTING", idempotencyKey="one key")
    await client.mutate("rollbackWorkflow", workflowId=source["id"], phase="DISCOVERY", reason="Why.")
    await client.advance(source["id"], "Q_ASSISTANT", result={"by": "another"})
    events = await running.events()
    again = await _fork(client, source["id"], "TESTING", idempotencyKey="one key")
    assert again == {**first, "replayed": True}
    assert await running.events() == events
    other = await _fork(client, source["id"], "DISCOVERY", idempotencyKey="one key")
    assert other["__typename"] == "IdempotencyConflictError"


async def test_a_fork_has_the_outputs_that_count_now_and_not_those_that_were_superseded(client: Client) -> None:
    source = await bring(client, "TESTING", "REVIEWED")
    fork = await _whole(client, (await _fork(client, source["id"], "TESTING"))["workflow"]["id"])
    assert fork["assignment"]["context"]["outputs"]["IMPLEMENTATION"] == {"by": "another try"}


async def test_a_fork_can_not_begin_behind_a_phase_without_an_output(client: Client, running: Running) -> None:
    source = await bring(client, "IMPLEMENTATION")
    events = await running.events()
    answer = await _fork(client, source["id"], "TESTING")
    assert (answer["__typename"], answer["phase"]) == ("PhaseNotReachedError", "TESTING")
    assert answer["possible"] == ["DISCOVERY", "PLANNING", "IMPLEMENTATION"]
    assert answer["workflow"]["id"] == source["id"]
    assert await running.events() == events


async def test_a_fork_waits_for_its_owner_and_goes_on_to_the_end(client: Client) -> None:
    source = await bring(client, "VERIFICATION", "CANCELLED")
    fork_id = (await _fork(client, source["id"], "IMPLEMENTATION"))["workflow"]["id"]
    assert await inbox(client, "CODE_WRITER") == [fork_id]
    assert (await client.advance_to(fork_id, "COMPLETE"))["event"]["kind"] == "COMPLETED"
    assert (await _whole(client, source["id"]))["status"] == "CANCELLED"
