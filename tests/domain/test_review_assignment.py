"""The assignment where a handoff waits for approval, where work came back, and where it is claimed."""

import pytest
from hypothesis import given, settings

from domain.assignment import assignment
from domain.vocabulary import FindingStatus, Phase, Role, Severity, State, Status
from tests.domain.builds import Build
from tests.domain.design import ahead, earlier, owner
from tests.domain.places import HANDOFFS, PLACES, WORKING, Gate, Place, stand
from tests.domain.random_histories import histories
from tests.domain.reading import assigned, listed, named
from tests.domain.reviewing import answer, finish, gated, reject, retry, wrong

CLOSED = [place for place in PLACES if place.gate is Gate.CLOSED and place.status is not Status.CANCELLED]
each_gate = pytest.mark.parametrize("state", HANDOFFS)


@pytest.mark.parametrize("place", CLOSED, ids=str)
def test_at_a_closed_gate_the_q_assistant_is_asked_to_review_the_work_handed_over(place: Place) -> None:
    build = stand(place)
    work, done = assigned(build), Phase(earlier(place.state)[-1])
    assert (work.role, work.state, work.phase) == (Role.Q_ASSISTANT, place.state, done)
    assert (work.attempt, work.round, work.max_rounds) == (1, 1, 5)
    outputs = work.context["outputs"]
    assert isinstance(outputs, dict)
    assert list(outputs) == list(earlier(place.state))
    assert outputs[done] == build.events[build.workflow.phases[done].output or 0].data["result"]


@each_gate
def test_the_attempt_and_the_round_are_those_of_the_work_to_be_reviewed(state: State) -> None:
    build = gated(max_rounds=3)
    for number in (1, 2, 3):
        work = assigned(build.go(state))
        assert (work.attempt, work.round, work.max_rounds) == (number, number, 3)
        build.do(reject())
    build.resume(2)
    build.rollback(Phase.DISCOVERY)
    work = assigned(build.go(state))
    assert (work.attempt, work.round, work.max_rounds) == (5, 4, 5)


@each_gate
def test_the_review_is_told_in_sentences(state: State) -> None:
    done = earlier(state)[-1]
    assert assigned(gated().go(state)).instructions == (
        f"You are the Q Assistant; this is {done}, round 1 of 5. Review this work before it is acknowledged in {state}"
        f": it is `context.outputs.{done}`. Hold it against the requirements and the plan. If it holds, "
        "approveHandoff with role Q_ASSISTANT. If not, rejectHandoff with role Q_ASSISTANT, a `reason`, and what is "
        "wrong in `findings`: that sends it back."
    )


@each_gate
def test_while_it_is_paused_the_reviewer_is_told_to_wait(state: State) -> None:
    build = gated().go(state)
    build.pause()
    assert (
        "The workflow is PAUSED: wait until an operator has resumed it. If it holds, " in assigned(build).instructions
    )


@each_gate
def test_once_it_is_approved_the_receiver_is_asked_to_acknowledge_with_what_was_said(state: State) -> None:
    build = gated().go(state)
    build.approve("Mind the hats.")
    work = assigned(build)
    assert (work.role, work.phase, work.attempt, work.round) == (owner(state), Phase(ahead(state) or ""), 1, 1)
    assert work.context["notes"] == [{"actor": "Q Assistant One", "text": "Mind the hats."}]
    assert "First acknowledge the handoff: claimWork, or advanceWorkflow with role" in work.instructions
    assert "Review this work" not in work.instructions


@each_gate
def test_gates_elsewhere_leave_the_assignment_to_the_receiver(state: State) -> None:
    gates = [gate for gate in HANDOFFS if gate is not state]
    work, ungated = assigned(Build(gates=gates).go(state)), assigned(Build().go(state))
    assert (work.role, work.phase, work.attempt) == (owner(state), ungated.phase, ungated.attempt)
    assert work.instructions == ungated.instructions


@each_gate
def test_after_a_rejection_the_author_gets_the_reason_the_work_and_the_findings(state: State) -> None:
    build = gated().go(state)
    done = Phase(earlier(state)[-1])
    result = build.log[-1].data["result"]
    build.do(reject(wrong("A")))
    work = assigned(build)
    assert (work.role, work.phase, work.attempt, work.round) == (owner(done), done, 2, 2)
    assert work.context["sentBack"] == {
        "kind": "REJECTED",
        "fromState": state,
        "byRole": "Q_ASSISTANT",
        "actor": "Olga",
        "reason": "Unreadable.",
        "report": None,
        "rejected": result,
    }
    assert [each["id"] for each in listed(build)] == ["A"]
    assert "put that right first. The finding A is OPEN: answer it in `answers` with RESOLVED or DISPUTED. Finish" in (
        work.instructions
    )


@pytest.mark.parametrize("state", WORKING)
def test_only_while_the_work_is_claimed_the_instructions_say_by_whom(state: State) -> None:
    build = Build().go(state)
    before = assigned(build)
    build.claim('Ada\'s "first"')
    claimed = assigned(build)
    sentence = "It is claimed by 'Ada\\'s \"first\"': only with that claim's `claimToken` can it be done. "
    assert claimed.instructions.replace(sentence, "") == before.instructions != claimed.instructions
    assert (claimed.role, claimed.context) == (before.role, before.context)
    build.release()
    assert assigned(build) == before


@pytest.mark.parametrize("state", [State.TESTING, State.VERIFICATION])
def test_what_is_asked_with_a_fail_is_asked_of_the_author_alone(state: State) -> None:
    build = Build().go(state)
    build.fail(instruction="Only mend the login.")
    assert assigned(build).context["instruction"] == "Only mend the login."
    build.step(instruction="Test the login.")
    assert assigned(build.go(State.TESTING)).context["instruction"] == "Test the login."
    assert assigned(build.go(State.VERIFICATION)).context["instruction"] is None


@pytest.mark.parametrize("state", [State.TESTING, State.VERIFICATION])
def test_a_role_that_can_fail_the_work_is_told_to_name_what_is_wrong(state: State) -> None:
    assert assigned(Build().go(state)).instructions.endswith(
        "If it does not hold, use outcome FAIL with a `result`, the reason in `notes`, and each thing that is wrong in "
        "`findings`."
    )


def laden(state: State) -> Build:
    """A build at the closed gate of `state` whose assignment reads events of every kind that there is to read."""
    build = gated()
    build.note("First.")
    build.go(State.DEPLOYMENT).do(retry(build, Phase.DISCOVERY, wrong("A"), wrong("B", Severity.MINOR)))
    build.do(finish(build, None, answer("B", FindingStatus.DISPUTED)))
    build.go(state)
    build.do(reject(wrong("C"), wrong("D")))
    build.go(State(earlier(state)[-1])).do(finish(build, None, answer("C", FindingStatus.DISPUTED)))
    build.do(reject())
    build.do(finish(build))
    return build


@each_gate
def test_each_event_that_is_named_is_needed_for_a_review(state: State) -> None:
    build = laden(state)
    assert build.workflow.awaits_approval
    assert assignment(build.workflow, build.events) == assigned(build)
    every = named(build)
    for missing in every:
        with pytest.raises(KeyError):
            assignment(build.workflow, {at: event for at, event in every.items() if at != missing})


@settings(max_examples=100, deadline=None, derandomize=True)
@given(build=histories())
def test_whatever_happened_the_assignment_is_made_from_the_events_that_are_named(build: Build) -> None:
    assert assignment(build.workflow, named(build)) == assignment(build.workflow, build.events)
