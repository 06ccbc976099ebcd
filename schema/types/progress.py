"""How far a workflow has come."""

import strawberry


@strawberry.type(description="How far a workflow has come.")
class Progress:
    completed_phases: int = strawberry.field(description="Phases that have an output which still counts.")
    total_phases: int = strawberry.field(description="All phases: six.")
    percent: int = strawberry.field(description="Completed phases of all phases, in percent, rounded down.")
