"""What every mutation answers when it is carried out."""

from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.requests import CLAIMED, GATED, LOGGED, START

CASES: dict[str, tuple[tuple[str, str], dict[str, Any], dict[str, Any], str | None]] = {
    "startWorkflow": (
        ("", ""),
        START,
        {"kind": "STARTED", "message": "The build 'T' was started and waits in DISCOVERY."},
        "DISCOVERY",
    ),
    "forkWorkflow": (
        ("PLANNING", "ACTIVE"),
        {"phase": "DISCOVERY", "reason": "Why."},
        {"kind": "STARTED", "notes": "Why.", "actor": "OPERATOR"},
        "DISCOVERY",
    ),
    "advanceWorkflow": (
        ("DISCOVERY", "ACTIVE"),
        {"role": "Q_ASSISTANT", "result": {"found": [1, None, "ä"]}, "notes": "N", "nextRoleInstruction": "I"},
        {"kind": "PHASE_PASSED", "notes": "N", "data": {"result": {"found": [1, None, "ä"]}, "instruction": "I"}},
        "PLANNING",
    ),
    "requestRetry": (
        ("HANDOFF_TO_CODER", "ACTIVE"),
        {"role": "CODE_WRITER", "reason": "Why."},
        {"kind": "RETRY_REQUESTED", "notes": "Why."},
        "PLANNING",
    ),
    "rollbackWorkflow": (
        ("COMPLETE", "COMPLETED"),
        {"phase": "TESTING", "reason": "Why."},
        {"kind": "ROLLED_BACK", "notes": "Why.", "actor": "OPERATOR"},
        "TESTING",
    ),
    "claimWork": (
        ("DISCOVERY", "ACTIVE"),
        {"role": "Q_ASSISTANT", "worker": "One", "leaseSeconds": 60},
        {"kind": "CLAIMED", "data": {"worker": "One", "leaseSeconds": 60}, "actor": "Q_ASSISTANT"},
        "DISCOVERY",
    ),
    "releaseClaim": (
        CLAIMED,
        {"reason": "Why."},
        {"kind": "CLAIM_RELEASED", "notes": "Why.", "data": {"claim": 2, "worker": "One", "expiries": 0}},
        "DISCOVERY",
    ),
    "revokeClaim": (
        CLAIMED,
        {"reason": "Why."},
        {"kind": "CLAIM_REVOKED", "notes": "Why.", "data": {"claim": 2, "worker": "One", "expiries": 0}},
        "DISCOVERY",
    ),
    "approveHandoff": (
        GATED,
        {"notes": "Well done.", "role": "Q_ASSISTANT"},
        {"kind": "APPROVED", "notes": "Well done.", "actor": "Q_ASSISTANT"},
        "IMPLEMENTATION",
    ),
    "rejectHandoff": (
        GATED,
        {"reason": "Why."},
        {"kind": "REJECTED", "notes": "Why.", "data": {"superseded": {"PLANNING": 3}}},
        "PLANNING",
    ),
    "pauseWorkflow": (
        ("DISCOVERY", "ACTIVE"),
        {"reason": "Why.", "role": "CODE_WRITER"},
        {"kind": "PAUSED", "notes": "Why.", "actor": "CODE_WRITER"},
        "DISCOVERY",
    ),
    "resumeWorkflow": (
        ("IMPLEMENTATION", "ESCALATED"),
        {"reason": "Why.", "grantRounds": 2},
        {"kind": "RESUMED", "notes": "Why.", "data": {"grantedRounds": {"IMPLEMENTATION": 2}}},
        "IMPLEMENTATION",
    ),
    "cancelWorkflow": (("DISCOVERY", "PAUSED"), {"reason": "Why."}, {"kind": "CANCELLED", "notes": "Why."}, None),
    "addNote": (("DISCOVERY", "ACTIVE"), {"text": "Note."}, {"kind": "NOTED", "notes": "Note."}, "DISCOVERY"),
}
"""The workflow's place before, what is asked, what the event says, and the phase of the assignment."""
BEGIN = {"startWorkflow", "forkWorkflow"}


def test_the_table_has_every_mutation() -> None:
    assert set(CASES) == set(LOGGED)


async def test_a_success_has_the_workflow_the_event_the_assignment_and_that_it_is_no_replay(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    for name, (place, asked, event, phase) in CASES.items():
        found: dict[str, Any] = await bring(client, *place) if place[0] else {}
        target = {"workflowId": found["id"]} if found else {}
        token = {"claimToken": found["claimToken"]} if name == "releaseClaim" else {}
        version = 0 if name in BEGIN else found["version"]
        events = await running.events()
        answer = await client.mutate(name, **asked, **target, **token)
        answer["event"]["data"].pop("digest", None)
        with subtests.test(name):
            assert answer["__typename"] == f"{name[0].upper()}{name[1:]}Success"
            assert answer["event"] == answer["event"] | event
            assert answer["event"]["sequence"] == answer["workflow"]["version"] == version + 1
            assert answer["event"]["cursor"] == answer["workflow"]["cursor"]
            assert answer["event"]["recordedAt"] == answer["workflow"]["updatedAt"]
            assert (answer["assignment"] or {"phase": None})["phase"] == phase
            assert answer["replayed"] is False
            assert await running.events() == events + 1


async def test_a_command_that_escalates_makes_two_events_and_answers_with_the_one_that_was_asked_for(
    client: Client, running: Running
) -> None:
    workflow = await bring(client, "HANDOFF_TO_CODER", maxRounds=1)
    events = await running.events()
    answer = await client.mutate("requestRetry", workflowId=workflow["id"], role="CODE_WRITER", reason="Why.")
    assert answer["event"]["kind"] == "RETRY_REQUESTED"
    assert answer["workflow"]["status"] == "ESCALATED"
    assert answer["workflow"]["version"] == answer["event"]["sequence"] + 1
    assert await running.events() == events + 2


async def test_the_mutations_of_one_request_are_carried_out_in_their_order(client: Client) -> None:
    workflow = await bring(client)
    note = 'addNote(input: {workflowId: $id, text: "%s"}) { ... on AddNoteSuccess { event { sequence notes } } }'
    texts = [f"Note {number}." for number in range(10)]
    document = " ".join(f"a{number}: {note % text}" for number, text in enumerate(texts))
    answer = await client.data(f"mutation($id: ID!) {{ {document} }}", id=workflow["id"])
    made = [item["event"] for item in answer.values()]
    assert made == [{"sequence": 2 + number, "notes": text} for number, text in enumerate(texts)]


async def test_a_build_can_go_round_and_round_and_still_be_completed(client: Client) -> None:
    workflow_id = (await bring(client, "TESTING"))["id"]
    fail = {"role": "TEST_AUDITOR", "outcome": "FAIL", "result": {"bugs": 1}, "notes": "It breaks."}
    failed = await client.mutate("advanceWorkflow", workflowId=workflow_id, **fail)
    context = failed["assignment"]["context"]
    assert context["sentBack"]["reason"] == "It breaks."
    assert context["sentBack"]["report"] == {"bugs": 1}
    assert context["sentBack"]["rejected"] == {"by": "IMPLEMENTATION"}
    assert (failed["assignment"]["round"], failed["assignment"]["attempt"]) == (2, 2)
    await client.advance(workflow_id, "CODE_WRITER", result={"by": "another try"})
    assert (await client.advance_to(workflow_id, "COMPLETE"))["event"]["kind"] == "COMPLETED"
