"""The attempts at a phase, and what changed from one to another."""

from typing import Any

import pytest

from tests.api.client import Client
from tests.api.places import bring, claim
from tests.resolvers.test_difference import applied

ATTEMPTS = """
query($id: ID!, $phase: Phase!) { workflow(id: $id) { attempts(phase: $phase) {
  phase attempt verdict result startedAt workers
  finishedBy { kind actor notes sequence } supersededBy { kind actor notes sequence }
} } }
"""
COMPARE = """
query($id: ID!, $phase: Phase!, $before: Int!, $after: Int!) { workflow(id: $id) {
  compareAttempts(phase: $phase, before: $before, after: $after) {
    changes before { attempt result } after { attempt result }
  }
} }
"""


async def _attempts(client: Client, workflow_id: str, phase: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.data(ATTEMPTS, id=workflow_id, phase=phase))["workflow"]["attempts"]
    assert [each["attempt"] for each in found] == list(range(1, len(found) + 1))
    assert {each["phase"] for each in found} <= {phase}
    return found


def _brief(attempts: list[dict[str, Any]]) -> list[tuple[str, Any, str | None, str | None]]:
    """Verdict, result, what ended it and what superseded it, of each."""
    return [
        (
            each["verdict"],
            each["result"],
            each["finishedBy"] and each["finishedBy"]["kind"],
            each["supersededBy"] and each["supersededBy"]["kind"],
        )
        for each in attempts
    ]


async def test_a_fail_ends_the_attempt_that_it_judges_and_supersedes_the_one_that_did_not_hold(client: Client) -> None:
    workflow_id = (await bring(client, "TESTING"))["id"]
    fail = {"outcome": "FAIL", "result": {"bugs": 1}, "notes": "It breaks."}
    await client.advance(workflow_id, "TEST_AUDITOR", **fail)
    await client.advance(workflow_id, "CODE_WRITER", result={"by": "another try"})
    written = await _attempts(client, workflow_id, "IMPLEMENTATION")
    assert _brief(written) == [
        ("PASSED", {"by": "IMPLEMENTATION"}, "PHASE_PASSED", "PHASE_FAILED"),
        ("PASSED", {"by": "another try"}, "PHASE_PASSED", None),
    ]
    superseded = written[0]["supersededBy"]
    assert (superseded["actor"], superseded["notes"]) == ("TEST_AUDITOR", "It breaks.")
    assert written[0]["startedAt"] < written[1]["startedAt"]
    tested = await _attempts(client, workflow_id, "TESTING")
    assert _brief(tested) == [("FAILED", {"bugs": 1}, "PHASE_FAILED", None)]


async def test_a_retry_abandons_the_attempt_without_a_result(client: Client) -> None:
    workflow_id = (await bring(client, "TESTING", "ACTIVE"))["id"]
    asked = {"workflowId": workflow_id, "role": "TEST_AUDITOR", "reason": "Not yet."}
    await client.mutate("requestRetry", **asked)
    assert _brief(await _attempts(client, workflow_id, "TESTING")) == [("ABANDONED", None, "RETRY_REQUESTED", None)]
    assert _brief(await _attempts(client, workflow_id, "IMPLEMENTATION")) == [
        ("PASSED", {"by": "IMPLEMENTATION"}, "PHASE_PASSED", "RETRY_REQUESTED"),
        ("OPEN", None, None, None),
    ]


async def test_a_rollback_supersedes_the_attempts_of_all_later_phases(client: Client) -> None:
    workflow_id = (await bring(client, "COMPLETE"))["id"]
    asked = {"workflowId": workflow_id, "phase": "IMPLEMENTATION", "reason": "It is wrong."}
    await client.mutate("rollbackWorkflow", **asked)
    for phase in ("IMPLEMENTATION", "TESTING", "VERIFICATION", "DEPLOYMENT"):
        first = (await _attempts(client, workflow_id, phase))[0]
        assert (first["verdict"], first["supersededBy"]["kind"]) == ("PASSED", "ROLLED_BACK")
        assert (first["supersededBy"]["actor"], first["supersededBy"]["notes"]) == ("OPERATOR", "It is wrong.")
    for phase in ("DISCOVERY", "PLANNING"):
        assert _brief(await _attempts(client, workflow_id, phase)) == [("PASSED", {"by": phase}, "PHASE_PASSED", None)]
    assert _brief(await _attempts(client, workflow_id, "IMPLEMENTATION"))[1:] == [("OPEN", None, None, None)]


async def test_a_fork_has_one_attempt_of_what_was_copied_and_one_that_is_open(client: Client) -> None:
    source = await bring(client, "TESTING", "REVIEWED")
    fork = await client.mutate("forkWorkflow", workflowId=source["id"], phase="TESTING")
    copied = _brief(await _attempts(client, fork["workflow"]["id"], "IMPLEMENTATION"))
    assert copied == [("PASSED", {"by": "another try"}, "OUTPUT_COPIED", None)]
    assert _brief(await _attempts(client, fork["workflow"]["id"], "TESTING")) == [("OPEN", None, None, None)]


async def test_an_attempt_names_the_workers_who_claimed_it_in_turn(client: Client) -> None:
    workflow_id = (await bring(client, "HANDOFF_TO_CODER"))["id"]
    for worker in ("One", "Two"):
        await client.mutate("releaseClaim", claimToken=await claim(client, workflow_id, worker=worker))
    (attempt,) = await _attempts(client, workflow_id, "IMPLEMENTATION")
    assert (attempt["workers"], attempt["verdict"]) == (["One", "Two"], "OPEN")


async def test_a_phase_that_was_never_entered_has_no_attempts(client: Client) -> None:
    workflow_id = (await bring(client))["id"]
    assert await _attempts(client, workflow_id, "TESTING") == []


BEFORE = {"files": ["a", "b"], "ok": False, "gone": None, "odd/~key": {"deep": [1, 2, 3]}}
AFTER = {"files": ["a", "c", "d"], "ok": True, "new": {"x": 1}, "odd/~key": {"deep": [1, 3]}}


async def _twice(client: Client, before: dict[str, Any], after: dict[str, Any]) -> str:
    """A workflow whose IMPLEMENTATION was handed in twice."""
    workflow_id: str = (await bring(client, "IMPLEMENTATION"))["id"]
    await client.advance(workflow_id, "CODE_WRITER", result=before)
    asked = {"workflowId": workflow_id, "role": "TEST_AUDITOR", "reason": "Not yet."}
    await client.mutate("requestRetry", **asked)
    await client.advance(workflow_id, "CODE_WRITER", result=after)
    return workflow_id


async def _compare(client: Client, workflow_id: str, before: int, after: int) -> dict[str, Any]:
    asked = {"id": workflow_id, "phase": "IMPLEMENTATION", "before": before, "after": after}
    comparison: dict[str, Any] = (await client.data(COMPARE, **asked))["workflow"]["compareAttempts"]
    return comparison


async def test_a_comparison_is_a_json_patch_that_turns_one_result_into_the_other(client: Client) -> None:
    workflow_id = await _twice(client, BEFORE, AFTER)
    forth, back = await _compare(client, workflow_id, 1, 2), await _compare(client, workflow_id, 2, 1)
    assert (forth["before"]["result"], forth["after"]["result"]) == (BEFORE, AFTER)
    assert applied(BEFORE, forth["changes"]) == AFTER
    assert applied(AFTER, back["changes"]) == BEFORE
    assert {"op": "replace", "path": "/ok", "value": True} in forth["changes"]
    assert {"op": "remove", "path": "/odd~1~0key/deep/1"} in forth["changes"]
    assert (await _compare(client, workflow_id, 2, 2))["changes"] == []


async def test_an_attempt_without_a_result_is_compared_as_null(client: Client) -> None:
    workflow_id = await _twice(client, BEFORE, AFTER)
    asked = {"workflowId": workflow_id, "role": "TEST_AUDITOR", "reason": "Not yet."}
    await client.mutate("requestRetry", **asked)
    changes = (await _compare(client, workflow_id, 2, 3))["changes"]
    assert changes == [{"op": "replace", "path": "", "value": None}]


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 3), (-1, 1), (1, 2**31 - 1)])
async def test_a_number_of_no_attempt_is_said_with_those_that_there_are(
    client: Client, *, before: int, after: int
) -> None:
    workflow_id = await _twice(client, BEFORE, AFTER)
    asked = {"id": workflow_id, "phase": "IMPLEMENTATION", "before": before, "after": after}
    (error,) = (await client.post(COMPARE, **asked))["errors"]
    assert error["extensions"] == {"code": "NO_SUCH_ATTEMPT"}
    wrong = before if before != 1 else after
    assert error["message"] == f"There is no attempt {wrong}: expected a number from 1 to 2."


async def test_a_phase_without_attempts_has_none_to_compare(client: Client) -> None:
    workflow_id = (await bring(client))["id"]
    (error,) = (await client.post(COMPARE, id=workflow_id, phase="TESTING", before=1, after=1))["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("NO_SUCH_ATTEMPT", "The phase has no attempt yet.")
