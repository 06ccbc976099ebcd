"""Which refusal comes first when a command is wrong in several ways: from what it says to what stands in its way."""

from dataclasses import replace

from domain.commands import Advance, Cancel, Rollback
from domain.decide import decide
from domain.limits import MAX_TEXT
from domain.refusals import ErrorCode
from domain.vocabulary import Outcome, Phase, Role, State, Status
from domain.workflow import Workflow
from tests.domain.builds import ID, Build
from tests.domain.full import full
from tests.domain.people import actor


def code(workflow: Workflow | None, command: Advance | Rollback | Cancel) -> ErrorCode | None:
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
