"""Queries that show what a mutation would do."""

from typing import Annotated

import strawberry

from db.log.answers import Refused
from domain.commands import RequestRetry, Rollback
from domain.vocabulary import Phase, Role
from resolvers.commands import actor_of
from resolvers.identity import identity_of
from resolvers.previews import preview
from schema import errors
from schema.context import Context, Info
from schema.errors import WorkflowError
from schema.refusing import to_error
from schema.types.preview import Preview, to_preview

_REASON = "A preview."
Identity = Annotated[strawberry.ID, strawberry.argument(description="The workflow's `id`.")]

PreviewRollbackResult = Annotated[
    Preview
    | errors.WorkflowNotFoundError
    | errors.WorkflowArchivedError
    | errors.NotPermittedError
    | errors.NotActiveError
    | errors.PhaseNotEarlierError
    | errors.LimitReachedError,
    strawberry.union("PreviewRollbackResult", description="What would happen, or why it would be refused."),
]
PreviewRetryResult = Annotated[
    Preview
    | errors.WorkflowNotFoundError
    | errors.WorkflowArchivedError
    | errors.NotOwnerError
    | errors.NotActiveError
    | errors.PhaseNotEarlierError
    | errors.LimitReachedError,
    strawberry.union("PreviewRetryResult", description="What would happen, or why it would be refused."),
]


@strawberry.type
class PreviewQueries:
    @strawberry.field(
        graphql_type=PreviewRollbackResult, description="What rollbackWorkflow would do now. Nothing is done."
    )
    async def preview_rollback(
        self,
        info: Info,
        workflow_id: Identity,
        phase: Annotated[Phase, strawberry.argument(description="The phase to go back to.")],
        role: Annotated[Role | None, strawberry.argument(description="Who would ask; an operator if left out.")] = None,
    ) -> Preview | WorkflowError:
        identity = identity_of(workflow_id)
        command = Rollback(workflow_id=identity, actor=actor_of(role), phase=phase, reason=_REASON)
        return await _preview(info.context, command)

    @strawberry.field(graphql_type=PreviewRetryResult, description="What requestRetry would do now. Nothing is done.")
    async def preview_retry(
        self,
        info: Info,
        workflow_id: Identity,
        to_phase: Annotated[
            Phase | None, strawberry.argument(description="The phase to go back to; the previous one if left out.")
        ] = None,
        role: Annotated[
            Role | None, strawberry.argument(description="Who would ask; the owner of the state if left out.")
        ] = None,
    ) -> Preview | WorkflowError:
        identity = identity_of(workflow_id)
        command = RequestRetry(workflow_id=identity, actor=actor_of(role), to_phase=to_phase, reason=_REASON)
        return await _preview(info.context, command)


async def _preview(context: Context, command: RequestRetry | Rollback) -> Preview | WorkflowError:
    shown = await preview(context.store, command)
    return to_error(shown) if isinstance(shown, Refused) else to_preview(shown)
