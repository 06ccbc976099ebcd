"""Mutations by which work moves, forwards and back."""

import strawberry

from resolvers.commands import Proofs
from resolvers.lists import Order
from schema import results
from schema.context import Info
from schema.inputs.working import AdvanceWorkflowInput, RequestRetryInput, RollbackWorkflowInput
from schema.mutations.carrying_out import EACH_ON_ITS_OWN, Asked, AskedAll, Result, mutate, mutate_all


@strawberry.type
class WorkingMutations:
    @strawberry.mutation(
        graphql_type=results.AdvanceWorkflowResult,
        description=(
            "Acknowledge a handoff, or finish the phase: only the owner of the state may. Finishing carries a "
            "`result`; a FAIL sends the work back, with the reason in `notes`."
        ),
    )
    async def advance_workflow(self, info: Info, input: Asked[AdvanceWorkflowInput]) -> Result:
        proofs, success = Proofs(input.claim_token), results.AdvanceWorkflowSuccess
        return await mutate(info.context, input.command(), input.idempotency_key, success, proofs)

    @strawberry.mutation(
        graphql_type=list[results.AdvanceWorkflowResult],
        description=f"As advanceWorkflow, for many commands at once. {EACH_ON_ITS_OWN}",
    )
    async def advance_workflows(
        self, info: Info, inputs: AskedAll[AdvanceWorkflowInput]
    ) -> list[Result | BaseException]:
        orders = [Order(each.command(), each.idempotency_key, Proofs(each.claim_token)) for each in inputs]
        return await mutate_all(info.context, orders, results.AdvanceWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.RequestRetryResult,
        description=(
            "Send the work back to the previous phase, or to an earlier one: only the owner of the state may. It "
            "costs the target phase a round."
        ),
    )
    async def request_retry(self, info: Info, input: Asked[RequestRetryInput]) -> Result:
        proofs, success = Proofs(input.claim_token, input.preview_token), results.RequestRetrySuccess
        return await mutate(info.context, input.command(), input.idempotency_key, success, proofs)

    @strawberry.mutation(
        graphql_type=results.RollbackWorkflowResult,
        description=(
            "Take the workflow back to any earlier phase, also from COMPLETE: for an operator or the Q Assistant. "
            "It costs no round."
        ),
    )
    async def rollback_workflow(self, info: Info, input: Asked[RollbackWorkflowInput]) -> Result:
        proofs, success = Proofs(preview_token=input.preview_token), results.RollbackWorkflowSuccess
        return await mutate(info.context, input.command(), input.idempotency_key, success, proofs)
