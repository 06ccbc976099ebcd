"""The unions that mutations give, held against all that the domain can answer."""

from functools import cache

import pytest
from graphql import GraphQLUnionType

from domain.commands import AddNote, Advance, Cancel, Command, Pause, RequestRetry, Resume, Rollback, StartWorkflow
from tests.api.documents import mutations
from tests.domain.commands import refused
from tests.domain.places import REACHABLE, at

COMMANDS: dict[str, type[Command]] = {
    "startWorkflow": StartWorkflow,
    "advanceWorkflow": Advance,
    "requestRetry": RequestRetry,
    "rollbackWorkflow": Rollback,
    "pauseWorkflow": Pause,
    "resumeWorkflow": Resume,
    "cancelWorkflow": Cancel,
    "addNote": AddNote,
}
ANY = {"InvalidInputError", "IdempotencyConflictError", "UnavailableError", "OutcomeUnknownError"}
"""Out of bounds, or held against the log, whatever the command."""
OF_A_WORKFLOW = {"WorkflowNotFoundError", "StaleVersionError"}
UNLESS_FULL = {"LimitReachedError"}


@cache
def _met() -> dict[type[Command], set[str]]:
    """The refusals that each kind of command meets, in every state and status, whoever asks and however."""
    found: dict[type[Command], set[str]] = {command: set() for command in COMMANDS.values()}
    for state, status in REACHABLE:
        for command, refusal in refused(at(state, status).workflow):
            found[type(command)].add(f"{type(refusal).__name__}Error")
    return found


@pytest.mark.parametrize(("name", "union"), mutations().items())
def test_a_union_holds_the_refusals_that_its_mutation_can_meet_and_no_others(
    name: str, union: GraphQLUnionType
) -> None:
    command = COMMANDS[name]
    expected = _met()[command] | ANY
    if command is not StartWorkflow:
        expected |= OF_A_WORKFLOW
    if command not in {StartWorkflow, Cancel}:
        expected |= UNLESS_FULL
    assert {member.name for member in union.types[1:]} == expected
