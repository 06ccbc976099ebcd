"""Rule 7: FAIL and retry cost a round of the target phase, and a phase without rounds escalates."""

import pytest

from domain.vocabulary import EventKind, Phase, State, Status
from tests.domain.builds import Build
from tests.domain.places import CAN_EXHAUST, at, exhaust, send_back

each_phase = pytest.mark.parametrize("phase", [Phase(state) for state in CAN_EXHAUST])
each_limit = pytest.mark.parametrize("max_rounds", [1, 2, 3])


@each_phase
@each_limit
def test_a_phase_is_worked_on_for_max_rounds_and_the_next_time_back_escalates(phase: Phase, max_rounds: int) -> None:
    build = Build(max_rounds)
    for used in range(1, max_rounds):
        send_back(build, phase)
        assert (build.workflow.status, build.workflow.phases[phase].round) == (Status.ACTIVE, used + 1)
    send_back(build, phase)
    record = build.workflow.phases[phase]
    assert (build.workflow.state, build.workflow.status) == (State(phase), Status.ESCALATED)
    assert (record.round, record.max_rounds, record.exhausted) == (max_rounds + 1, max_rounds, True)


@each_phase
@each_limit
def test_escalation_is_an_event_of_its_own_after_the_one_that_sends_the_work_back(
    phase: Phase, max_rounds: int
) -> None:
    build = Build(max_rounds)
    exhaust(build, phase)
    back, escalated = build.log[-2:]
    assert (back.kind, escalated.kind) == (EventKind.RETRY_REQUESTED, EventKind.ESCALATED)
    assert (escalated.from_state, escalated.to_state, escalated.actor) == (State(phase), State(phase), back.actor)
    assert (escalated.phase, escalated.attempt) == (phase, max_rounds + 1)
    assert escalated.data == {
        "exhausted": phase,
        "round": max_rounds + 1,
        "maxRounds": max_rounds,
        "tried": [{"attempt": attempt, "reason": "Not yet."} for attempt in range(1, max_rounds + 1)],
    }
    assert build.workflow.phases[phase].opened == back.sequence
    assert build.workflow.phases[phase].attempt == escalated.attempt


@pytest.mark.parametrize("state", [State.TESTING, State.VERIFICATION])
@each_limit
def test_a_fail_costs_a_round_of_implementation(state: State, max_rounds: int) -> None:
    build = Build(max_rounds)
    for used in range(1, max_rounds + 1):
        assert build.workflow.status is Status.ACTIVE
        build.go(state).fail()
        assert build.workflow.phases[Phase.IMPLEMENTATION].round == used + 1
    assert (build.workflow.state, build.workflow.status) == (State.IMPLEMENTATION, Status.ESCALATED)
    assert [event.kind for event in build.log[-2:]] == [EventKind.PHASE_FAILED, EventKind.ESCALATED]


def test_fails_and_retries_draw_on_the_same_rounds_and_only_on_those_of_the_target() -> None:
    build = Build(max_rounds=3).go(State.TESTING)
    build.fail()
    build.go(State.HANDOFF_TO_TESTER).retry()
    build.go(State.TESTING).retry(Phase.PLANNING)
    rounds = {phase: record.round for phase, record in build.workflow.phases.items()}
    assert rounds == {
        "DISCOVERY": 1,
        "PLANNING": 2,
        "IMPLEMENTATION": 3,
        "TESTING": 1,
        "VERIFICATION": 0,
        "DEPLOYMENT": 0,
    }
    build.go(State.VERIFICATION).fail()
    assert build.log[-1].kind is EventKind.ESCALATED


def test_running_again_because_an_earlier_phase_does_costs_no_round() -> None:
    build = Build(max_rounds=2).go(State.TESTING)
    build.retry(Phase.DISCOVERY)
    build.go(State.TESTING)
    assert {record.round for phase, record in build.workflow.phases.items() if phase != "DISCOVERY"} == {1, 0}
    assert build.workflow.phases[Phase.IMPLEMENTATION].attempt == 2


@pytest.mark.parametrize("phase", Phase)
def test_a_rollback_costs_nothing_however_often(phase: Phase) -> None:
    build = Build(max_rounds=1)
    for attempt in (2, 3, 4):
        build.go(State.COMPLETE).rollback(phase)
        record = build.workflow.phases[phase]
        assert (record.round, record.attempt, build.workflow.status) == (1, attempt, Status.ACTIVE)


@pytest.mark.parametrize("status", [Status.PAUSED, Status.ESCALATED])
@pytest.mark.parametrize("max_rounds", [1, 3])
def test_a_rollback_while_it_does_not_move_leaves_it_so(status: Status, max_rounds: int) -> None:
    build = at(State.TESTING, status, max_rounds)
    before = build.workflow.phases[Phase.PLANNING]
    build.rollback(Phase.PLANNING)
    after = build.workflow.phases[Phase.PLANNING]
    assert (build.workflow.state, build.workflow.status) == (State.PLANNING, status)
    assert (after.round, after.attempt) == (before.round, before.attempt + 1)
