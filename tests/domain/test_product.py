"""Every place, actor and command: accepted or refused as the rules say, and led where they say."""

from domain.decide import decide
from domain.vocabulary import Status
from tests.domain.builds import fold
from tests.domain.commands import accepted_at, every_command
from tests.domain.design import acts
from tests.domain.oracle import reasons, status_after, target
from tests.domain.places import PLACES, Gate, Place, each_place, place_of, stand


@each_place
def test_a_command_is_refused_for_a_reason_in_the_rules_and_accepted_when_there_is_none(place: Place) -> None:
    workflow = stand(place, max_rounds=1).workflow
    for command in every_command(workflow):
        answer = decide(workflow, command)
        expected = reasons(workflow, command)
        if isinstance(answer, tuple):
            assert not expected, command
            assert answer, command
        else:
            assert answer.code in expected, command


@each_place
def test_an_accepted_command_leads_to_the_state_and_status_that_the_rules_name_and_to_a_place_covered_here(
    place: Place,
) -> None:
    for max_rounds in (1, 5):
        workflow = stand(place, max_rounds).workflow
        for command, events in accepted_at(place, max_rounds):
            after = fold(events, onto=workflow)
            assert (after.state, after.status) == (target(workflow, command), status_after(workflow, command)), command
            assert place_of(after) in PLACES, command


@each_place
def test_the_next_role_is_the_owner_or_the_approver_at_a_closed_gate_unless_nobody_is_awaited(place: Place) -> None:
    workflow = stand(place).workflow
    to_act = acts(place.state, closed=place.gate is Gate.CLOSED)
    assert workflow.responsible == to_act
    assert workflow.next_role == (None if place.status is Status.CANCELLED else to_act)


@each_place
def test_rule_9_work_waits_for_the_next_role_exactly_while_it_moves_and_nobody_has_claimed_it(place: Place) -> None:
    workflow = stand(place).workflow
    waits = place.status is Status.ACTIVE and not place.claimed
    assert workflow.waits_for == (workflow.next_role if waits else None)
    assert (workflow.waits_for is not None) == waits
