"""The subscriptions: the log, filtered, from a cursor on."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from db.log.reader import EventFilter
from domain.vocabulary import Role, WorkflowId
from resolvers.following import follow, follow_progress
from resolvers.identity import identity_of
from schema.context import Info
from schema.types.event import WorkflowEvent, to_event
from schema.types.work_progress import WorkProgress, to_progress

OfWorkflow = Annotated[strawberry.ID | None, strawberry.argument(description="Only of this workflow.")]
InProject = Annotated[strawberry.ID | None, strawberry.argument(description="Only of this project.")]
ToRole = Annotated[Role | None, strawberry.argument(description="Only what makes this role the one to act.")]
After = Annotated[
    str | None,
    strawberry.argument(
        description=(
            "Everything after this cursor, then what is new; START replays all. Left out: from now on. Once events "
            "after it were archived it is refused, as CURSOR_TOO_OLD, unless a `workflowId` is named."
        )
    ),
]


async def _follow(info: Info, wanted: EventFilter, after: str | None) -> AsyncGenerator[WorkflowEvent, None]:
    store = info.context.store
    async for stored in follow(store, wanted, after, info.context.course):
        yield to_event(store.cursors, stored)


@strawberry.type(description="What can be followed: each event once, in order, without gaps.")
class Subscription:
    @strawberry.subscription(
        description=(
            "The handoffs: events by which responsibility passed to another role, or fell back to a role because its "
            "work was given back, ran out, was taken away or was resumed. With `inbox`, this is all that a worker "
            "needs in order to wait for work."
        )
    )
    async def handoffs(
        self,
        info: Info,
        workflow_id: OfWorkflow = None,
        project_id: InProject = None,
        to_role: ToRole = None,
        after: After = None,
    ) -> AsyncGenerator[WorkflowEvent, None]:
        wanted = EventFilter(_identity(workflow_id), project_id, to_role, handoffs_only=True)
        async for event in _follow(info, wanted, after):
            yield event

    @strawberry.subscription(description="Everything that happens.")
    async def workflow_events(
        self, info: Info, workflow_id: OfWorkflow = None, project_id: InProject = None, after: After = None
    ) -> AsyncGenerator[WorkflowEvent, None]:
        async for event in _follow(info, EventFilter(_identity(workflow_id), project_id), after):
            yield event

    @strawberry.subscription(
        description=(
            "What workers say in their heartbeats: the newest of each claim, now and from now on. It is no part of the "
            "log: there is no cursor, and what came between two looks of a slow watcher is left out."
        )
    )
    async def work_progress(
        self, info: Info, workflow_id: OfWorkflow = None, project_id: InProject = None
    ) -> AsyncGenerator[WorkProgress, None]:
        async for found in await follow_progress(info.context.store, _identity(workflow_id), project_id):
            yield to_progress(found)


def _identity(workflow_id: str | None) -> WorkflowId | None:
    return None if workflow_id is None else identity_of(workflow_id)
