"""Mutations that leave a workflow in its state."""

import strawberry

from schema import results
from schema.context import Info
from schema.inputs.steering import AddNoteInput, CancelWorkflowInput, PauseWorkflowInput, ResumeWorkflowInput
from schema.mutations.carrying_out import Asked, Result, mutate


@strawberry.type
class SteeringMutations:
    @strawberry.mutation(graphql_type=results.PauseWorkflowResult, description="Hold the workflow where it stands.")
    async def pause_workflow(self, info: Info, input: Asked[PauseWorkflowInput]) -> Result:
        return await mutate(info.context, input.command(), input.idempotency_key, results.PauseWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.ResumeWorkflowResult,
        description="Let a paused or escalated workflow move again: for an operator.",
    )
    async def resume_workflow(self, info: Info, input: Asked[ResumeWorkflowInput]) -> Result:
        return await mutate(info.context, input.command(), input.idempotency_key, results.ResumeWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.CancelWorkflowResult, description="End the workflow for good: for an operator."
    )
    async def cancel_workflow(self, info: Info, input: Asked[CancelWorkflowInput]) -> Result:
        return await mutate(info.context, input.command(), input.idempotency_key, results.CancelWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.AddNoteResult,
        description="Leave a note, which the next assignment repeats and all watchers see.",
    )
    async def add_note(self, info: Info, input: Asked[AddNoteInput]) -> Result:
        return await mutate(info.context, input.command(), input.idempotency_key, results.AddNoteSuccess)
