"""What is found wrong with work, and what is said about it."""

from typing import Any

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring

FINDINGS = """
query($id: ID!, $status: [FindingStatus!]) { workflow(id: $id) { findings(status: $status) {
  id title detail location severity status raisedIn against comment raisedAt answeredAt
} } }
"""
LEAK = {"title": "It leaks.", "detail": "Ten MB an hour.", "location": "shop.py:12", "severity": "BLOCKING"}
UGLY = {"title": "It is ugly.", "severity": "MINOR", "id": "style"}
FAIL = {"outcome": "FAIL", "result": {"bugs": 2}, "notes": "It leaks."}
ALL = ["OPEN", "DISPUTED", "RESOLVED", "WITHDRAWN"]


async def _findings(client: Client, workflow_id: str, status: list[str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.data(FINDINGS, id=workflow_id, status=status))["workflow"]["findings"]
    return found


async def _failed(client: Client) -> str:
    """A workflow whose work failed the test, with a finding that blocks and one that does not."""
    workflow_id: str = (await bring(client, "TESTING"))["id"]
    failed = await client.mutate(
        "advanceWorkflow", workflowId=workflow_id, role="TEST_AUDITOR", **FAIL, findings=[LEAK, UGLY]
    )
    assert failed["__typename"] == "AdvanceWorkflowSuccess"
    return workflow_id


async def _answer(client: Client, workflow_id: str, role: str, *answers: tuple[str, str, str | None]) -> dict[str, Any]:
    said = [{"id": identity, "status": status, "comment": comment} for identity, status, comment in answers]
    asked = {"workflowId": workflow_id, "role": role, "result": {"answered": len(said)}, "answers": said}
    return await client.mutate("advanceWorkflow", **asked)


async def test_findings_are_listed_as_open_with_all_that_was_said_and_numbered_if_they_have_no_name(
    client: Client,
) -> None:
    leak, ugly = await _findings(client, await _failed(client))
    of_testing = {"status": "OPEN", "raisedIn": "TESTING", "against": "IMPLEMENTATION", "comment": None}
    assert leak == leak | LEAK | of_testing | {"id": "F1", "answeredAt": None}
    assert ugly == ugly | UGLY | of_testing | {"detail": None, "location": None}
    assert leak["raisedAt"] == ugly["raisedAt"]


async def test_the_assignment_of_whoever_does_it_again_shows_them_and_asks_for_an_answer(client: Client) -> None:
    workflow_id = await _failed(client)
    answer = await client.mutate("claimWork", workflowId=workflow_id, role="CODE_WRITER")
    assert [each["id"] for each in answer["assignment"]["context"]["findings"]] == ["F1", "style"]
    assert answer["assignment"]["context"]["findings"][0]["detail"] == "Ten MB an hour."
    assert "The finding F1 is OPEN" in answer["assignment"]["instructions"]


async def test_a_resubmission_resolves_or_disputes_them_and_a_dispute_stays_open(client: Client) -> None:
    workflow_id = await _failed(client)
    done = await _answer(
        client,
        workflow_id,
        "CODE_WRITER",
        ("F1", "RESOLVED", "Closed it."),
        ("style", "DISPUTED", "A matter of taste."),
    )
    assert done["__typename"] == "AdvanceWorkflowSuccess"
    (open_one,) = await _findings(client, workflow_id)
    assert (open_one["id"], open_one["status"], open_one["comment"]) == ("style", "DISPUTED", "A matter of taste.")
    (resolved,) = await _findings(client, workflow_id, ["RESOLVED"])
    assert (resolved["id"], resolved["comment"]) == ("F1", "Closed it.")
    assert resolved["answeredAt"] == open_one["answeredAt"] > resolved["raisedAt"]
    assert [each["id"] for each in done["assignment"]["context"]["findings"]] == ["style"]


async def test_a_pass_with_open_blocking_findings_is_refused_and_names_them_until_they_are_settled(
    client: Client, running: Running
) -> None:
    workflow_id = await _failed(client)
    await _answer(client, workflow_id, "CODE_WRITER", ("F1", "DISPUTED", "It does not."))
    await client.advance_to(workflow_id, "TESTING")
    events = await running.events()
    refused = await _answer(client, workflow_id, "TEST_AUDITOR")
    assert (refused["__typename"], refused["state"], refused["findings"]) == ("OpenFindingsError", "TESTING", ["F1"])
    assert "F1" in refused["message"]
    assert await running.events() == events
    passed = await _answer(client, workflow_id, "TEST_AUDITOR", ("F1", "WITHDRAWN", "You are right."))
    assert passed["workflow"]["state"] == "HANDOFF_TO_VERIFIER"
    assert [each["status"] for each in await _findings(client, workflow_id, ALL)] == ["WITHDRAWN", "OPEN"]


async def test_an_answer_that_can_not_be_is_refused_and_says_which_could(client: Client, running: Running) -> None:
    workflow_id = await _failed(client)
    events = await running.events()
    for identity, status, possible in (("F1", "WITHDRAWN", ["RESOLVED", "DISPUTED"]), ("F9", "RESOLVED", [])):
        answer = await _answer(client, workflow_id, "CODE_WRITER", (identity, status, "Done."))
        assert (answer["__typename"], answer["finding"]) == ("FindingNotOpenError", identity)
        assert (answer["open"], answer["possibleStatuses"]) == (["F1", "style"], possible)
    assert await running.events() == events


async def test_a_retry_may_raise_findings_and_a_known_name_raises_that_one_again(client: Client) -> None:
    workflow_id = await _failed(client)
    await _answer(client, workflow_id, "CODE_WRITER", ("F1", "RESOLVED", None), ("style", "RESOLVED", None))
    assert await _findings(client, workflow_id) == []
    again = {**LEAK, "id": "F1", "title": "It leaks still."}
    asked = {"workflowId": workflow_id, "role": "TEST_AUDITOR", "reason": "No.", "findings": [again, LEAK]}
    assert (await client.mutate("requestRetry", **asked))["__typename"] == "RequestRetrySuccess"
    found = await _findings(client, workflow_id)
    assert [(each["id"], each["title"]) for each in found] == [("F1", "It leaks still."), ("F2", "It leaks.")]


async def test_the_result_that_was_sent_back_may_come_again_with_a_dispute(client: Client) -> None:
    workflow_id = await _failed(client)
    asked = {"workflowId": workflow_id, "role": "CODE_WRITER", "result": {"by": "IMPLEMENTATION"}}
    for status, success in (("RESOLVED", "NoChangeError"), ("DISPUTED", "AdvanceWorkflowSuccess")):
        answers = [{"id": "F1", "status": status, "comment": "There is no leak."}]
        assert (await client.mutate("advanceWorkflow", **asked, answers=answers))["__typename"] == success


async def test_what_was_found_at_a_gate_is_answered_there_before_the_approval(client: Client) -> None:
    workflow = await bring(client, "HANDOFF_TO_TESTER", "GATED AGAIN")
    (found,) = await _findings(client, workflow["id"])
    assert (found["raisedIn"], found["against"]) == ("HANDOFF_TO_TESTER", "IMPLEMENTATION")
    asked = {"workflowId": workflow["id"], "role": "Q_ASSISTANT"}
    refused = await client.mutate("approveHandoff", **asked)
    assert (refused["__typename"], refused["state"]) == ("OpenFindingsError", "HANDOFF_TO_TESTER")
    approved = await client.mutate("approveHandoff", **asked, answers=[{"id": "F1", "status": "RESOLVED"}])
    assert approved["assignment"]["role"] == "TEST_AUDITOR"
    assert await _findings(client, workflow["id"]) == []


async def test_a_pass_raises_no_findings(client: Client) -> None:
    workflow = await bring(client, "TESTING")
    asked = {"workflowId": workflow["id"], "role": "TEST_AUDITOR", "result": {}, "findings": [UGLY]}
    answer = await client.mutate("advanceWorkflow", **asked)
    assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "findings")


async def test_texts_of_findings_and_answers_are_held_to_their_bounds(client: Client, running: Running) -> None:
    workflow_id = await _failed(client)
    events = await running.events()
    bad = {"title": ("", "a\0", "x" * 201), "detail": ("a\0", "x" * 20_001), "location": ("\ud800",), "id": ("", "a\0")}
    for name, text in ((name, text) for name, texts in bad.items() for text in texts):
        asked = {"workflowId": workflow_id, "role": "CODE_WRITER", "reason": "Why.", "findings": [{**LEAK, name: text}]}
        answer = await client.mutate("requestRetry", **asked)
        assert (answer["__typename"], answer["field"]) == ("InvalidInputError", f"findings.{name}")
    for said in (("F1", "DISPUTED", None), ("F1", "DISPUTED", " "), ("F1", "RESOLVED", "a\0")):
        answer = await _answer(client, workflow_id, "CODE_WRITER", said)
        assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "answers.comment")
    twice = await _answer(client, workflow_id, "CODE_WRITER", ("F1", "RESOLVED", None), ("F1", "RESOLVED", None))
    assert (twice["__typename"], twice["field"]) == ("InvalidInputError", "answers.id")
    assert await running.events() == events
