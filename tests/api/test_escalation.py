"""Rounds that are used up: an operator is told what was tried, and lets the work go on."""

from typing import Any

from tests.api.claiming import history, take
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring


async def _send_back(client: Client, workflow_id: str, reason: str, way: int) -> dict[str, Any]:
    """Hand in another result and send it back, by FAIL or retry in turn."""
    await client.advance(workflow_id, "CODE_WRITER", result={"try": reason})
    await client.advance_to(workflow_id, "TESTING")
    asked = {"workflowId": workflow_id, "role": "TEST_AUDITOR"}
    if way % 2:
        return await client.mutate("requestRetry", **asked, reason=reason)
    return await client.mutate("advanceWorkflow", **asked, outcome="FAIL", notes=reason, result={"bugs": way})


async def _escalated(client: Client, reasons: tuple[str, ...]) -> str:
    workflow_id: str = (await bring(client, "IMPLEMENTATION", maxRounds=len(reasons)))["id"]
    for way, reason in enumerate(reasons):
        answer = await _send_back(client, workflow_id, reason, way)
        expected = "ESCALATED" if reason == reasons[-1] else "ACTIVE"
        assert (answer["workflow"]["state"], answer["workflow"]["status"]) == ("IMPLEMENTATION", expected)
    return workflow_id


async def test_the_event_names_the_reasons_of_all_rounds(client: Client) -> None:
    reasons = ("It leaks.", "It leaks still.", "It is slow.")
    workflow_id = await _escalated(client, reasons)
    *_, last, escalated = await history(client, workflow_id)
    assert (last["kind"], last["notes"]) == ("PHASE_FAILED", "It is slow.")
    assert escalated["kind"] == "ESCALATED"
    tried = [{"attempt": number, "reason": reason} for number, reason in enumerate(reasons, start=1)]
    assert escalated["data"] == {"exhausted": "IMPLEMENTATION", "round": 4, "maxRounds": 3, "tried": tried}
    assert "IMPLEMENTATION has used up its 3 rounds" in escalated["message"]


async def test_the_assignment_of_each_round_says_which_of_how_many_it_is(client: Client) -> None:
    workflow_id = (await bring(client, "IMPLEMENTATION", maxRounds=3))["id"]
    for number in (2, 3):
        answer = await _send_back(client, workflow_id, f"Not yet {number}.", number)
        assignment = answer["assignment"]
        assert (assignment["round"], assignment["maxRounds"], assignment["attempt"]) == (number, 3, number)
        assert f"round {number} of 3" in assignment["instructions"]


async def test_an_escalated_workflow_can_be_neither_worked_on_nor_claimed(client: Client, running: Running) -> None:
    workflow_id = await _escalated(client, ("It leaks.",))
    events = await running.events()
    asked = {"workflowId": workflow_id, "role": "CODE_WRITER"}
    for name, fields in (("advanceWorkflow", {"result": {}}), ("requestRetry", {"reason": "No."}), ("claimWork", {})):
        answer = await client.mutate(name, **asked, **fields)
        assert (answer["__typename"], answer["status"]) == ("NotActiveError", "ESCALATED")
        assert "resumeWorkflow" in answer["message"]
    assert (await take(client, "CODE_WRITER"))["__typename"] == "NothingWaitingError"
    assert await running.events() == events


async def test_a_resume_grants_rounds_and_its_reason_reaches_the_next_assignment(client: Client) -> None:
    workflow_id = await _escalated(client, ("It leaks.", "It leaks still."))
    resumed = await client.mutate(
        "resumeWorkflow", workflowId=workflow_id, grantRounds=2, reason="Use the new allocator."
    )
    assert resumed["event"]["data"] == {"grantedRounds": {"IMPLEMENTATION": 2}}
    taken = await take(client, "CODE_WRITER")
    assignment = taken["assignment"]
    assert (assignment["round"], assignment["maxRounds"]) == (3, 4)
    assert {"actor": "OPERATOR", "text": "Use the new allocator."} in assignment["context"]["notes"]
    assert assignment["context"]["sentBack"]["reason"] == "It leaks still."


async def test_granted_rounds_are_used_up_like_the_first_and_the_next_event_names_them_all(client: Client) -> None:
    workflow_id = await _escalated(client, ("One.", "Two."))
    await client.mutate("resumeWorkflow", workflowId=workflow_id, grantRounds=1)
    again = await _send_back(client, workflow_id, "Three.", 0)
    assert again["workflow"]["status"] == "ESCALATED"
    tried = (await history(client, workflow_id))[-1]["data"]["tried"]
    assert [each["reason"] for each in tried] == ["One.", "Two.", "Three."]


async def test_the_result_that_was_just_sent_back_is_no_new_round(client: Client, running: Running) -> None:
    workflow = await bring(client, "IMPLEMENTATION", "REJECTED")
    events = await running.events()
    for result in ({"by": "IMPLEMENTATION"}, {"by": "IMPLEMENTATION"}):
        answer = await client.mutate("advanceWorkflow", workflowId=workflow["id"], role="CODE_WRITER", result=result)
        assert (answer["__typename"], answer["phase"], answer["attempt"]) == ("NoChangeError", "IMPLEMENTATION", 1)
        assert "no change since attempt 1" in answer["message"]
    assert await running.events() == events
    changed = await client.advance(workflow["id"], "CODE_WRITER", result={"by": "IMPLEMENTATION", "fixed": True})
    assert changed["workflow"]["state"] == "HANDOFF_TO_TESTER"
