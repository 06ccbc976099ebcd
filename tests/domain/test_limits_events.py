"""The limit of events of one workflow: at it, only what ends something is still taken."""

from collections.abc import Callable

import pytest

from domain.commands import (
    AddNote,
    Advance,
    Cancel,
    ClaimWork,
    Pause,
    Resume,
    Rollback,
)
from domain.explain import explain
from domain.limits import MAX_EVENTS
from domain.refusals import LimitReached
from domain.vocabulary import Action, Phase, Role, State, Status
from tests.domain.asking import accepted, listed
from tests.domain.builds import ID, Build, Events
from tests.domain.full import full
from tests.domain.people import ACTORS, OPERATOR

PLACES = [(State.TESTING, Status.ACTIVE), (State.TESTING, Status.PAUSED), (State.COMPLETE, Status.COMPLETED)]


def test_one_event_short_of_the_limit_all_goes_on() -> None:
    build = full(State.HANDOFF_TO_TESTER, Status.ACTIVE, short_of=1)
    build.step()
    assert build.workflow.version == MAX_EVENTS


def test_at_the_limit_everything_but_a_cancel_and_the_end_of_a_claim_is_refused() -> None:
    build = full(State.TESTING, Status.ACTIVE)
    for ask in (
        Advance(workflow_id=ID, actor=build.owner, result={}),
        Rollback(workflow_id=ID, actor=OPERATOR, phase=Phase.PLANNING, reason="Why."),
        Pause(workflow_id=ID, actor=OPERATOR),
        Resume(workflow_id=ID, actor=OPERATOR),
        AddNote(workflow_id=ID, actor=OPERATOR, text="One more."),
        ClaimWork(workflow_id=ID, actor=build.owner, worker="One"),
    ):
        assert build.refusal(ask) == LimitReached(MAX_EVENTS)
    build.cancel()
    assert build.workflow.status is Status.CANCELLED


@pytest.mark.parametrize("end", [Build.release, Build.revoke, Build.expire])
def test_at_the_limit_a_claim_can_still_end_and_its_work_waits_for_nobody(end: Callable[[Build], Events]) -> None:
    build = full(State.TESTING, Status.ACTIVE, short_of=1)
    build.claim()
    end(build)
    assert (build.workflow.claim, build.workflow.version) == (None, MAX_EVENTS + 1)
    assert build.workflow.waits_for is None


def test_at_the_limit_work_waits_for_nobody_who_could_not_do_it() -> None:
    short, at_the_limit = (full(State.TESTING, Status.ACTIVE, short_of=number).workflow for number in (1, 0))
    assert (short.waits_for, at_the_limit.waits_for) == (Role.TEST_AUDITOR, None)
    assert (short.next_role, at_the_limit.next_role) == (Role.TEST_AUDITOR, Role.TEST_AUDITOR)


@pytest.mark.parametrize(("state", "status"), PLACES)
def test_at_the_limit_what_is_listed_as_allowed_is_still_what_is_accepted(state: State, status: Status) -> None:
    workflow = full(state, status).workflow
    for who in ACTORS:
        possible = accepted(workflow, who)
        assert listed(workflow, who) == possible
        explained = {action for action in Action if explain(workflow, who, action).refusal is None}
        assert explained == {action for action, _, _ in possible}


def test_at_the_limit_a_completed_workflow_is_not_promised_a_cancel_that_would_be_refused() -> None:
    build = full(State.COMPLETE, Status.COMPLETED)
    build.refusal(Cancel(workflow_id=ID, actor=OPERATOR))
    refusal = build.refusal(AddNote(workflow_id=ID, actor=OPERATOR, text="One more."))
    assert "cancelled" not in refusal.message
