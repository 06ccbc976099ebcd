"""`allowedActions` and `decide` agree: what is listed is accepted, and what is accepted is listed."""

from domain.allowed import allowed_actions
from domain.vocabulary import Action, State, Status
from tests.domain.asking import accepted, as_asked, listed
from tests.domain.people import ACTORS, OPERATOR, actor
from tests.domain.places import Place, at, each_place, stand


@each_place
def test_what_is_listed_is_accepted_and_what_is_accepted_is_listed(place: Place) -> None:
    workflow = stand(place).workflow
    assert [listed(workflow, who) for who in ACTORS] == [accepted(workflow, who) for who in ACTORS]


@each_place
def test_without_a_role_all_that_anybody_may_ask_for_is_listed_once_with_who_may(place: Place) -> None:
    workflow = stand(place).workflow
    every = allowed_actions(workflow)
    assert len({as_asked(item) for item in every}) == len(every)
    for item in every:
        may = [who for who in ACTORS if as_asked(item) in accepted(workflow, who)]
        assert may == [*map(actor, item.roles), *([OPERATOR] if item.operator else [])]


@each_place
def test_rule_9_a_token_is_needed_exactly_for_advance_retry_and_release_while_a_claim_is_live(place: Place) -> None:
    needing = {item.action for item in allowed_actions(stand(place).workflow) if item.needs_token}
    works = {Action.ADVANCE, Action.REQUEST_RETRY, Action.RELEASE_CLAIM}
    listed_for = {item.action for item in allowed_actions(stand(place).workflow)}
    assert needing == (works & listed_for if place.claimed else set())


def test_the_nearest_phase_is_listed_first_as_it_is_the_one_a_plain_retry_goes_to() -> None:
    workflow = at(State.HANDOFF_TO_VERIFIER, Status.ACTIVE).workflow
    listed_for = [item.leads_to for item in allowed_actions(workflow) if item.action is Action.REQUEST_RETRY]
    assert listed_for == ["TESTING", "IMPLEMENTATION", "PLANNING", "DISCOVERY"]
