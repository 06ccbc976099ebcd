"""Mutations that answer a gated handoff."""

import strawberry

from schema import results
from schema.context import Info
from schema.inputs.reviewing import ApproveHandoffInput, RejectHandoffInput
from schema.mutations.carrying_out import Asked, Result, mutate


@strawberry.type
class ReviewingMutations:
    @strawberry.mutation(
        graphql_type=results.ApproveHandoffResult,
        description="Let a gated handoff be acknowledged: for the Q Assistant or an operator.",
    )
    async def approve_handoff(self, info: Info, input: Asked[ApproveHandoffInput]) -> Result:
        return await mutate(info.context, input.command(), input.idempotency_key, results.ApproveHandoffSuccess)

    @strawberry.mutation(
        graphql_type=results.RejectHandoffResult,
        description=(
            "Send what waits at a gated handoff back to the phase that handed it over, at the price of a round: for "
            "the Q Assistant or an operator."
        ),
    )
    async def reject_handoff(self, info: Info, input: Asked[RejectHandoffInput]) -> Result:
        return await mutate(info.context, input.command(), input.idempotency_key, results.RejectHandoffSuccess)
