"""What holds of claims, gates and waiting work, whatever happened."""

from itertools import pairwise

from domain.vocabulary import EventKind, State, Status
from tests.domain.builds import Build, fold
from tests.domain.design import EXPIRIES, acts
from tests.domain.handing import work_is_announced
from tests.domain.retelling import retell


def after_every_event_the_fold_is_what_the_rules_tell_and_no_claim_survives_a_change_of_state(build: Build) -> None:
    for workflow, event, told in zip(build.past, build.log, retell(build.log), strict=True):
        assert event.from_state is event.to_state or workflow.claim is None
        live = None if workflow.claim is None else workflow.claim.number
        assert (workflow.state, workflow.status, live) == (told.state, told.status, told.live)
        assert (workflow.awaits_approval, len(workflow.expired)) == (told.closed, told.expiries)


def at_most_one_claim_is_live_and_the_numbers_only_grow(build: Build) -> None:
    numbers = [0]
    for before, event in zip(retell(build.log), build.log[1:], strict=False):
        if event.kind is EventKind.CLAIMED:
            assert before.live is None
            numbers.append(event.sequence)
        if "claim" in event.data:
            assert event.data["claim"] == before.live == numbers[-1]
    assert all(earlier < later for earlier, later in pairwise(numbers))


def a_worker_holds_a_phase_that_is_active_or_paused_and_nothing_else(build: Build) -> None:
    workflow = build.workflow
    if workflow.claim is not None:
        assert workflow.status in {Status.ACTIVE, Status.PAUSED}
        assert workflow.phase == str(workflow.state)


def the_fifth_expiry_of_an_attempt_escalates_and_none_before_it(build: Build) -> None:
    log, counts = build.log, [told.expiries for told in retell(build.log)]
    assert max(counts) <= EXPIRIES
    fifth = {place for place, event in enumerate(log) if (event.kind, counts[place]) == ("CLAIM_EXPIRED", EXPIRIES)}
    given_up = {place for place, event in enumerate(log) if "expired" in event.data}
    assert given_up == {place + 1 for place in fifth}
    for place in given_up:
        assert log[place].kind is EventKind.ESCALATED
        assert log[place].data == {"expired": list(fold(log[:place]).expired)}


def it_waits_for_whoever_has_to_act_unless_it_is_claimed_or_does_not_move(build: Build) -> None:
    workflow, told = build.workflow, retell(build.log)[-1]
    idle = told.status is Status.ACTIVE and told.live is None and told.state is not State.COMPLETE
    assert workflow.waits_for == (acts(told.state, closed=told.closed) if idle else None)
    assert (workflow.waits_for is None) != idle


def whoever_gets_work_is_told_by_a_handoff(build: Build) -> None:
    for before, after, event in zip((None, *build.past[:-1]), build.past, build.log, strict=True):
        work_is_announced(before, after, [event])


CLAIM_INVARIANTS = (
    after_every_event_the_fold_is_what_the_rules_tell_and_no_claim_survives_a_change_of_state,
    at_most_one_claim_is_live_and_the_numbers_only_grow,
    a_worker_holds_a_phase_that_is_active_or_paused_and_nothing_else,
    the_fifth_expiry_of_an_attempt_escalates_and_none_before_it,
    it_waits_for_whoever_has_to_act_unless_it_is_claimed_or_does_not_move,
    whoever_gets_work_is_told_by_a_handoff,
)
