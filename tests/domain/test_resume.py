"""Rule 7, the way out: an operator's resume grants new rounds, to the phase that needs them."""

import pytest

from domain.limits import MAX_ROUNDS
from domain.vocabulary import Phase, State, Status
from tests.domain.builds import Build
from tests.domain.places import CAN_EXHAUST, at, exhaust, send_back

each_phase = pytest.mark.parametrize("phase", [Phase(state) for state in CAN_EXHAUST])


def rounds(build: Build) -> dict[Phase, int]:
    """The rounds that each phase may use."""
    return {phase: record.max_rounds for phase, record in build.workflow.phases.items()}


@each_phase
@pytest.mark.parametrize("max_rounds", [1, 2, 3])
def test_an_escalated_phase_is_granted_max_rounds_unless_told_otherwise(phase: Phase, max_rounds: int) -> None:
    build = at(State(phase), Status.ESCALATED, max_rounds)
    before = rounds(build)
    (event,) = build.resume()
    assert event.data == {"grantedRounds": {phase: max_rounds}}
    assert rounds(build) == before | {phase: 2 * max_rounds}
    assert build.workflow.status is Status.ACTIVE


@each_phase
@pytest.mark.parametrize("granted", [1, 2, 4])
def test_a_grant_lasts_for_as_many_times_back_as_it_says(phase: Phase, granted: int) -> None:
    build = at(State(phase), Status.ESCALATED, max_rounds=2)
    build.resume(granted)
    for _ in range(granted - 1):
        send_back(build, phase)
        assert build.workflow.status is Status.ACTIVE
    send_back(build, phase)
    assert build.workflow.status is Status.ESCALATED


def test_the_most_that_may_be_granted_at_once_is_granted_and_grants_add_up() -> None:
    build = at(State.TESTING, Status.ESCALATED, max_rounds=1)
    build.resume(MAX_ROUNDS)
    build.pause()
    build.resume(MAX_ROUNDS)
    assert build.workflow.phases[Phase.TESTING].max_rounds == 1 + 2 * MAX_ROUNDS


def test_the_exhausted_phase_is_granted_the_rounds_also_after_a_rollback_to_another() -> None:
    build = at(State.TESTING, Status.ESCALATED, max_rounds=2)
    build.rollback(Phase.DISCOVERY)
    (event,) = build.resume(3)
    assert event.data == {"grantedRounds": {"TESTING": 3}}
    assert build.workflow.phases[Phase.TESTING].max_rounds == 5
    assert not any(record.exhausted for record in build.workflow.phases.values())
    build.go(State.COMPLETE)


def test_a_paused_workflow_is_granted_nothing_unless_asked_for() -> None:
    build = at(State.TESTING, Status.PAUSED)
    before = rounds(build)
    (event,) = build.resume()
    assert event.data == {"grantedRounds": {}}
    assert (rounds(build), build.workflow.status) == (before, Status.ACTIVE)


@pytest.mark.parametrize("state", [State.TESTING, State.HANDOFF_TO_TESTER])
def test_a_paused_workflow_is_granted_rounds_for_the_phase_it_stands_at(state: State) -> None:
    build = at(state, Status.PAUSED, max_rounds=2)
    (event,) = build.resume(3)
    assert event.data == {"grantedRounds": {"TESTING": 3}}
    assert rounds(build) == dict.fromkeys(Phase, 2) | {Phase.TESTING: 5}


def test_after_a_grant_the_other_phases_escalate_where_they_did_before() -> None:
    build = at(State.TESTING, Status.ESCALATED, max_rounds=1)
    build.resume()
    build.rollback(Phase.PLANNING)
    exhaust(build, Phase.PLANNING)
    assert build.workflow.phases[Phase.PLANNING].round == 2
