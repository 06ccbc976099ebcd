"""The mutations: each takes one input and gives its success or a refusal."""

from typing import Annotated, TypeVar

import strawberry

from db.log.answers import Committed
from domain.commands import Command
from resolvers.commands import carry_out
from schema import inputs, results
from schema.context import Context, Info
from schema.errors import WorkflowError
from schema.refusing import to_error
from schema.results import WorkflowSuccess
from schema.types.event import to_event
from schema.types.workflow import to_workflow

Result = WorkflowSuccess | WorkflowError
InputType = TypeVar("InputType")
Asked = Annotated[InputType, strawberry.argument(description="What is asked for.")]


async def _mutate(context: Context, command: Command, key: str | None, success: type[WorkflowSuccess]) -> Result:
    answer = await carry_out(context.store, command, key)
    if not isinstance(answer, Committed):
        return to_error(answer)
    return success(
        workflow=to_workflow(answer.workflow, answer.events[-1].position),
        event=to_event(context.store.cursors, answer.events[0]),
        replayed=answer.replayed,
    )


@strawberry.type(
    description="What changes a workflow. Each mutation is durable and seen by all watchers once answered."
)
class Mutation:
    @strawberry.mutation(
        graphql_type=results.StartWorkflowResult,
        description="Start a workflow. It begins in DISCOVERY, where the Q Assistant works.",
    )
    async def start_workflow(self, info: Info, input: Asked[inputs.StartWorkflowInput]) -> Result:
        return await _mutate(info.context, input.command(), input.idempotency_key, results.StartWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.AdvanceWorkflowResult,
        description=(
            "Acknowledge a handoff, or finish the phase: only the owner of the state may. Finishing carries a "
            "`result`; a FAIL sends the work back, with the reason in `notes`."
        ),
    )
    async def advance_workflow(self, info: Info, input: Asked[inputs.AdvanceWorkflowInput]) -> Result:
        return await _mutate(info.context, input.command(), input.idempotency_key, results.AdvanceWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.RequestRetryResult,
        description=(
            "Send the work back to the previous phase, or to an earlier one: only the owner of the state may. It "
            "costs the target phase a round."
        ),
    )
    async def request_retry(self, info: Info, input: Asked[inputs.RequestRetryInput]) -> Result:
        return await _mutate(info.context, input.command(), input.idempotency_key, results.RequestRetrySuccess)

    @strawberry.mutation(
        graphql_type=results.RollbackWorkflowResult,
        description=(
            "Take the workflow back to any earlier phase, also from COMPLETE: for an operator or the Q Assistant. "
            "It costs no round."
        ),
    )
    async def rollback_workflow(self, info: Info, input: Asked[inputs.RollbackWorkflowInput]) -> Result:
        return await _mutate(info.context, input.command(), input.idempotency_key, results.RollbackWorkflowSuccess)

    @strawberry.mutation(graphql_type=results.PauseWorkflowResult, description="Hold the workflow where it stands.")
    async def pause_workflow(self, info: Info, input: Asked[inputs.PauseWorkflowInput]) -> Result:
        return await _mutate(info.context, input.command(), input.idempotency_key, results.PauseWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.ResumeWorkflowResult,
        description="Let a paused or escalated workflow move again: for an operator.",
    )
    async def resume_workflow(self, info: Info, input: Asked[inputs.ResumeWorkflowInput]) -> Result:
        return await _mutate(info.context, input.command(), input.idempotency_key, results.ResumeWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.CancelWorkflowResult, description="End the workflow for good: for an operator."
    )
    async def cancel_workflow(self, info: Info, input: Asked[inputs.CancelWorkflowInput]) -> Result:
        return await _mutate(info.context, input.command(), input.idempotency_key, results.CancelWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.AddNoteResult,
        description="Leave a note, which the next assignment repeats and all watchers see.",
    )
    async def add_note(self, info: Info, input: Asked[inputs.AddNoteInput]) -> Result:
        return await _mutate(info.context, input.command(), input.idempotency_key, results.AddNoteSuccess)
