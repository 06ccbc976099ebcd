"""Carrying out commands."""

from dataclasses import dataclass, replace
from typing import TypeVar

from db.log.answers import Answer, Refused
from db.store import Store
from domain.commands import Actor, Advance, Command, ReleaseClaim, RequestRetry, Rollback, StartWorkflow
from domain.limits import MAX_NAME
from domain.refusals import InvalidInput, WorkflowNotFound
from domain.rights import ANYONE, Forbidden, act, sign
from domain.texts import check_required
from domain.vocabulary import Role
from resolvers.availability import or_unavailable
from resolvers.claim_tokens import read_claim
from resolvers.preview_tokens import BadPreviewError, read_preview
from resolvers.requests import RequestError, RequestErrorCode

SomeCommand = TypeVar("SomeCommand", bound=Command)
Rightful = TypeVar("Rightful")


@dataclass(frozen=True, slots=True)
class Proofs:
    """What a client was given before and sends with a command: the tokens of a claim and of a preview."""

    claim_token: str | None = None
    preview_token: str | None = None


NO_PROOFS = Proofs()


def actor_of(role: Role | None) -> Actor:
    """Who acts, before it is known who asks: a role, or an operator if none is given."""
    return ANYONE.actor(role)


def acting(store: Store, actor: Actor) -> Actor:
    """Whoever asks, in the role of `actor`. Raises RequestError if that is not the caller's right."""
    return _rightful(act(store.caller, actor.role))


def signed(store: Store, command: SomeCommand) -> SomeCommand:
    """`command` in the name of whoever asks. Raises RequestError if that is not the caller's right."""
    return _rightful(sign(store.caller, command))


def _rightful(found: Rightful | Forbidden) -> Rightful:
    if isinstance(found, Forbidden):
        raise RequestError(RequestErrorCode.FORBIDDEN, found.message)
    return found


async def carry_out(store: Store, command: Command, key: str | None, proofs: Proofs = NO_PROOFS) -> Answer:
    """Carry out `command`, once however often it comes with the same `key`. Raises RequestError for a missing right."""
    command = signed(store, command)
    if invalid := check_key(key):
        return Refused(invalid, None)
    return await or_unavailable(_carry_out(store, command, key, proofs))


async def _carry_out(store: Store, command: Command, key: str | None, proofs: Proofs) -> Answer:
    ready = await prove(store, command, proofs)
    return ready if isinstance(ready, Refused) else await store.writer.submit(ready, key)


async def prove(store: Store, command: Command, proofs: Proofs) -> Command | Refused:
    """`command` with what its proofs say, ready for the writer, if the caller sees its workflow and they are good."""
    if not isinstance(command, StartWorkflow) and not await store.sees(command.workflow_id):
        return Refused(WorkflowNotFound(command.workflow_id), None)
    proved = await _prove(store, command, proofs)
    return Refused(proved, None) if isinstance(proved, InvalidInput) else proved


def check_key(key: str | None) -> InvalidInput | None:
    """An idempotency key, when given, is a text."""
    return None if key is None else check_required("idempotencyKey", key, MAX_NAME)


async def _prove(store: Store, command: Command, proofs: Proofs) -> Command | InvalidInput:
    if proofs.claim_token is not None and isinstance(command, Advance | RequestRetry | ReleaseClaim):
        claim = await read_claim(store, proofs.claim_token, command.workflow_id)
        if isinstance(claim, InvalidInput):
            return claim
        command = replace(command, claim=claim.number)
    if proofs.preview_token is not None and isinstance(command, RequestRetry | Rollback):
        try:
            return replace(command, preview=read_preview(proofs.preview_token))
        except BadPreviewError:
            return InvalidInput("previewToken", "the token of a preview, as it was given", "another text")
    return command
