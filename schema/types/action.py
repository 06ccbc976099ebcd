"""What may happen next."""

import strawberry

from domain.allowed import AllowedAction as Allowed
from domain.vocabulary import Action, Outcome, Role, State


@strawberry.type(description="Something that can be asked for now.")
class AllowedAction:
    action: Action = strawberry.field(description="What can be asked for.")
    outcome: Outcome | None = strawberry.field(description="The outcome to send with it; null where there is none.")
    leads_to: State = strawberry.field(description="The state that the workflow will be in.")
    roles: list[Role] = strawberry.field(description="The roles that may ask for it.")
    operator: bool = strawberry.field(description="Whether an operator may ask for it, by leaving out `role`.")
    needs_claim_token: bool = strawberry.field(
        description="Whether the work is claimed, so that only its holder may ask for this, with the `claimToken`."
    )


def to_action(allowed: Allowed) -> AllowedAction:
    """The GraphQL type of an allowed action."""
    return AllowedAction(
        action=allowed.action,
        outcome=allowed.outcome,
        leads_to=allowed.leads_to,
        roles=list(allowed.roles),
        operator=allowed.operator,
        needs_claim_token=allowed.needs_token,
    )
