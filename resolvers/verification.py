"""Verifying that a workflow's history was not changed."""

from db.audit import Verification
from db.store import Store
from domain.vocabulary import WorkflowId


async def verify(store: Store, workflow_id: WorkflowId) -> Verification | None:
    """The audit of a workflow; None if there is none that the caller may see.

    It is looked for by its project alone, because what was tampered with may not be readable as a workflow any more.
    """
    return await store.audit.verify(workflow_id) if await store.sees(workflow_id) else None
