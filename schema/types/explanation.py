"""Whether something can be asked for, and why not."""

import strawberry

from domain.explain import Explanation as Explained
from domain.refusals import ErrorCode
from domain.vocabulary import Action
from schema.types.action import AllowedAction, to_action


@strawberry.type(description="Whether something can be asked for now: how, if it can, and why not, if it can't.")
class Explanation:
    action: Action = strawberry.field(description="What was looked at.")
    allowed: bool = strawberry.field(description="Whether it can be asked for now.")
    mutation: str = strawberry.field(description="The mutation that asks for it.")
    needs: list[str] = strawberry.field(description="What its input needs besides the workflow.")
    choices: list[AllowedAction] = strawberry.field(description="The outcomes and targets that it may have.")
    code: ErrorCode | None = strawberry.field(description="The refusal that it would meet; null if it is allowed.")
    message: str = strawberry.field(description="What to send, or what stands in the way and what would help.")


def to_explanation(found: Explained) -> Explanation:
    """The GraphQL type of an explanation."""
    return Explanation(
        action=found.action,
        allowed=found.refusal is None,
        mutation=found.mutation,
        needs=list(found.needs),
        choices=[to_action(choice) for choice in found.choices],
        code=None if found.refusal is None else found.refusal.code,
        message=found.message,
    )
