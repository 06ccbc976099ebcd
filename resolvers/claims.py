"""Taking work."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

from db.cursors import ListPlace
from db.log.answers import Answer, Refused
from db.store import Store
from domain.commands import ClaimWork
from domain.refusals import (
    AlreadyClaimed,
    ApprovalRequired,
    LimitReached,
    NotActive,
    NothingWaiting,
    NotOwner,
    WorkflowNotFound,
)
from domain.texts import check_text
from domain.validation import check
from domain.vocabulary import Role, WorkflowId
from resolvers.commands import carry_out, check_key

_PAGE = 20
_TAKEN = (AlreadyClaimed, ApprovalRequired, LimitReached, NotActive, NotOwner)
"""Refusals that say no more than that others were faster, or that this work can't be taken."""


async def claim_oldest(store: Store, command: ClaimWork, role: Role, project_id: str | None, key: str | None) -> Answer:
    """Claim what has waited longest for `role`, in a project or in all; `command` names no workflow yet.

    Under a key that has claimed something already it is that which is claimed, or rather answered again.
    """
    invalid = check_key(key) or check(command) or check_text("projectId", project_id)
    if invalid:
        return Refused(invalid, None)
    if key is not None and (before := await store.queries.claimed_with(key, project_id)) is not None:
        return await carry_out(store, replace(command, workflow_id=before), key)
    async for candidate in _candidates(store, role, project_id):
        answer = await carry_out(store, replace(command, workflow_id=candidate), key)
        if not (isinstance(answer, Refused) and isinstance(answer.refusal, _TAKEN)):
            return answer
    return Refused(NothingWaiting(role, project_id), None)


async def _candidates(store: Store, role: Role, project_id: str | None) -> AsyncIterator[WorkflowId]:
    place: ListPlace | None = None
    while True:
        found = await store.queries.waiting(role, project_id, place, _PAGE, to_claim=True)
        for record in found:
            yield record.workflow.id
        if len(found) < _PAGE:
            return
        place = ListPlace(found[-1].since, UUID(found[-1].workflow.id))


async def claim_named(store: Store, command: ClaimWork, project_id: str | None, key: str | None) -> Answer:
    """Claim a workflow that was named, which must be in the project if that is named, too."""
    if project_id is not None:
        found = (await store.queries.workflows([command.workflow_id])).get(command.workflow_id)
        if found is None or found.workflow.project_id != project_id:
            return Refused(WorkflowNotFound(command.workflow_id), None)
    return await carry_out(store, command, key)
