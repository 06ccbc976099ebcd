"""From an input to its result."""

from typing import Annotated, TypeVar

import strawberry

from db.log.answers import Answer, Committed
from domain.commands import Command
from resolvers.commands import NO_PROOFS, Proofs, carry_out
from schema.context import Context
from schema.errors import WorkflowError
from schema.refusing import to_error
from schema.results import HeartbeatSuccess, WorkflowSuccess
from schema.types.event import to_event
from schema.types.workflow import to_workflow

Result = WorkflowSuccess | HeartbeatSuccess | WorkflowError
InputType = TypeVar("InputType")
Asked = Annotated[InputType, strawberry.argument(description="What is asked for.")]


async def mutate(
    context: Context, command: Command, key: str | None, success: type[WorkflowSuccess], proofs: Proofs = NO_PROOFS
) -> Result:
    """Carry out `command` and answer it with `success`, or with why it was refused."""
    return to_result(context, await carry_out(context.store, command, key, proofs), success)


def to_result(context: Context, answer: Answer, success: type[WorkflowSuccess], **more: object) -> Result:
    """The GraphQL type of an answer; `more` are the fields that `success` has beyond those of all."""
    if not isinstance(answer, Committed):
        return to_error(answer)
    return success(
        workflow=to_workflow(answer.workflow, answer.events[-1].position),
        event=to_event(context.store.cursors, answer.events[0]),
        replayed=answer.replayed,
        **more,
    )
