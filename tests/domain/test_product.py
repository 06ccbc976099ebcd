"""Every state, status, actor and command: accepted or refused as the rules say, and led where they say."""

import pytest

from domain.decide import decide
from domain.vocabulary import State, Status
from tests.domain.builds import fold
from tests.domain.commands import accepted, every_command
from tests.domain.design import owner
from tests.domain.oracle import reasons, status_after, target
from tests.domain.places import REACHABLE, at

each_place = pytest.mark.parametrize(("state", "status"), REACHABLE)
few_or_many_rounds = pytest.mark.parametrize("max_rounds", [1, 5])


@each_place
@few_or_many_rounds
def test_a_command_is_refused_for_a_reason_in_the_rules_and_accepted_when_there_is_none(
    state: State, status: Status, max_rounds: int
) -> None:
    workflow = at(state, status, max_rounds).workflow
    for command in every_command(workflow.version):
        answer = decide(workflow, command)
        expected = reasons(workflow, command)
        if isinstance(answer, tuple):
            assert not expected, command
            assert answer, command
        else:
            assert answer.code in expected, command


@each_place
@few_or_many_rounds
def test_an_accepted_command_leads_to_the_state_and_status_that_the_rules_name(
    state: State, status: Status, max_rounds: int
) -> None:
    workflow = at(state, status, max_rounds).workflow
    for command, events in accepted(workflow):
        after = fold(events, onto=workflow)
        assert (after.state, after.status) == (target(workflow, command), status_after(workflow, command)), command


@each_place
@few_or_many_rounds
def test_no_command_leads_out_of_the_places_that_these_tests_cover(
    state: State, status: Status, max_rounds: int
) -> None:
    workflow = at(state, status, max_rounds).workflow
    after = [fold(events, onto=workflow) for _, events in accepted(workflow)]
    assert {(each.state, each.status) for each in after} <= set(REACHABLE)


@each_place
def test_the_next_role_is_the_owner_unless_nobody_is_awaited(state: State, status: Status) -> None:
    workflow = at(state, status).workflow
    assert workflow.next_role == (None if status is Status.CANCELLED else owner(state))
