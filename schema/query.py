"""The queries."""

from datetime import UTC, datetime
from typing import Annotated

import strawberry

from db import queries
from domain.explain import explain
from domain.vocabulary import Action, Role
from resolvers.identity import identity_of
from resolvers.requests import RequestError, RequestErrorCode
from resolvers.verification import verify
from resolvers.workflows import list_inbox, list_workflows
from schema.context import Info
from schema.inputs.filters import WorkflowFilter
from schema.previewing import Identity, PreviewQueries
from schema.types.connection import Connection
from schema.types.explanation import Explanation, to_explanation
from schema.types.pages import to_connection
from schema.types.role_guide import RoleGuide, guide
from schema.types.transition import Transition, transitions
from schema.types.verification import WorkflowVerification, to_verification
from schema.types.workflow import After, First, Workflow, to_workflow

Filter = Annotated[WorkflowFilter | None, strawberry.argument(description="Which workflows; all if left out.")]
OfRole = Annotated[Role, strawberry.argument(description="Which role.")]


@strawberry.type(description="What can be read.")
class Query(PreviewQueries):
    @strawberry.field(description="One workflow; null if there is none with this id.")
    async def workflow(self, info: Info, id: Identity) -> Workflow | None:
        record = await info.context.store.queries.workflow(identity_of(id))
        return None if record is None else to_workflow(record)

    @strawberry.field(description="Workflows, the newest first; without those that are archived.")
    async def workflows(
        self, info: Info, filter: Filter = None, first: First = 20, after: After = None
    ) -> Connection[Workflow]:
        wanted = _filter(filter) if filter is not None else queries.WorkflowFilter()
        return to_connection(await list_workflows(info.context.store, wanted, first, after), to_workflow)

    @strawberry.field(
        description=(
            "What waits for a role, the longest wait first: ACTIVE, not claimed, and in a state that it owns; and for "
            "the Q Assistant what `awaitsApproval`."
        )
    )
    async def inbox(
        self,
        info: Info,
        role: OfRole,
        project_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only in this project.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[Workflow]:
        return to_connection(await list_inbox(info.context.store, role, project_id, first, after), to_workflow)

    @strawberry.field(
        description=(
            "Whether a role can ask for something now: what to send if it can, and if not why, and what would help. "
            "Null if there is no such workflow."
        )
    )
    async def explain(
        self,
        info: Info,
        workflow_id: Identity,
        action: Annotated[Action, strawberry.argument(description="What would be asked for.")],
        role: Annotated[Role | None, strawberry.argument(description="Who would ask; an operator if left out.")] = None,
    ) -> Explanation | None:
        record = await info.context.store.queries.workflow(identity_of(workflow_id))
        actor = info.context.store.caller.actor(role)
        if record is None:
            return None
        return to_explanation(explain(record.workflow, actor, action, archived=record.archived))

    @strawberry.field(
        description=(
            "Whether a workflow's history was left as it was written: reads all of its events and recomputes the chain "
            "of hashes and the workflow that they add up to. Null if there is no such workflow."
        )
    )
    async def verify_workflow(self, info: Info, id: Identity) -> WorkflowVerification | None:
        found = await verify(info.context.store, identity_of(id))
        return None if found is None else to_verification(found)

    @strawberry.field(description="What a role has to know in order to work.")
    def role(self, name: OfRole) -> RoleGuide:
        return guide(name)

    @strawberry.field(description="What each role has to know.")
    def roles(self) -> list[RoleGuide]:
        return [guide(role) for role in Role]

    @strawberry.field(description="The machine itself: every step by which a workflow advances.")
    def transitions(self) -> list[Transition]:
        return transitions()

    @strawberry.field(
        description=(
            "The head of the log. Read it in a request of its own, then query, then subscribe after it: "
            "nothing is missed."
        )
    )
    async def cursor(self, info: Info) -> str:
        store = info.context.store
        return store.cursors.of_position(await store.log.head())


def _filter(wanted: WorkflowFilter) -> queries.WorkflowFilter:
    return queries.WorkflowFilter(
        project_id=wanted.project_id,
        build_id=wanted.build_id,
        states=wanted.state or (),
        statuses=wanted.status or (),
        owners=wanted.role or (),
        created_from=_in_utc("createdFrom", wanted.created_from),
        created_before=_in_utc("createdBefore", wanted.created_before),
        updated_from=_in_utc("updatedFrom", wanted.updated_from),
    )


def _in_utc(field: str, at: datetime | None) -> datetime | None:
    """The same time in UTC; one without a zone is taken as UTC. Raises RequestError for one out of all bounds."""
    try:
        return at if at is None else at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except OverflowError as error:
        message = f"`{field}`: expected a time that lies, in UTC, in the years 1 to 9999, received {at}."
        raise RequestError(RequestErrorCode.BAD_FILTER, message) from error
