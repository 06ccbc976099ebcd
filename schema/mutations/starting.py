"""Mutations that begin a workflow."""

import strawberry

from resolvers.forks import fork
from resolvers.lists import Order
from schema import results
from schema.context import Info
from schema.inputs.starting import ForkWorkflowInput, StartWorkflowInput
from schema.mutations.carrying_out import EACH_ON_ITS_OWN, Asked, AskedAll, Result, mutate, mutate_all, to_result


@strawberry.type
class StartingMutations:
    @strawberry.mutation(
        graphql_type=results.StartWorkflowResult,
        description="Start a workflow. It begins in DISCOVERY, where the Q Assistant works.",
    )
    async def start_workflow(self, info: Info, input: Asked[StartWorkflowInput]) -> Result:
        command = input.command(authenticated=info.context.store.caller.subject is not None)
        return await mutate(info.context, command, input.idempotency_key, results.StartWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=list[results.StartWorkflowResult],
        description=f"As startWorkflow, for many workflows at once. {EACH_ON_ITS_OWN}",
    )
    async def start_workflows(self, info: Info, inputs: AskedAll[StartWorkflowInput]) -> list[Result | BaseException]:
        known = info.context.store.caller.subject is not None
        orders = [Order(each.command(authenticated=known), each.idempotency_key) for each in inputs]
        return await mutate_all(info.context, orders, results.StartWorkflowSuccess)

    @strawberry.mutation(
        graphql_type=results.ForkWorkflowResult,
        description=(
            "Start a workflow where another one stood before a phase, with the outputs that it has now. The source is "
            "left as it is; `origin` tells where the fork comes from."
        ),
    )
    async def fork_workflow(self, info: Info, input: Asked[ForkWorkflowInput]) -> Result:
        answer = await fork(info.context.store, input.asked(), input.idempotency_key)
        return to_result(info.context, answer, results.ForkWorkflowSuccess)
