"""Verifying that a workflow's history was not changed."""

from db.audit import Verification
from db.store import Store
from domain.vocabulary import WorkflowId


async def verify(store: Store, workflow_id: WorkflowId) -> Verification | None:
    """The audit of a workflow; None if there is none that the caller may see.

    It is looked for by its project alone, because what was tampered with may not be readable as a workflow any more.
    """
    project_id = await store.audit.project_of(workflow_id)
    if project_id is None or not store.caller.may_see(project_id):
        return None
    return await store.audit.verify(workflow_id)
