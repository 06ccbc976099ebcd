"""Rule 9: a claim that runs out leaves the work waiting, and five of one attempt escalate it."""

import pytest

from domain.claims import signal
from domain.refusals import NotClaimed
from domain.vocabulary import Action, EventKind, Phase, Role, Signal, State, Status
from tests.domain.builds import Build
from tests.domain.design import EXPIRIES, owner
from tests.domain.places import CAN_EXHAUST, WORKING, at, give_up

each_phase = pytest.mark.parametrize("state", WORKING)


def expire_often(build: Build, times: int) -> None:
    """Claims by different workers, one after the other, that all run out."""
    for number in range(times):
        build.expire(f"worker-{number}")


def standing(build: Build) -> Status:
    """The present status."""
    return build.workflow.status


@each_phase
def test_rule_9_a_claim_that_runs_out_is_an_event_by_the_server_and_the_work_waits_again(state: State) -> None:
    build = Build().go(state)
    number = build.claim("worker-7")
    (event,) = build.expire()
    assert (event.kind, event.actor, event.notes) == (EventKind.CLAIM_EXPIRED, "HANDOFF", None)
    assert event.data == {"claim": number, "worker": "worker-7", "expiries": 1}
    assert (event.from_state, event.to_state, event.phase, event.attempt) == (state, state, Phase(state), 1)
    assert (event.from_role, event.to_role, event.is_handoff) == (owner(state), owner(state), True)
    assert (build.workflow.claim, build.workflow.status) == (None, Status.ACTIVE)
    assert (build.workflow.waits_for, build.workflow.waiting) == (owner(state), event.sequence)
    build.step()


def test_rule_9_only_the_live_claim_can_run_out() -> None:
    build = Build().go(State.TESTING)
    nobody_s = NotClaimed(Action.RELEASE_CLAIM, State.TESTING)
    assert build.run_out(build.workflow.version) == nobody_s
    first = build.claim()
    build.expire()
    before = build.workflow
    assert build.run_out(first) == nobody_s
    assert build.workflow is before
    second = build.claim()
    assert build.run_out(first) == nobody_s
    assert build.number == second


@each_phase
def test_rule_9_the_fifth_expiry_of_an_attempt_escalates_and_none_before_it(state: State) -> None:
    build = Build().go(state)
    expire_often(build, EXPIRIES - 1)
    assert standing(build) is Status.ACTIVE
    expired, escalated = build.expire("worker-4")
    assert (expired.kind, expired.data["expiries"], escalated.kind) == ("CLAIM_EXPIRED", EXPIRIES, "ESCALATED")
    assert escalated.data == {"expired": [f"worker-{number}" for number in range(EXPIRIES)]}
    assert (escalated.actor, escalated.phase, escalated.attempt) == ("HANDOFF", Phase(state), 1)
    assert (build.workflow.state, build.workflow.status) == (state, Status.ESCALATED)
    assert (build.workflow.claim, build.workflow.waits_for) == (None, None)
    assert not build.workflow.phases[Phase(state)].exhausted


def test_rule_9_claims_that_end_otherwise_do_not_count() -> None:
    build = Build().go(State.TESTING)
    expire_often(build, EXPIRIES - 1)
    for end in (Build.release, Build.revoke):
        build.claim()
        (event,) = end(build)
        assert event.data["expiries"] == EXPIRIES - 1
    assert standing(build) is Status.ACTIVE


def test_rule_9_claims_that_run_out_while_it_is_paused_do_not_count() -> None:
    build = Build().go(State.TESTING)
    for _ in range(EXPIRIES + 1):
        build.claim()
        build.pause()
        (event,) = build.expire()
        assert (event.kind, event.data["expiries"]) == (EventKind.CLAIM_EXPIRED, 0)
        assert standing(build) is Status.PAUSED
        build.resume()
    assert (build.workflow.expired, build.workflow.status) == ((), Status.ACTIVE)


def test_rule_9_a_pause_in_between_does_not_begin_the_count_anew() -> None:
    build = Build().go(State.TESTING)
    expire_often(build, EXPIRIES - 1)
    build.pause()
    build.resume()
    build.expire()
    assert standing(build) is Status.ESCALATED


def test_rule_9_each_attempt_has_a_count_of_its_own() -> None:
    build = Build().go(State.TESTING)
    expire_often(build, EXPIRIES - 1)
    build.fail()
    expire_often(build.go(State.TESTING), EXPIRIES - 1)
    assert standing(build) is Status.ACTIVE
    build.expire()
    assert standing(build) is Status.ESCALATED


@each_phase
def test_rule_9_after_a_resume_five_more_may_run_out_and_no_rounds_were_granted(state: State) -> None:
    build = Build().go(state)
    give_up(build)
    before = build.workflow.phases
    (event,) = build.resume(reason="The network is back.")
    assert event.data == {"grantedRounds": {}}
    assert (build.workflow.phases, build.workflow.expired) == (before, ())
    expire_often(build, EXPIRIES - 1)
    assert standing(build) is Status.ACTIVE
    build.expire()
    assert standing(build) is Status.ESCALATED


@pytest.mark.parametrize("state", CAN_EXHAUST)
def test_rule_7_the_default_grant_of_a_resume_is_only_for_phases_that_are_out_of_rounds(state: State) -> None:
    given_up, exhausted = Build().go(state), at(state, Status.ESCALATED, max_rounds=2)
    give_up(given_up)
    assert [event.data for event in given_up.resume()] == [{"grantedRounds": {}}]
    assert [event.data for event in exhausted.resume()] == [{"grantedRounds": {state: 2}}]


def test_an_operator_may_grant_rounds_also_where_claims_ran_out() -> None:
    build = Build(max_rounds=1).go(State.TESTING)
    give_up(build)
    (event,) = build.resume(3)
    assert event.data == {"grantedRounds": {"TESTING": 3}}
    assert build.workflow.phases[Phase.TESTING].max_rounds == 4


def test_going_back_while_it_is_escalated_by_expiries_leaves_it_so_with_nothing_counted() -> None:
    build = Build().go(State.TESTING)
    give_up(build)
    build.rollback(Phase.PLANNING)
    assert (build.workflow.status, build.workflow.expired) == (Status.ESCALATED, ())
    build.resume()
    assert build.workflow.waits_for is Role.Q_ASSISTANT


def test_rule_9_a_worker_is_told_to_go_on_or_why_not() -> None:
    build = Build().go(State.TESTING)
    number = build.claim()
    assert signal(build.workflow, number) is Signal.CONTINUE
    build.pause()
    assert signal(build.workflow, number) is Signal.PAUSED
    build.resume()
    assert signal(build.workflow, number) is Signal.CONTINUE
    build.revoke()
    assert signal(build.workflow, number) is Signal.SUPERSEDED
    again = build.claim()
    assert (signal(build.workflow, number), signal(build.workflow, again)) == (Signal.SUPERSEDED, Signal.CONTINUE)
    build.cancel()
    assert signal(build.workflow, again) is Signal.CANCELLED
