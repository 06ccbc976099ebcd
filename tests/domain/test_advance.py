"""Rules 1, 2, 3 and 11: who finishes what, and with what."""

import pytest

from domain.commands import Advance
from domain.refusals import AcknowledgeFirst, NotOwner, OutcomeNotPossible, ReasonRequired, ResultRequired, WrongPhase
from domain.vocabulary import EventKind, JsonObject, Outcome, Phase, Role, State, Status
from tests.domain.builds import ID, Build
from tests.domain.design import owner
from tests.domain.people import actor

each_handoff = pytest.mark.parametrize("state", [state for state in State if state.startswith("HANDOFF")])
each_phase = pytest.mark.parametrize("phase", Phase)
RESULT: JsonObject = {"summary": "It works.", "files": [{"path": "a.py"}], "share": 0.5, "left": None}


@each_phase
def test_rule_1_only_the_owner_advances_and_anyone_else_is_told_who_that_is(phase: Phase) -> None:
    build = Build().go(State(phase))
    others = [role for role in (*Role, None) if role != owner(phase)]
    for role in others:
        refusal = build.refusal(Advance(workflow_id=ID, actor=actor(role), result=RESULT))
        assert refusal == NotOwner(State(phase), Role(owner(phase) or ""), role)


@each_handoff
def test_rule_2_a_result_sent_to_a_handoff_state_is_refused_and_never_dropped(state: State) -> None:
    build = Build().go(state)
    refusal = build.refusal(Advance(workflow_id=ID, actor=build.owner, result={}))
    assert refusal == AcknowledgeFirst(state, build.owner.role, "result")
    assert refusal.message.startswith("Acknowledge first")


@each_handoff
def test_rule_2_advancing_a_handoff_state_acknowledges_it_and_begins_the_phase(state: State) -> None:
    build = Build().go(state)
    (event,) = build.step(notes="Thanks.", instruction="Note to self.")
    assert (event.kind, event.notes, event.data) == (
        EventKind.ACKNOWLEDGED,
        "Thanks.",
        {"instruction": "Note to self."},
    )
    assert (event.phase, event.attempt) == (str(event.to_state), 1)
    assert build.workflow.owner is build.owner.role


@each_phase
def test_rule_3_finishing_a_phase_without_a_result_is_refused(phase: Phase) -> None:
    build = Build().go(State(phase))
    assert build.refusal(Advance(workflow_id=ID, actor=build.owner)) == ResultRequired(phase)


@each_phase
def test_rule_3_the_result_is_kept_as_it_came_with_notes_and_instruction(phase: Phase) -> None:
    build = Build().go(State(phase))
    ask = Advance(workflow_id=ID, actor=build.owner, result=RESULT, notes="Look.", instruction="Go on.")
    (event,) = build.do(ask)
    assert event.kind is (EventKind.COMPLETED if phase is Phase.DEPLOYMENT else EventKind.PHASE_PASSED)
    assert event.data == {"result": RESULT, "instruction": "Go on."}
    assert (event.phase, event.attempt, event.notes) == (phase, 1, "Look.")
    assert build.workflow.phases[phase].output == event.sequence


@pytest.mark.parametrize("state", [State.TESTING, State.VERIFICATION])
@pytest.mark.parametrize("notes", [None, "", " \n"])
def test_rule_3_a_fail_without_its_reason_in_notes_is_refused(state: State, notes: str | None) -> None:
    build = Build().go(state)
    ask = Advance(workflow_id=ID, actor=build.owner, outcome=Outcome.FAIL, result=RESULT, notes=notes)
    assert build.refusal(ask) == ReasonRequired("notes")


@pytest.mark.parametrize("state", [state for state in State if state not in {State.TESTING, State.VERIFICATION}][:-1])
def test_only_testing_and_verification_can_fail(state: State) -> None:
    build = Build().go(state)
    ask = Advance(workflow_id=ID, actor=build.owner, outcome=Outcome.FAIL, result=build.result, notes="Why.")
    assert build.refusal(ask) == OutcomeNotPossible(state, Outcome.FAIL, (Outcome.PASS,))


@each_phase
def test_rule_11_naming_another_phase_than_the_current_one_is_refused(phase: Phase) -> None:
    build = Build().go(State(phase))
    for named in set(Phase) - {phase}:
        refusal = build.refusal(Advance(workflow_id=ID, actor=build.owner, result=RESULT, phase=named))
        assert refusal == WrongPhase(named, phase, State(phase))
    build.do(Advance(workflow_id=ID, actor=build.owner, result=RESULT, phase=phase))


@each_handoff
def test_rule_11_naming_a_phase_in_a_handoff_state_is_refused_as_none_is_being_finished(state: State) -> None:
    build = Build().go(state)
    for named in Phase:
        refusal = build.refusal(Advance(workflow_id=ID, actor=build.owner, phase=named))
        assert refusal == AcknowledgeFirst(state, build.owner.role, "phase")


def test_passing_every_phase_completes_the_build() -> None:
    build = Build().go(State.COMPLETE)
    assert build.workflow.status is Status.COMPLETED
    assert [event.kind for event in build.log].count(EventKind.ACKNOWLEDGED) == 4
    assert [event.phase for event in build.log if "result" in event.data] == list(Phase)
