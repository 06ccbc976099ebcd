"""Rule 8: what holds a workflow, what lets it go, and what is final."""

from dataclasses import replace

import pytest

from domain.commands import AddNote, Advance, Approve, Cancel, ClaimWork, Pause, Reject, RequestRetry, Resume
from domain.refusals import NotActive, NothingToChange, NotPermitted
from domain.vocabulary import Action, EventKind, Role, State, Status
from tests.domain.builds import ID
from tests.domain.people import ACTORS, OPERATOR
from tests.domain.places import MOVING, PLACES, WORKING, Place, at, each_place, stand

HELD = [place for place in PLACES if place.status in {Status.PAUSED, Status.ESCALATED, Status.CANCELLED}]
each_held = pytest.mark.parametrize("place", HELD, ids=str)
each_moving = pytest.mark.parametrize("state", MOVING)


@each_held
def test_a_workflow_that_does_not_move_refuses_advance_retry_and_claim(place: Place) -> None:
    build = stand(place)
    advance = Advance(workflow_id=ID, actor=build.owner, result=build.result, claim=build.number)
    retry = RequestRetry(workflow_id=ID, actor=build.owner, reason="Why.", claim=build.number)
    claim = ClaimWork(workflow_id=ID, actor=build.owner, worker="One")
    assert build.refusal(advance) == NotActive(Action.ADVANCE, place.status)
    assert build.refusal(retry) == NotActive(Action.REQUEST_RETRY, place.status)
    assert build.refusal(claim) == NotActive(Action.CLAIM, place.status)


@each_held
@pytest.mark.parametrize(
    "ask", [Approve(workflow_id=ID, actor=OPERATOR), Reject(workflow_id=ID, actor=OPERATOR, reason="No.")]
)
def test_a_workflow_that_does_not_move_takes_no_approval_and_no_rejection(place: Place, ask: Approve | Reject) -> None:
    action = Action.APPROVE if isinstance(ask, Approve) else Action.REJECT
    assert stand(place).refusal(ask) == NotActive(action, place.status)


@each_moving
def test_pause_holds_the_workflow_where_it_stands_and_resume_lets_it_go_on(state: State) -> None:
    build = at(state, Status.ACTIVE)
    before = build.workflow.phases
    (paused,) = build.pause("Lunch.")
    assert (paused.kind, paused.notes, build.workflow.status) == (EventKind.PAUSED, "Lunch.", Status.PAUSED)
    (resumed,) = build.resume(reason="Back.")
    assert (resumed.kind, resumed.notes, build.workflow.status) == (EventKind.RESUMED, "Back.", Status.ACTIVE)
    assert (build.workflow.state, build.workflow.phases) == (state, before)
    build.step()


@each_moving
def test_anybody_may_pause(state: State) -> None:
    for who in ACTORS:
        build = at(state, Status.ACTIVE)
        (event,) = build.do(Pause(workflow_id=ID, actor=who))
        assert (event.actor, event.notes, build.workflow.status) == (who.name, None, Status.PAUSED)


@each_moving
def test_cancel_is_final(state: State) -> None:
    build = at(state, Status.ACTIVE)
    (event,) = build.cancel("No money.")
    assert (event.kind, event.notes, event.to_state) == (EventKind.CANCELLED, "No money.", state)
    assert build.refusal(Resume(workflow_id=ID, actor=OPERATOR)) == NotActive(Action.RESUME, Status.CANCELLED)
    build.note("A pity.")
    assert (build.workflow.state, build.workflow.status) == (state, Status.CANCELLED)
    assert (build.workflow.owner, build.workflow.next_role) == (event.to_role, None)


@pytest.mark.parametrize("status", [Status.PAUSED, Status.ESCALATED])
def test_what_is_held_can_be_cancelled(status: Status) -> None:
    build = at(State.TESTING, status)
    build.cancel()
    assert build.workflow.status is Status.CANCELLED


def test_a_completed_workflow_takes_notes_and_can_neither_be_cancelled_nor_paused() -> None:
    build = at(State.COMPLETE, Status.COMPLETED)
    assert build.refusal(Cancel(workflow_id=ID, actor=OPERATOR)) == NotActive(Action.CANCEL, Status.COMPLETED)
    assert build.refusal(Pause(workflow_id=ID, actor=OPERATOR)) == NotActive(Action.PAUSE, Status.COMPLETED)
    (event,) = build.note("Well done.")
    assert (event.phase, event.attempt, event.to_state) == (None, None, State.COMPLETE)
    assert build.workflow.status is Status.COMPLETED


@pytest.mark.parametrize("role", Role)
def test_only_an_operator_resumes_and_cancels(role: Role) -> None:
    by = next(who for who in ACTORS if who.role is role)
    build = at(State.TESTING, Status.PAUSED)
    assert build.refusal(Resume(workflow_id=ID, actor=by)) == NotPermitted(Action.RESUME, role, ())
    assert build.refusal(Cancel(workflow_id=ID, actor=by)) == NotPermitted(Action.CANCEL, role, ())


@pytest.mark.parametrize(
    ("status", "ask", "action"),
    [
        (Status.ACTIVE, Resume(workflow_id=ID, actor=OPERATOR), Action.RESUME),
        (Status.PAUSED, Pause(workflow_id=ID, actor=OPERATOR), Action.PAUSE),
        (Status.CANCELLED, Cancel(workflow_id=ID, actor=OPERATOR), Action.CANCEL),
    ],
)
def test_rule_11_what_would_change_nothing_is_refused(
    status: Status, ask: Pause | Resume | Cancel, action: Action
) -> None:
    assert at(State.TESTING, status).refusal(ask) == NothingToChange(action, status)


@pytest.mark.parametrize("state", WORKING)
def test_an_escalated_workflow_is_not_paused_as_it_stands_still_already(state: State) -> None:
    refusal = at(state, Status.ESCALATED).refusal(Pause(workflow_id=ID, actor=OPERATOR))
    assert refusal == NotActive(Action.PAUSE, Status.ESCALATED)


@each_place
def test_notes_are_taken_always_from_anybody_and_change_nothing_else(place: Place) -> None:
    for who in ACTORS:
        build = stand(place)
        before = build.workflow
        build.do(AddNote(workflow_id=ID, actor=who, text="Mind the gap."))
        after = build.workflow
        assert after == replace(before, version=before.version + 1, notes=(*before.notes, after.version))
