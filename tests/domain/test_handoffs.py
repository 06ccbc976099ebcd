"""Which events are handoffs: nobody has work waiting of which no handoff to its role has told."""

import pytest
from hypothesis import given, settings

from domain.vocabulary import EventKind, Phase, Role, State
from tests.domain.builds import Build, fold
from tests.domain.claim_invariants import whoever_gets_work_is_told_by_a_handoff
from tests.domain.commands import accepted_at
from tests.domain.design import acts, earlier, falls_to_a_role_anew
from tests.domain.handing import work_is_announced
from tests.domain.invariants import an_event_is_a_handoff_when_who_has_to_act_changes_or_the_work_falls_back
from tests.domain.places import HANDOFFS, Gate, Place, each_place, stand
from tests.domain.random_histories import histories
from tests.domain.reviewing import gated, retry

each_table = pytest.mark.parametrize("gates", [(), HANDOFFS], ids=["no other gates", "all gated"])


@each_table
@each_place
def test_an_event_is_a_handoff_exactly_when_who_has_to_act_changes_or_the_work_falls_to_a_role_anew(
    place: Place, gates: tuple[State, ...]
) -> None:
    for max_rounds in (1, 5):
        for _, events in accepted_at(place, max_rounds, gates):
            was_closed = place.gate is Gate.CLOSED
            for event in events:
                moved = event.from_state is not event.to_state
                closed = event.to_state in gates if moved else was_closed and event.kind is not EventKind.APPROVED
                before, after = acts(event.from_state or "", closed=was_closed), acts(event.to_state, closed=closed)
                reviewed = was_closed or closed
                anew = falls_to_a_role_anew(event.kind, moved=moved, claimed=place.claimed, reviewed=reviewed)
                assert (event.from_role, event.to_role) == (before, after)
                assert event.is_handoff == (before != after or anew)
                was_closed = closed


@each_table
@each_place
def test_rule_9_whoever_work_comes_to_wait_for_and_whoever_comes_to_be_able_to_claim_it_gets_a_handoff(
    place: Place, gates: tuple[State, ...]
) -> None:
    for max_rounds in (1, 5):
        before = stand(place, max_rounds, gates).workflow
        for _, events in accepted_at(place, max_rounds, gates):
            work_is_announced(before, fold(events, onto=before), events)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(build=histories())
def test_rule_9_whatever_happened_no_work_has_come_to_anybody_without_a_handoff(build: Build) -> None:
    whoever_gets_work_is_told_by_a_handoff(build)
    an_event_is_a_handoff_when_who_has_to_act_changes_or_the_work_falls_back(build)


def test_the_q_assistant_that_finished_what_it_had_claimed_is_handed_what_comes_next() -> None:
    build = Build()
    build.claim()
    (passed,) = build.step()
    assert (passed.from_role, passed.to_role, passed.is_handoff) == (Role.Q_ASSISTANT, Role.Q_ASSISTANT, True)
    (passed,) = build.step()
    assert passed.to_role is Role.CODE_WRITER


def test_the_same_role_that_goes_on_with_its_own_work_is_not_handed_anything() -> None:
    build = Build()
    assert not build.step()[0].is_handoff
    assert not build.rollback(Phase.DISCOVERY)[0].is_handoff
    build.go(State.HANDOFF_TO_CODER)
    assert not build.step()[0].is_handoff


@pytest.mark.parametrize("gate", HANDOFFS)
def test_rule_12_work_that_comes_back_from_a_closed_gate_to_the_q_assistant_is_a_handoff_whoever_sent_it(
    gate: State,
) -> None:
    build = gated()
    for phase in map(Phase, earlier(gate)[:2]):
        build.go(gate)
        (event,) = build.do(retry(build, phase))
        assert (event.from_role, event.to_role, event.is_handoff) == (Role.Q_ASSISTANT, Role.Q_ASSISTANT, True)
        (event,) = build.go(gate).rollback(phase)
        assert (event.from_role, event.to_role, event.is_handoff) == (Role.Q_ASSISTANT, Role.Q_ASSISTANT, True)
    (event, *_) = build.go(gate).reject()
    assert event.is_handoff
