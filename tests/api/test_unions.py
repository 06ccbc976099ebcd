"""The unions that mutations and previews give, held against all that the domain can answer."""

from collections.abc import Iterator
from functools import cache

import pytest
from graphql import GraphQLUnionType, get_named_type

from domain.commands import (
    AddNote,
    Advance,
    Approve,
    Cancel,
    ClaimWork,
    Command,
    ForkWorkflow,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
    StartWorkflow,
)
from domain.decide import decide
from domain.refusals import Refusal
from tests.api.documents import mutations, schema
from tests.api.special_commands import special
from tests.domain.commands import refused
from tests.domain.places import PLACES, stand

Answered = tuple[Command, Refusal]
COMMANDS: dict[str, type[Command]] = {
    "startWorkflow": StartWorkflow,
    "forkWorkflow": ForkWorkflow,
    "advanceWorkflow": Advance,
    "requestRetry": RequestRetry,
    "rollbackWorkflow": Rollback,
    "claimWork": ClaimWork,
    "releaseClaim": ReleaseClaim,
    "revokeClaim": RevokeClaim,
    "approveHandoff": Approve,
    "rejectHandoff": Reject,
    "pauseWorkflow": Pause,
    "resumeWorkflow": Resume,
    "cancelWorkflow": Cancel,
    "addNote": AddNote,
}
ANY = {"InvalidInputError", "IdempotencyConflictError", "UnavailableError", "OutcomeUnknownError"}
"""Out of bounds, or held against the log, whatever the command."""
OF_A_WORKFLOW = {"WorkflowNotFoundError", "StaleVersionError"}
OF_THE_ARCHIVE = {"WorkflowArchivedError"}
UNLESS_FULL = {"LimitReachedError"}
OF_THE_OLDEST = {"NothingWaitingError"}
OF_A_HEARTBEAT = {*OF_A_WORKFLOW, "NotOwnerError", "InvalidInputError", "UnavailableError"}
"""It is no command: nothing of it is in the log, and a key changes nothing."""
PREVIEWS: dict[str, type[Command]] = {"previewRollback": Rollback, "previewRetry": RequestRetry}
NOT_OF_A_PREVIEW = {"ReasonRequiredError", "ClaimRequiredError", "ClaimLostError", "EffectChangedError"}
"""It takes no reason and no token: the first is of no account, and a claim is looked at as its holder."""


def _answered() -> Iterator[Answered]:
    """Refusals of every kind of command, in every place, whoever asks and however."""
    for place in PLACES:
        yield from refused(stand(place).workflow)
    for workflow, command in special():
        answer = decide(workflow, command)
        assert not isinstance(answer, tuple)
        yield command, answer


@cache
def _met() -> dict[type[Command], set[str]]:
    found: dict[type[Command], set[str]] = {command: set() for command in COMMANDS.values()}
    for command, refusal in _answered():
        if not isinstance(command, ReleaseClaim) or command.claim is not None:
            found[type(command)].add(f"{type(refusal).__name__}Error")
    return found


def _expected(command: type[Command]) -> set[str]:
    expected = _met()[command] | ANY
    if command is not StartWorkflow:
        expected |= OF_A_WORKFLOW
    if command not in {StartWorkflow, ForkWorkflow}:
        expected |= OF_THE_ARCHIVE
    if command not in {StartWorkflow, ForkWorkflow, Cancel, ReleaseClaim, RevokeClaim}:
        expected |= UNLESS_FULL
    return expected | OF_THE_OLDEST if command is ClaimWork else expected


@pytest.mark.parametrize(("name", "union"), mutations().items())
def test_a_union_holds_the_refusals_that_its_mutation_can_meet_and_no_others(
    name: str, union: GraphQLUnionType
) -> None:
    expected = OF_A_HEARTBEAT if name == "heartbeat" else _expected(COMMANDS[name])
    assert {member.name for member in union.types[1:]} == expected


@pytest.mark.parametrize(("name", "command"), PREVIEWS.items())
def test_a_preview_gives_the_refusals_that_its_mutation_can_meet_save_those_of_reasons_and_tokens(
    name: str, command: type[Command]
) -> None:
    root = schema().query_type
    assert root is not None
    union = get_named_type(root.fields[name].type)
    assert isinstance(union, GraphQLUnionType)
    expected = (_met()[command] | {"WorkflowNotFoundError"} | OF_THE_ARCHIVE | UNLESS_FULL) - NOT_OF_A_PREVIEW - ANY
    assert {member.name for member in union.types[1:]} == expected
