"""The machine itself."""

import strawberry

from domain.machine import TABLE, outcomes_of, owner_of
from domain.vocabulary import Outcome, Role, State


@strawberry.type(description="One step of the machine: an advance from one state to the next.")
class Transition:
    from_state: State = strawberry.field(description="The state before.")
    to_state: State = strawberry.field(description="The state after.")
    outcome: Outcome = strawberry.field(description="The outcome that leads there.")
    owner: Role | None = strawberry.field(description="Who owns the state before, and so may take the step.")
    next_role: Role | None = strawberry.field(description="Who owns the state after; nobody owns COMPLETE.")


def transitions() -> list[Transition]:
    """All steps by which a workflow advances, in the machine's order."""
    return [
        Transition(
            from_state=row.state,
            to_state=to_state,
            outcome=outcome,
            owner=row.owner,
            next_role=owner_of(to_state),
        )
        for row in TABLE
        for outcome, to_state in outcomes_of(row.state).items()
    ]
