"""Mutations by which workers take work, keep it and give it back."""

from datetime import timedelta

import strawberry

from db.log.answers import Committed, Refused
from resolvers.claims import claim_work, release_claim
from resolvers.heartbeats import heartbeat
from schema import results
from schema.context import Context, Info
from schema.inputs.claiming import ClaimWorkInput, HeartbeatInput, ReleaseClaimInput, RevokeClaimInput
from schema.mutations.carrying_out import Asked, Result, mutate, to_result
from schema.refusing import to_error
from schema.types.claim import Claim, to_claim
from schema.types.workflow import to_workflow


@strawberry.type
class ClaimingMutations:
    @strawberry.mutation(
        graphql_type=results.ClaimWorkResult,
        description=(
            "Take the work of a workflow, or whatever has waited longest for your role, for a limited time. In a "
            "handoff state this acknowledges the handoff. While the claim is live, only its token may finish the "
            "phase or send the work back."
        ),
    )
    async def claim_work(self, info: Info, input: Asked[ClaimWorkInput]) -> Result:
        answer = await claim_work(info.context.store, input.command(), input.role, input.idempotency_key)
        if not isinstance(answer, Committed):
            return to_error(answer)
        return to_result(info.context, answer, results.ClaimWorkSuccess, claim=_claim(info.context, answer))

    @strawberry.mutation(
        graphql_type=results.HeartbeatResult,
        description=(
            "Say that you are still at it: it extends the claim, tells watchers how far you are, and tells you whether "
            "to go on. Send one at least every third of the lease."
        ),
    )
    async def heartbeat(self, info: Info, input: Asked[HeartbeatInput]) -> Result:
        heard = await heartbeat(info.context.store, input.sign())
        if isinstance(heard, Refused):
            return to_error(heard)
        workflow, claim = heard.stored.workflow, None
        if heard.lease is not None and workflow.claim is not None:
            claim = to_claim(input.claim_token, workflow.id, workflow.claim, heard.lease.until)
        return results.HeartbeatSuccess(signal=heard.signal, workflow=to_workflow(heard.stored), claim=claim)

    @strawberry.mutation(
        graphql_type=results.ReleaseClaimResult, description="Give claimed work back, so that another worker takes it."
    )
    async def release_claim(self, info: Info, input: Asked[ReleaseClaimInput]) -> Result:
        proof = input.identity(), input.claim_token
        answer = await release_claim(info.context.store, input.command(), *proof, input.idempotency_key)
        return to_result(info.context, answer, results.ReleaseClaimSuccess)

    @strawberry.mutation(
        graphql_type=results.RevokeClaimResult,
        description="Take claimed work away from its worker, so that another one takes it: for an operator.",
    )
    async def revoke_claim(self, info: Info, input: Asked[RevokeClaimInput]) -> Result:
        return await mutate(info.context, input.command(), input.idempotency_key, results.RevokeClaimSuccess)


def _claim(context: Context, answer: Committed) -> Claim:
    workflow, claimed = answer.workflow.workflow, answer.events[-1]
    if workflow.claim is None:
        raise LookupError("claimed work has a claim")
    token = context.store.tokens.write(workflow.id, workflow.claim.number)
    first_expiry = claimed.recorded_at + timedelta(seconds=workflow.claim.lease_seconds)
    return to_claim(token, workflow.id, workflow.claim, first_expiry)
