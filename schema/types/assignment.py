"""What the next role needs in order to work."""

import strawberry

from domain import assignment as domain
from domain.vocabulary import Phase, Role, State
from schema.scalars import Json


@strawberry.type(description="What the owner of a state needs in order to work.")
class Assignment:
    role: Role = strawberry.field(description="Who is to work.")
    state: State = strawberry.field(
        description="Where it stands; a handoff state must be acknowledged or approved first."
    )
    phase: Phase = strawberry.field(description="The phase to work on.")
    attempt: int = strawberry.field(description="The n-th time that this phase is worked on.")
    round: int = strawberry.field(description="Round n of `maxRounds`: a FAIL or a retry has cost a round each.")
    max_rounds: int = strawberry.field(description="When the phase needs more rounds than this, it escalates.")
    instructions: str = strawberry.field(description="What to do, and by which calls, in sentences.")
    context: Json = strawberry.field(
        description=(
            "What to work from, an object: `title`, `requirements`, `plan` (the result of PLANNING), `outputs` "
            "(results by phase), `instruction` and `remarks` (what the role before asks for, and what it "
            "said), `notes` (a list of `actor` and `text`), `findings` (those still open that you have to deal with: "
            "`id`, `severity`, `status`, `title`, `detail`, `location`, `comment`, `raisedIn`, `against`), `tried` "
            "(the rounds that the phase has lost: `attempt` and the start of the `reason`), and "
            "`sentBack`: null, or why this phase has to be done again: `kind`, `fromState`, `byRole`, `actor`, "
            "`reason`, `report` (the result sent with a FAIL) and `rejected` (the result of this phase that was sent "
            "back)."
        )
    )


def to_assignment(found: domain.Assignment | None) -> Assignment | None:
    """The GraphQL type of an assignment."""
    if found is None:
        return None
    return Assignment(
        role=found.role,
        state=found.state,
        phase=found.phase,
        attempt=found.attempt,
        round=found.round,
        max_rounds=found.max_rounds,
        instructions=found.instructions,
        context=Json(found.context),
    )
