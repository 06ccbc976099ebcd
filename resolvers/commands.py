"""Carrying out commands."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from db.log.answers import Answer, Refused
from db.store import Store
from db.tokens import BadTokenError
from domain.commands import Actor, Advance, Command, ReleaseClaim, RequestRetry, Rollback
from domain.limits import MAX_NAME
from domain.refusals import InvalidInput
from domain.texts import check_required
from domain.vocabulary import Role, WorkflowId
from resolvers.preview_tokens import BadPreviewError, read_preview

OPERATOR = "OPERATOR"
"""The name under which an operator's deeds are recorded."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """What a client was given before and sends with a command: the tokens of a claim and of a preview."""

    claim_token: str | None = None
    preview_token: str | None = None


NO_PROOFS = Proofs()


def actor_of(role: Role | None) -> Actor:
    """Who acts: a role, or an operator if none is given."""
    return Actor(OPERATOR if role is None else str(role), role)


async def carry_out(store: Store, command: Command, key: str | None, proofs: Proofs = NO_PROOFS) -> Answer:
    """Carry out `command`, once however often it comes with the same `key`."""
    if invalid := check_key(key):
        return Refused(invalid, None)
    proved = _prove(store, command, proofs)
    if isinstance(proved, InvalidInput):
        return Refused(proved, None)
    return await store.writer.submit(proved, key)


def check_key(key: str | None) -> InvalidInput | None:
    """An idempotency key, when given, is a text."""
    return None if key is None else check_required("idempotencyKey", key, MAX_NAME)


def _prove(store: Store, command: Command, proofs: Proofs) -> Command | InvalidInput:
    if proofs.claim_token is not None and isinstance(command, Advance | RequestRetry | ReleaseClaim):
        claim = read_claim(store, proofs.claim_token, command.workflow_id)
        if isinstance(claim, InvalidInput):
            return claim
        command = replace(command, claim=claim.number)
    if proofs.preview_token is not None and isinstance(command, RequestRetry | Rollback):
        try:
            return replace(command, preview=read_preview(proofs.preview_token))
        except BadPreviewError:
            return InvalidInput("previewToken", "the token of a preview, as it was given", "another text")
    return command


@dataclass(frozen=True, slots=True)
class ClaimRead:
    """What the token of a claim names."""

    workflow_id: WorkflowId
    number: int


Read: TypeAlias = ClaimRead | InvalidInput


def read_claim(store: Store, token: str, workflow_id: WorkflowId | None) -> Read:
    """The claim that `token` names, which must be one of the workflow if that is named, too."""
    expected = "the token that claimWork gave for this workflow, as it was given"
    try:
        found = ClaimRead(*store.tokens.read(token))
    except BadTokenError:
        return InvalidInput("claimToken", expected, "another text")
    if workflow_id not in {None, found.workflow_id}:
        return InvalidInput("claimToken", expected, "the token of another workflow")
    return found
