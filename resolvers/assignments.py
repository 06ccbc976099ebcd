"""Assignments of many workflows at once, in two reads however many there are."""

from collections.abc import Mapping, Sequence

from db.records import StoredEvent
from db.store import Store
from domain.assignment import Assignment, assignment
from domain.context import Events, rejected_source, sources
from domain.vocabulary import WorkflowId
from domain.workflow import Workflow

Found = Mapping[tuple[WorkflowId, int], StoredEvent]


async def assignments(store: Store, workflows: Sequence[Workflow]) -> list[Assignment | None]:
    """What awaits the owner of each of `workflows`, in their order."""
    wanted = {(workflow.id, sequence) for workflow in workflows for sequence in sources(workflow)}
    found = await store.queries.events_at(wanted)
    rejected = {
        (workflow.id, sequence)
        for workflow in workflows
        if (sequence := rejected_source(workflow, _of(workflow, found))) is not None
    }
    found |= await store.queries.events_at(rejected - wanted)
    return [assignment(workflow, _of(workflow, found)) for workflow in workflows]


def _of(workflow: Workflow, found: Found) -> Events:
    return {sequence: stored.event for (owner, sequence), stored in found.items() if owner == workflow.id}
