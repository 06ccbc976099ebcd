"""The instructions: what to do now and by which calls, in sentences that a language model can follow."""

from itertools import pairwise

import pytest

from domain.assignment import assignment
from domain.vocabulary import Phase, Role, State, Status
from tests.domain.builds import Build
from tests.domain.design import PHASES, ahead, owner
from tests.domain.places import MOVING, Place, at, each_place, stand


def told(build: Build) -> str:
    """The instructions of the assignment."""
    work = assignment(build.workflow, build.events)
    assert work is not None
    return work.instructions


@each_place
def test_the_round_is_always_said(place: Place) -> None:
    build = stand(place, max_rounds=3)
    used = 4 if place.exhausted else 1
    if place.status not in {Status.COMPLETED, Status.CANCELLED}:
        assert f"round {used} of 3." in told(build)


@pytest.mark.parametrize("state", MOVING)
def test_the_role_is_told_who_it_is_and_how_to_finish_its_phase(state: State) -> None:
    text, role = told(at(state, Status.ACTIVE)), Role(owner(state) or "")
    assert text.startswith(f"You are the {role.label}; this is {ahead(state)}, ")
    assert f"Finish with advanceWorkflow: role {role}, phase {ahead(state)}, outcome PASS and a `result`" in text


@pytest.mark.parametrize("state", MOVING)
def test_only_in_a_handoff_state_the_role_is_told_to_acknowledge_first(state: State) -> None:
    assert ("First acknowledge the handoff" in told(at(state, Status.ACTIVE))) == (state not in PHASES)


@pytest.mark.parametrize("state", MOVING)
def test_only_where_a_phase_can_fail_the_role_is_told_how(state: State) -> None:
    text = told(at(state, Status.ACTIVE))
    assert ("use outcome FAIL with a `result`, the reason in `notes`, and each thing that is wrong" in text) == (
        ahead(state) in {"TESTING", "VERIFICATION"}
    )


@pytest.mark.parametrize("phase", Phase)
def test_only_what_has_to_be_done_again_is_to_be_put_right_first(phase: Phase) -> None:
    build = Build().go(State(phase))
    assert "sentBack" not in told(build)
    build.go(State.COMPLETE).rollback(phase)
    assert "It has to be done again: `context.sentBack` says by whom and why" in told(build)


def test_while_the_workflow_does_not_move_the_role_is_told_to_wait() -> None:
    build = Build()
    assert "wait until an operator" not in told(build)
    build.pause()
    assert "The workflow is PAUSED: wait until an operator has resumed it." in told(build)


@pytest.mark.parametrize("phase", Phase)
def test_rule_9_only_while_it_is_claimed_the_role_is_told_by_whom_and_that_the_token_is_needed(phase: Phase) -> None:
    build = Build().go(State(phase))
    assert "claimToken" not in told(build)
    build.claim("worker-7")
    assert "It is claimed by 'worker-7': only with that claim's `claimToken` can it be done." in told(build)
    build.expire()
    assert "claimToken" not in told(build)


def test_each_phase_has_a_task_of_its_own() -> None:
    tasks = [told(at(State(phase), Status.ACTIVE)).split(".")[1] for phase in PHASES]
    assert len(set(tasks)) == len(PHASES)


def test_acknowledging_takes_away_the_sentence_about_it_and_nothing_else() -> None:
    handoffs = [(state, after) for state, after in pairwise(State) if state.startswith("HANDOFF")]
    for state, after in handoffs:
        before = told(at(state, Status.ACTIVE)).split(". ")
        left = told(at(after, Status.ACTIVE)).split(". ")
        assert [part for part in before if not part.startswith("First acknowledge")] == left
