"""From an input to its result."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import strawberry

from db.log.answers import Answer, Committed
from domain.commands import Command
from resolvers.commands import NO_PROOFS, Proofs, carry_out
from resolvers.lists import MAX_COMMANDS, Order, carry_out_all
from schema.context import Context
from schema.errors import WorkflowError
from schema.refusing import to_error
from schema.results import HeartbeatSuccess, WorkflowSuccess
from schema.types.event import to_event
from schema.types.workflow import to_workflow

Result = WorkflowSuccess | HeartbeatSuccess | WorkflowError
InputType = TypeVar("InputType")
Asked = Annotated[InputType, strawberry.argument(description="What is asked for.")]
AskedAll = Annotated[
    list[InputType], strawberry.argument(description=f"What is asked for: from 1 to {MAX_COMMANDS} inputs.")
]
EACH_ON_ITS_OWN = (
    "The answers come in the order of the inputs. Each command is carried out or refused on its own, not all or "
    "nothing, and has its own `idempotencyKey`; commands to one workflow are decided in the order of the list. If you "
    "lack the right to one of them, the whole list is refused before anything is done."
)


async def mutate(
    context: Context, command: Command, key: str | None, success: type[WorkflowSuccess], proofs: Proofs = NO_PROOFS
) -> Result:
    """Carry out `command` and answer it with `success`, or with why it was refused."""
    return to_result(context, await carry_out(context.store, command, key, proofs), success)


async def mutate_all(
    context: Context, orders: Sequence[Order], success: type[WorkflowSuccess]
) -> list[Result | BaseException]:
    """Carry out the commands, and answer each with `success`, with why it was refused, or with what went wrong."""
    answers = await carry_out_all(context.store, orders)
    return [each if isinstance(each, BaseException) else to_result(context, each, success) for each in answers]


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
