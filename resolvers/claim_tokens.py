"""The tokens of claims, as clients send them."""

from dataclasses import dataclass
from typing import TypeAlias

from db.store import Store
from db.tokens import BadTokenError
from domain.refusals import InvalidInput
from domain.vocabulary import WorkflowId


@dataclass(frozen=True, slots=True)
class ClaimRead:
    """What the token of a claim names."""

    workflow_id: WorkflowId
    number: int


Read: TypeAlias = ClaimRead | InvalidInput


async def read_claim(store: Store, token: str, workflow_id: WorkflowId | None) -> Read:
    """The claim that `token` names, which must be one of the workflow if that is named, too.

    A workflow that the caller does not see has no claims.
    """
    expected = "the token that claimWork gave for this workflow, as it was given"
    try:
        found = ClaimRead(*store.tokens.read(token))
    except BadTokenError:
        return InvalidInput("claimToken", expected, "another text")
    if not await store.sees(found.workflow_id):
        return InvalidInput("claimToken", expected, "another text")
    if workflow_id not in {None, found.workflow_id}:
        return InvalidInput("claimToken", expected, "the token of another workflow")
    return found
