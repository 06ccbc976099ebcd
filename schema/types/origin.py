"""Where a fork comes from."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.vocabulary import Phase, WorkflowId
from domain.workflow import Origin as DomainOrigin
from schema.context import Info

if TYPE_CHECKING:
    from schema.types.workflow import Workflow


@strawberry.type(description="Where a fork comes from.")
class Origin:
    workflow_id: strawberry.ID = strawberry.field(description="The workflow that it was forked from.")
    version: int = strawberry.field(description="The version of that workflow whose outputs were copied.")
    phase: Phase = strawberry.field(description="The phase with which the fork began.")

    @strawberry.field(description="That workflow as it is now.")
    async def workflow(self, info: Info) -> Annotated["Workflow", strawberry.lazy("schema.types.workflow")] | None:
        from schema.types.workflow import to_workflow  # noqa: PLC0415 - the two types refer to each other

        record = await info.context.store.queries.workflow(WorkflowId(self.workflow_id))
        return None if record is None else to_workflow(record)


def to_origin(origin: DomainOrigin | None) -> Origin | None:
    """The GraphQL type of an origin."""
    if origin is None:
        return None
    return Origin(workflow_id=strawberry.ID(origin.workflow_id), version=origin.version, phase=origin.phase)
