"""`allowedActions` and `decide` agree: what is listed is accepted, and what is accepted is listed."""

import pytest

from domain.allowed import allowed_actions
from domain.vocabulary import Action, State, Status
from tests.domain.asking import accepted, as_asked, listed
from tests.domain.people import ACTORS, OPERATOR, actor
from tests.domain.places import REACHABLE, at

each_place = pytest.mark.parametrize(("state", "status"), REACHABLE)


@each_place
@pytest.mark.parametrize("max_rounds", [1, 5])
def test_what_is_listed_is_accepted_and_what_is_accepted_is_listed(
    state: State, status: Status, max_rounds: int
) -> None:
    workflow = at(state, status, max_rounds).workflow
    assert [listed(workflow, who) for who in ACTORS] == [accepted(workflow, who) for who in ACTORS]


@each_place
def test_without_a_role_all_that_anybody_may_ask_for_is_listed_once_with_who_may(state: State, status: Status) -> None:
    workflow = at(state, status).workflow
    every = allowed_actions(workflow)
    assert len({as_asked(item) for item in every}) == len(every)
    for item in every:
        may = [who for who in ACTORS if as_asked(item) in accepted(workflow, who)]
        assert may == [*map(actor, item.roles), *([OPERATOR] if item.operator else [])]


def test_the_nearest_phase_is_listed_first_as_it_is_the_one_a_plain_retry_goes_to() -> None:
    workflow = at(State.HANDOFF_TO_VERIFIER, Status.ACTIVE).workflow
    listed_for = [item.leads_to for item in allowed_actions(workflow) if item.action is Action.REQUEST_RETRY]
    assert listed_for == ["TESTING", "IMPLEMENTATION", "PLANNING", "DISCOVERY"]
