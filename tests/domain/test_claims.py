"""Rule 9: a worker may take an owned state for a limited time, and gives it back or loses it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.claims import decide_release
from domain.commands import Actor, Advance, ClaimWork, ReleaseClaim, RequestRetry, RevokeClaim
from domain.limits import DEFAULT_LEASE
from domain.refusals import AlreadyClaimed, ClaimLost, ClaimRequired, ErrorCode, NotClaimed, NotOwner, NotPermitted
from domain.vocabulary import Action, EventKind, Phase, Role, State, Status
from domain.workflow import Claim
from tests.domain.builds import ID, Build, Events
from tests.domain.design import owner
from tests.domain.people import ACTORS, OPERATOR, actor
from tests.domain.places import HANDOFFS, MOVING, WORKING

each_handoff = pytest.mark.parametrize("state", HANDOFFS)
each_phase = pytest.mark.parametrize("state", WORKING)
Way = Callable[[Build], Events]
each_moving = pytest.mark.parametrize("state", MOVING)


def to_planning(build: Build) -> Events:
    """The operator takes the workflow back to PLANNING."""
    return build.rollback(Phase.PLANNING)


@each_phase
def test_rule_9_claiming_a_phase_is_one_event_that_names_the_worker_and_the_lease(state: State) -> None:
    build = Build().go(state)
    ask = ClaimWork(workflow_id=ID, actor=build.owner, worker="worker-7", lease_seconds=90)
    (event,) = build.do(ask)
    assert (event.kind, event.from_state, event.to_state) == (EventKind.CLAIMED, state, state)
    assert (event.phase, event.attempt, event.actor) == (Phase(state), 1, build.owner.name)
    assert event.data == {"worker": "worker-7", "leaseSeconds": 90}
    assert build.workflow.claim == Claim(event.sequence, "worker-7", 90)
    assert not event.is_handoff
    assert (build.workflow.next_role, build.workflow.waits_for) == (owner(state), None)


@each_handoff
def test_rule_9_claiming_a_handoff_state_acknowledges_it_first(state: State) -> None:
    build = Build().go(state)
    by = build.owner
    acknowledged, claimed = build.do(ClaimWork(workflow_id=ID, actor=by, worker="worker-7"))
    assert (acknowledged.kind, claimed.kind) == (EventKind.ACKNOWLEDGED, EventKind.CLAIMED)
    assert (acknowledged.from_state, acknowledged.to_state) == (state, claimed.from_state)
    assert acknowledged.to_state is claimed.to_state is build.workflow.state
    assert (acknowledged.phase, acknowledged.attempt) == (claimed.phase, claimed.attempt) == (build.workflow.phase, 1)
    assert build.workflow.claim == Claim(claimed.sequence, "worker-7", DEFAULT_LEASE)
    assert {acknowledged.actor, claimed.actor} == {by.name}


def test_rule_9_claiming_a_handoff_again_after_going_back_begins_the_next_attempt() -> None:
    build = Build().go(State.TESTING)
    build.fail()
    build.go(State.HANDOFF_TO_TESTER)
    acknowledged, claimed = build.do(ClaimWork(workflow_id=ID, actor=build.owner, worker="worker-7"))
    assert (acknowledged.attempt, claimed.attempt) == (2, 2) == (build.workflow.phases[Phase.TESTING].attempt,) * 2


@each_moving
def test_rule_9_only_the_owner_claims(state: State) -> None:
    build = Build().go(state)
    for who in ACTORS:
        if who.role is not build.workflow.owner:
            refusal = build.refusal(ClaimWork(workflow_id=ID, actor=who, worker="worker-7"))
            assert refusal == NotOwner(state, Role(owner(state) or ""), who.role)


@each_phase
def test_rule_9_what_is_claimed_is_not_claimed_again_not_even_by_the_same_worker(state: State) -> None:
    build = Build().go(state)
    build.claim("worker-7")
    for worker in ("worker-7", "worker-8"):
        refusal = build.refusal(ClaimWork(workflow_id=ID, actor=build.owner, worker=worker))
        assert refusal == AlreadyClaimed(state, "worker-7")


@each_phase
def test_rule_9_while_a_claim_is_live_advance_retry_and_release_need_its_number(state: State) -> None:
    build = Build().go(state)
    build.claim("worker-7")
    advance = Advance(workflow_id=ID, actor=build.owner, result=build.result)
    retry = RequestRetry(workflow_id=ID, actor=build.owner, reason="No.")
    release = ReleaseClaim(workflow_id=ID, actor=build.owner)
    assert build.refusal(advance) == ClaimRequired(Action.ADVANCE, state, "worker-7")
    assert build.refusal(retry) == ClaimRequired(Action.REQUEST_RETRY, state, "worker-7")
    assert build.refusal(release) == ClaimRequired(Action.RELEASE_CLAIM, state, "worker-7")
    build.do(replace(advance, claim=build.number))


@each_moving
def test_rule_9_nobody_has_to_claim_and_a_number_is_not_accepted_where_there_is_no_claim(state: State) -> None:
    build = Build().go(state)
    ask = Advance(workflow_id=ID, actor=build.owner, result=build.result)
    lost = ClaimLost(build.workflow.version, build.workflow.version, state, Status.ACTIVE, None)
    assert build.refusal(replace(ask, claim=build.workflow.version)) == lost
    build.do(ask)


@each_phase
def test_rule_9_finishing_claimed_work_ends_the_claim_and_names_the_worker(state: State) -> None:
    build = Build().go(state)
    build.claim("worker-7")
    (event,) = build.step()
    assert (event.data["worker"], build.workflow.claim) == ("worker-7", None)


@pytest.mark.parametrize("way", [Build.fail, Build.retry, to_planning], ids=["fail", "retry", "rollback"])
def test_rule_9_going_back_ends_the_claim_and_names_the_worker(way: Way) -> None:
    build = Build().go(State.TESTING)
    build.claim("worker-7")
    event = way(build)[0]
    assert (event.data["worker"], build.workflow.claim) == ("worker-7", None)


def test_rule_9_what_is_done_without_a_claim_names_no_worker() -> None:
    build = Build().go(State.TESTING)
    events = (*build.fail(), *build.go(State.TESTING).retry(), *build.rollback(Phase.PLANNING), *build.step())
    assert not any("worker" in event.data for event in events)


def test_rule_9_a_claim_outlives_a_pause_and_notes_and_a_cancel_ends_it() -> None:
    build = Build().go(State.TESTING)
    number = build.claim()
    build.pause()
    build.note("Lunch.")
    assert build.number == number
    build.resume()
    assert build.number == number
    build.cancel()
    assert build.number is None


@each_phase
def test_rule_9_a_released_claim_leaves_the_work_waiting_again(state: State) -> None:
    build = Build().go(state)
    number = build.claim("worker-7")
    (event,) = build.release("Out of disk.")
    assert (event.kind, event.notes, event.to_state) == (EventKind.CLAIM_RELEASED, "Out of disk.", state)
    assert event.data == {"claim": number, "worker": "worker-7", "expiries": 0}
    assert (event.from_role, event.to_role, event.is_handoff) == (owner(state), owner(state), True)
    assert (build.workflow.claim, build.workflow.waits_for) == (None, owner(state))
    assert build.workflow.waiting == event.sequence


def test_rule_9_a_release_is_proved_by_its_number_so_the_role_may_be_left_out_but_must_not_be_another() -> None:
    build = Build().go(State.TESTING)
    ask = ReleaseClaim(workflow_id=ID, actor=OPERATOR, claim=build.claim())
    other = replace(ask, actor=actor(Role.CODE_WRITER))
    assert build.refusal(other) == NotOwner(State.TESTING, Role.TEST_AUDITOR, Role.CODE_WRITER)
    (event,) = build.do(ask)
    assert (event.actor, event.actor_role) == (OPERATOR.name, Role.TEST_AUDITOR)


def test_a_release_by_nobody_who_is_known_by_name_is_recorded_under_the_name_of_the_role() -> None:
    build = Build().go(State.TESTING)
    (event,) = build.do(ReleaseClaim(workflow_id=ID, actor=Actor("OPERATOR"), claim=build.claim()))
    assert (event.actor, event.actor_role) == ("TEST_AUDITOR", Role.TEST_AUDITOR)


@pytest.mark.parametrize("end", [Build.release, Build.revoke])
def test_rule_9_a_claim_can_be_ended_while_it_is_paused_and_the_work_waits_once_it_is_resumed(end: Way) -> None:
    build = Build().go(State.TESTING)
    build.claim()
    build.pause()
    end(build)
    assert (build.number, build.workflow.status, build.workflow.waits_for) == (None, Status.PAUSED, None)
    (resumed,) = build.resume()
    assert (build.workflow.waits_for, build.workflow.waiting) == (Role.TEST_AUDITOR, resumed.sequence)


@pytest.mark.parametrize("role", Role)
def test_rule_9_only_an_operator_takes_a_claim_away(role: Role) -> None:
    build = Build().go(State.TESTING)
    number = build.claim("worker-7")
    ask = RevokeClaim(workflow_id=ID, actor=actor(role), reason="Stuck.")
    assert build.refusal(ask) == NotPermitted(Action.REVOKE_CLAIM, role, ())
    (event,) = build.do(replace(ask, actor=OPERATOR))
    assert (event.kind, event.notes, event.actor) == (EventKind.CLAIM_REVOKED, "Stuck.", OPERATOR.name)
    assert event.data == {"claim": number, "worker": "worker-7", "expiries": 0}
    assert (event.is_handoff, build.workflow.waits_for) == (True, Role.TEST_AUDITOR)


@each_moving
def test_rule_9_where_nobody_has_claimed_there_is_nothing_to_release_or_to_take_away(state: State) -> None:
    build = Build().go(state)
    release, revoke = ReleaseClaim(workflow_id=ID, actor=build.owner), RevokeClaim(workflow_id=ID, actor=OPERATOR)
    assert build.refusal(release) == NotClaimed(Action.RELEASE_CLAIM, state)
    assert build.refusal(revoke) == NotClaimed(Action.REVOKE_CLAIM, state)


@pytest.mark.parametrize("end", [Build.release, Build.revoke, Build.expire])
def test_rule_9_a_late_result_with_an_old_number_is_refused_and_changes_nothing(end: Way) -> None:
    build = Build().go(State.TESTING)
    number = build.claim("worker-7")
    end(build)
    late = Advance(workflow_id=ID, actor=build.owner, result=build.result, claim=number)
    before = build.workflow
    assert build.refusal(late) == ClaimLost(number, before.version, State.TESTING, Status.ACTIVE, None)
    build.claim("worker-8")
    now = build.workflow
    assert build.refusal(late) == ClaimLost(number, now.version, State.TESTING, Status.ACTIVE, "worker-8")
    assert build.workflow is now


def test_rule_9_an_old_number_is_refused_in_every_later_state_also_when_the_same_phase_comes_again() -> None:
    build = Build().go(State.IMPLEMENTATION)
    late = Advance(workflow_id=ID, actor=build.owner, result={}, claim=build.claim("worker-7"))
    build.step()
    for state in (State.HANDOFF_TO_TESTER, State.TESTING, State.COMPLETE):
        build.go(state)
        assert build.refusal(late).code is ErrorCode.CLAIM_LOST
    build.rollback(Phase.IMPLEMENTATION)
    assert build.refusal(late).code is ErrorCode.CLAIM_LOST
    build.claim("worker-7")
    assert build.refusal(late).code is ErrorCode.CLAIM_LOST


def test_rule_9_the_number_of_a_later_claim_is_greater() -> None:
    build, numbers = Build(), []
    for end in (Build.release, Build.revoke, Build.expire, Build.fail, Build.retry, to_planning):
        numbers.append(build.go(State.TESTING).claim())
        end(build)
    assert numbers == sorted(set(numbers))


def test_ending_a_claim_where_none_is_live_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(LookupError):
        decide_release(Build().workflow, ReleaseClaim(workflow_id=ID, actor=OPERATOR))
