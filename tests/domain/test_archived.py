"""What is archived stays as it is."""

from domain.explain import explain
from domain.refusals import WorkflowArchived
from domain.vocabulary import Action, State, Status
from tests.domain.people import OPERATOR
from tests.domain.places import Place, stand


def test_nothing_is_possible_of_what_is_archived_and_the_reason_says_who_could_help() -> None:
    workflow = stand(Place(State.COMPLETE, Status.COMPLETED)).workflow
    for action in Action:
        found = explain(workflow, OPERATOR, action, archived=True)
        assert (found.refusal, found.choices) == (WorkflowArchived(workflow.id), ())
        assert f"python -m db restore {workflow.id}" in found.message
