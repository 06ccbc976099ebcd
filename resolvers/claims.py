"""Taking work, and giving it back."""

from collections.abc import AsyncIterator
from dataclasses import replace

from db.cursors import ListPlace
from db.log.answers import Answer, Committed, Refused
from db.store import Store
from domain.commands import ClaimWork, ReleaseClaim
from domain.duties import passed_over
from domain.refusals import (
    AlreadyClaimed,
    ApprovalRequired,
    IdempotencyConflict,
    InvalidInput,
    LimitReached,
    NotActive,
    NothingWaiting,
    NotOwner,
    OwnWork,
    WorkflowNotFound,
)
from domain.validation import check
from domain.vocabulary import Role, WorkflowId
from resolvers.availability import or_unavailable
from resolvers.claim_tokens import read_claim
from resolvers.commands import Proofs, carry_out, check_key, signed

_PAGE = 100
_TAKEN = (AlreadyClaimed, ApprovalRequired, LimitReached, NotActive, NotOwner, OwnWork)
"""Refusals that say no more than that others were faster, or that this work can't be taken."""


async def claim_work(store: Store, command: ClaimWork, role: Role, key: str | None) -> Answer:
    """Claim the workflow that is named, or else what has waited longest for `role`; in a project, if one is named.

    Raises RequestError for a missing right.
    """
    command = signed(store, command)
    if invalid := check_key(key) or check(command) or _check_version(command):
        return Refused(invalid, None)
    async with store.claiming.under(None if key is None else f"{command.actor.name} {key}"):
        claim = _claim_named(store, command, key) if command.named else _claim_oldest(store, command, role, key)
        return await or_unavailable(claim)


async def release_claim(
    store: Store, command: ReleaseClaim, named: WorkflowId | None, token: str, key: str | None
) -> Answer:
    """Give back what was claimed with `token`, which must be of the workflow that is `named`, if one is.

    Raises RequestError for a missing right.
    """
    command = signed(store, command)
    read = await or_unavailable(read_claim(store, token, named))
    if isinstance(read, Refused):
        return read
    if isinstance(read, InvalidInput):
        return Refused(read, None)
    return await carry_out(store, replace(command, workflow_id=read.workflow_id), key, Proofs(claim_token=token))


def _check_version(command: ClaimWork) -> InvalidInput | None:
    if command.named or command.expected_version is None:
        return None
    return InvalidInput("expectedVersion", "none, unless a workflowId is named", str(command.expected_version))


async def _claim_oldest(store: Store, command: ClaimWork, role: Role, key: str | None) -> Answer:
    """Under a key that has claimed something already it is that which is claimed, or rather answered again."""
    contested: list[WorkflowId] = []
    async for candidates in _pages(store, command, role):
        # Only now: what the same request, sent before, claims meanwhile is still among the candidates, or found here.
        before = await _claimed_before(store, command, key)
        if before is not None:
            return await _claim(store, command, before, key)
        for candidate in candidates:
            if store.claiming.is_tried(candidate):
                contested.append(candidate)
            elif answer := await _try(store, command, candidate, key):
                return answer
    for candidate in contested:
        if answer := await _try(store, command, candidate, key):
            return answer
    return Refused(NothingWaiting(role, command.within), None)


async def _try(store: Store, command: ClaimWork, candidate: WorkflowId, key: str | None) -> Answer | None:
    """Claim the candidate; None if others were faster, or if it can't be taken."""
    with store.claiming.trying(candidate):
        answer = await _claim(store, command, candidate, key)
    return None if isinstance(answer, Refused) and isinstance(answer.refusal, _TAKEN) else answer


async def _claim(store: Store, command: ClaimWork, workflow_id: WorkflowId, key: str | None) -> Answer:
    """Claim the workflow, or hear again what was claimed under the key; if the caller still sees that."""
    answer = await carry_out(store, replace(command, workflow_id=workflow_id), key)
    if isinstance(answer, Committed) and not store.caller.may_see(answer.workflow.workflow.project_id):
        return Refused(IdempotencyConflict(str(key)), None)
    return answer


async def _claimed_before(store: Store, command: ClaimWork, key: str | None) -> WorkflowId | None:
    return None if key is None else await store.queries.claimed_with(key, command.within, command.actor.name)


async def _pages(store: Store, command: ClaimWork, role: Role) -> AsyncIterator[list[WorkflowId]]:
    """What waits, a page at a time; there is one at least, if only an empty one."""
    place: ListPlace | None = None
    while True:
        found = await store.queries.claimable(role, command.within, place, _PAGE, passed_over(command.actor))
        yield [WorkflowId(str(each.id)) for each in found]
        if len(found) < _PAGE:
            return
        place = found[-1]


async def _claim_named(store: Store, command: ClaimWork, key: str | None) -> Answer:
    if command.within is not None:
        found = await store.queries.workflow(command.workflow_id)
        if found is None or found.workflow.project_id != command.within:
            return Refused(WorkflowNotFound(command.workflow_id), None)
    return await carry_out(store, command, key)
