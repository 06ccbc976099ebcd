"""Which refusal comes first when a command is wrong in several ways: from what it says to what stands in its way."""

from dataclasses import replace

import pytest

from domain.commands import (
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    ReleaseClaim,
    RequestRetry,
    RevokeClaim,
    Rollback,
)
from domain.decide import decide
from domain.limits import MAX_EVENTS, MAX_TEXT
from domain.refusals import ErrorCode
from domain.vocabulary import Outcome, Phase, Role, State, Status
from domain.workflow import Workflow
from tests.domain.builds import ID, Build
from tests.domain.full import full
from tests.domain.people import actor


def code(workflow: Workflow | None, command: Change) -> ErrorCode | None:
    """The code of the refusal of `command`; none when it is accepted."""
    answer = decide(workflow, command)
    return None if isinstance(answer, tuple) else answer.code


def test_input_then_existence_then_version_then_status_then_owner_then_the_move() -> None:
    build = Build().go(State.TESTING)
    moving = build.workflow
    build.pause()
    paused = build.workflow
    ask = Advance(
        workflow_id=ID,
        actor=actor(Role.CODE_WRITER),
        outcome=Outcome.FAIL,
        phase=Phase.PLANNING,
        instruction="x" * (MAX_TEXT + 1),
        expected_version=1,
    )
    assert code(None, ask) is ErrorCode.INVALID_INPUT
    ask = replace(ask, instruction=None)
    assert code(None, ask) is ErrorCode.WORKFLOW_NOT_FOUND
    assert code(paused, ask) is ErrorCode.STALE_VERSION
    ask = replace(ask, expected_version=None)
    assert code(paused, ask) is ErrorCode.NOT_ACTIVE
    assert code(moving, ask) is ErrorCode.NOT_OWNER
    ask = replace(ask, actor=actor(Role.TEST_AUDITOR))
    assert code(moving, ask) is ErrorCode.WRONG_PHASE
    ask = replace(ask, phase=None)
    assert code(moving, ask) is ErrorCode.RESULT_REQUIRED
    ask = replace(ask, result={})
    assert code(moving, ask) is ErrorCode.REASON_REQUIRED
    assert code(moving, replace(ask, notes="Why.")) is None


def test_in_a_handoff_state_what_must_not_come_is_refused_before_the_outcome() -> None:
    build = Build().go(State.HANDOFF_TO_TESTER)
    ask = Advance(workflow_id=ID, actor=build.owner, outcome=Outcome.FAIL, result={}, phase=Phase.TESTING)
    assert code(build.workflow, ask) is ErrorCode.ACKNOWLEDGE_FIRST
    assert code(build.workflow, replace(ask, result=None)) is ErrorCode.ACKNOWLEDGE_FIRST
    assert code(build.workflow, replace(ask, result=None, phase=None)) is ErrorCode.OUTCOME_NOT_POSSIBLE


def test_the_limit_of_events_comes_after_the_version_and_before_the_status() -> None:
    workflow = full(State.TESTING, Status.PAUSED).workflow
    ask = Advance(workflow_id=ID, actor=actor(Role.CODE_WRITER), expected_version=1)
    assert code(workflow, ask) is ErrorCode.STALE_VERSION
    assert code(workflow, replace(ask, expected_version=None)) is ErrorCode.LIMIT_REACHED
    assert code(workflow, Cancel(workflow_id=ID, actor=actor(Role.CODE_WRITER))) is ErrorCode.NOT_PERMITTED


def test_a_status_that_forbids_comes_before_a_role_that_is_not_permitted() -> None:
    build = Build()
    build.cancel()
    ask = Rollback(workflow_id=ID, actor=actor(Role.CODE_WRITER), phase=Phase.DEPLOYMENT, reason="Why.")
    assert code(build.workflow, ask) is ErrorCode.NOT_ACTIVE
    assert code(Build().workflow, ask) is ErrorCode.NOT_PERMITTED
    assert code(Build().workflow, replace(ask, actor=actor(None))) is ErrorCode.PHASE_NOT_EARLIER


LATE: list[Advance | RequestRetry | ReleaseClaim] = [
    Advance(workflow_id=ID, actor=actor(Role.CODE_WRITER), claim=1, expected_version=1, phase=Phase.PLANNING),
    RequestRetry(workflow_id=ID, actor=actor(Role.CODE_WRITER), claim=1, expected_version=1, reason="Why."),
    ReleaseClaim(workflow_id=ID, actor=actor(Role.CODE_WRITER), claim=1, expected_version=1),
]


@pytest.mark.parametrize("late", LATE, ids=lambda late: type(late).__name__)
def test_rule_9_a_lost_claim_comes_first_then_the_version_then_the_limit_then_who_asks(
    late: Advance | RequestRetry | ReleaseClaim,
) -> None:
    build = full(State.TESTING, Status.ACTIVE, short_of=1)
    number = build.claim()
    at_the_limit = build.workflow
    assert code(at_the_limit, late) is ErrorCode.CLAIM_LOST
    in_time = replace(late, claim=number)
    assert code(at_the_limit, in_time) is ErrorCode.STALE_VERSION
    if not isinstance(late, ReleaseClaim):
        assert code(at_the_limit, replace(in_time, expected_version=None)) is ErrorCode.LIMIT_REACHED
    claimed = replace(at_the_limit, version=MAX_EVENTS - 1)
    assert code(claimed, replace(in_time, expected_version=None)) is ErrorCode.NOT_OWNER


def test_rule_9_what_a_command_says_and_whether_there_is_a_workflow_come_before_a_lost_claim() -> None:
    ask = RequestRetry(workflow_id=ID, actor=actor(Role.TEST_AUDITOR), claim=1, reason=" ")
    assert code(Build().workflow, ask) is ErrorCode.REASON_REQUIRED
    assert code(None, replace(ask, reason="Why.")) is ErrorCode.WORKFLOW_NOT_FOUND
    assert code(Build().workflow, replace(ask, reason="Why.")) is ErrorCode.CLAIM_LOST


def test_rule_9_that_a_claim_is_required_comes_after_status_and_role_and_before_the_move() -> None:
    build = Build().go(State.TESTING)
    build.claim()
    claimed = build.workflow
    build.pause()
    ask = Advance(workflow_id=ID, actor=actor(Role.CODE_WRITER), phase=Phase.PLANNING)
    assert code(build.workflow, ask) is ErrorCode.NOT_ACTIVE
    assert code(claimed, ask) is ErrorCode.NOT_OWNER
    ask = replace(ask, actor=build.owner)
    assert code(claimed, ask) is ErrorCode.CLAIM_REQUIRED
    assert code(claimed, replace(ask, claim=build.number)) is ErrorCode.WRONG_PHASE


def test_rule_9_status_then_role_then_the_place_forbid_a_claim() -> None:
    build = Build(gates=[State.HANDOFF_TO_TESTER]).go(State.HANDOFF_TO_TESTER)
    gated = build.workflow
    claimed = Build().go(State.TESTING)
    claimed.claim()
    build.pause()
    ask = ClaimWork(workflow_id=ID, actor=actor(Role.CODE_WRITER), worker="One")
    owned = replace(ask, actor=actor(Role.TEST_AUDITOR))
    assert code(build.workflow, ask) is ErrorCode.NOT_ACTIVE
    assert code(gated, ask) is ErrorCode.NOT_OWNER
    assert code(gated, owned) is ErrorCode.APPROVAL_REQUIRED
    assert code(claimed.workflow, ask) is ErrorCode.NOT_OWNER
    assert code(claimed.workflow, owned) is ErrorCode.ALREADY_CLAIMED


def test_who_asks_comes_before_that_there_is_nothing_to_end_or_to_approve() -> None:
    workflow, who, operator = Build().workflow, actor(Role.CODE_WRITER), actor(None)
    for ask, nothing in (
        (RevokeClaim(workflow_id=ID, actor=who), ErrorCode.NOT_CLAIMED),
        (Approve(workflow_id=ID, actor=who), ErrorCode.NOTHING_TO_APPROVE),
    ):
        assert code(workflow, ask) is ErrorCode.NOT_PERMITTED
        assert code(workflow, replace(ask, actor=operator)) is nothing
    release = ReleaseClaim(workflow_id=ID, actor=who)
    assert code(workflow, release) is ErrorCode.NOT_OWNER
    assert code(workflow, replace(release, actor=operator)) is ErrorCode.NOT_CLAIMED


def test_rule_12_at_a_closed_gate_the_approval_comes_before_what_must_not_be_sent_to_a_handoff() -> None:
    build = Build(gates=[State.HANDOFF_TO_TESTER]).go(State.HANDOFF_TO_TESTER)
    ask = Advance(workflow_id=ID, actor=build.owner, result={})
    assert code(build.workflow, ask) is ErrorCode.APPROVAL_REQUIRED
    build.approve()
    assert code(build.workflow, ask) is ErrorCode.ACKNOWLEDGE_FIRST
