"""What going back would do."""

import strawberry

from domain.effect import Effect
from domain.vocabulary import Phase, State, Status, WorkflowId
from resolvers.previews import Preview as Shown
from schema.context import Info
from schema.scalars import Json
from schema.types.workflow import Workflow, to_workflow


@strawberry.type(description="An output that would count no longer.")
class SupersededOutput:
    phase: Phase = strawberry.field(description="The phase whose output it is.")
    sequence: int = strawberry.field(description="The event that holds it.")
    workflow_id: strawberry.Private[WorkflowId]

    @strawberry.field(description="The output itself.")
    async def output(self, info: Info) -> Json | None:
        event = await info.context.loaders.events.load((self.workflow_id, self.sequence))
        return None if event is None else Json(event.event.data["result"])


@strawberry.type(description="What a command that goes back would do now. Nothing has been done.")
class Preview:
    token: str = strawberry.field(
        description="Send it as `previewToken` with the mutation: it is done only if it would still do just this."
    )
    message: str = strawberry.field(description="The effect in a sentence.")
    leads_to: State = strawberry.field(description="The state that the workflow would be in.")
    status: Status = strawberry.field(description="The status that it would have; ESCALATED if the rounds are used up.")
    attempt: int = strawberry.field(description="Which attempt of the phase that would begin.")
    round: int = strawberry.field(description="Which round of the phase that would be.")
    max_rounds: int = strawberry.field(description="The rounds that the phase has.")
    costs_a_round: bool = strawberry.field(description="Whether it would cost the phase a round.")
    superseded: list[SupersededOutput] = strawberry.field(description="The outputs that would count no longer.")
    claim_revoked: str | None = strawberry.field(description="The worker whose claim would end; null if there is none.")
    workflow: Workflow = strawberry.field(description="The workflow as it is.")


def to_preview(shown: Shown) -> Preview:
    """The GraphQL type of a preview."""
    effect: Effect = shown.effect
    identity = shown.stored.workflow.id
    return Preview(
        token=shown.token,
        message=effect.key,
        leads_to=State(effect.phase),
        status=effect.status,
        attempt=effect.attempt,
        round=effect.round,
        max_rounds=effect.max_rounds,
        costs_a_round=effect.costs_a_round,
        superseded=[
            SupersededOutput(phase=phase, sequence=sequence, workflow_id=identity)
            for phase, sequence in effect.superseded.items()
        ],
        claim_revoked=None if effect.revoked is None else effect.revoked.worker,
        workflow=to_workflow(shown.stored),
    )
