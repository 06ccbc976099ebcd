"""Rules 4, 5 and 6: who sends work back, how far, and that nothing is deleted by it."""

from collections.abc import Callable
from itertools import product

import pytest

from domain.commands import RequestRetry, Rollback
from domain.refusals import NotOwner, PhaseNotEarlier
from domain.vocabulary import EventKind, Phase, Role, State, Status
from tests.domain.builds import ID, Build, Events
from tests.domain.design import PHASES, earlier, owner
from tests.domain.people import OPERATOR, actor

BACK = [(state, Phase(phase)) for state in State for phase in earlier(state)]
Send = Callable[[Build, Phase], Events]
WAYS: dict[str, Send] = {"retry": Build.retry, "rollback": Build.rollback}
KINDS = {"retry": EventKind.RETRY_REQUESTED, "rollback": EventKind.ROLLED_BACK, "fail": EventKind.PHASE_FAILED}
MOVES = [
    *((way, state, phase) for way, (state, phase) in product(WAYS, BACK) if (way, state) != ("retry", State.COMPLETE)),
    ("fail", State.TESTING, Phase.IMPLEMENTATION),
    ("fail", State.VERIFICATION, Phase.IMPLEMENTATION),
]
each_move = pytest.mark.parametrize(("way", "state", "phase"), MOVES)


def send(build: Build, way: str, phase: Phase) -> Events:
    """Send the work back to `phase`."""
    return WAYS[way](build, phase) if way in WAYS else build.fail()


@pytest.mark.parametrize("state", [state for state in State if owner(state) and earlier(state)])
def test_rule_4_a_retry_goes_to_the_previous_phase_which_is_the_one_that_handed_over(state: State) -> None:
    build = Build().go(state)
    (event,) = build.retry(reason="Not good enough.")
    assert (event.kind, event.to_state) == (EventKind.RETRY_REQUESTED, earlier(state)[-1])
    assert event.notes == "Not good enough."


def test_rule_4_discovery_has_nothing_before_it() -> None:
    build = Build()
    refusal = build.refusal(RequestRetry(workflow_id=ID, actor=build.owner, reason="Why."))
    assert refusal == PhaseNotEarlier(State.DISCOVERY, None, ())


@pytest.mark.parametrize("state", [state for state in State if owner(state)])
def test_rule_4_only_the_owner_requests_a_retry(state: State) -> None:
    build = Build().go(state)
    for role in {*Role, None} - {build.workflow.owner}:
        refusal = build.refusal(RequestRetry(workflow_id=ID, actor=actor(role), reason="Why."))
        assert refusal == NotOwner(state, Role(owner(state) or ""), role)


@pytest.mark.parametrize("role", [None, Role.Q_ASSISTANT])
def test_rule_5_an_operator_and_the_q_assistant_reopen_a_completed_workflow(role: Role | None) -> None:
    build = Build().go(State.COMPLETE)
    (event,) = build.do(Rollback(workflow_id=ID, actor=actor(role), phase=Phase.TESTING, reason="It is slow."))
    assert (build.workflow.state, build.workflow.status) == (State.TESTING, Status.ACTIVE)
    assert (event.from_state, event.from_role, event.to_role) == (State.COMPLETE, None, Role.TEST_AUDITOR)
    build.go(State.COMPLETE)
    assert build.workflow.status is Status.COMPLETED


@pytest.mark.parametrize(("state", "phase"), [(state, phase) for state in State for phase in Phase])
def test_rule_5_a_rollback_goes_to_any_earlier_phase_and_to_no_other(state: State, phase: Phase) -> None:
    build = Build().go(state)
    ask = Rollback(workflow_id=ID, actor=OPERATOR, phase=phase, reason="Why.")
    if phase in earlier(state):
        build.do(ask)
        assert build.workflow.state == State(phase)
    else:
        assert build.refusal(ask) == PhaseNotEarlier(state, phase, tuple(map(Phase, earlier(state))))


@each_move
def test_rule_6_outputs_from_the_target_on_are_superseded_and_earlier_ones_stay(
    way: str, state: State, phase: Phase
) -> None:
    build = Build().go(state)
    before = {name: record.output for name, record in build.workflow.phases.items()}
    event = send(build, way, phase)[0]
    cut = PHASES.index(phase)
    assert event.kind is KINDS[way]
    assert event.data["superseded"] == {name: before[name] for name in map(Phase, PHASES[cut:]) if before[name]}
    after = {name: record.output for name, record in build.workflow.phases.items()}
    assert after == {name: before[name] if name in PHASES[:cut] else None for name in before}


@each_move
def test_rule_6_superseded_results_stay_in_the_log_with_who_when_and_why(way: str, state: State, phase: Phase) -> None:
    build = Build().go(state)
    who = OPERATOR.name if way == "rollback" else build.owner.name
    kept = list(build.log)
    results = {event.phase: event.data["result"] for event in kept if "result" in event.data}
    event = send(build, way, phase)[0]
    superseded = event.data["superseded"]
    assert isinstance(superseded, dict)
    assert build.log[: len(kept)] == kept
    assert {name: build.events[at].data["result"] for name, at in superseded.items()} == {
        name: result for name, result in results.items() if name in superseded
    }
    assert (event.actor, event.sequence, bool(event.notes)) == (who, len(kept) + 1, True)


@each_move
def test_rule_6_the_phase_and_all_later_ones_run_again_as_new_attempts(way: str, state: State, phase: Phase) -> None:
    build = Build().go(state)
    before = {name: record.attempt for name, record in build.workflow.phases.items()}
    send(build, way, phase)
    build.go(State.COMPLETE)
    again = PHASES[PHASES.index(phase) :]
    attempts = {name: record.attempt for name, record in build.workflow.phases.items()}
    assert attempts == {name: before[name] + (name in again) for name in before}


def test_rule_6_the_output_of_a_phase_is_its_newest_that_is_not_superseded() -> None:
    build = Build().go(State.TESTING)
    first = build.workflow.phases[Phase.IMPLEMENTATION].output
    build.fail()
    assert build.workflow.phases[Phase.IMPLEMENTATION].output is None
    (event,) = build.step()
    assert build.workflow.phases[Phase.IMPLEMENTATION].output == event.sequence != first
