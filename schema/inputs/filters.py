"""What lists are narrowed down by."""

from datetime import datetime

import strawberry

from domain.vocabulary import Role, State, Status


@strawberry.input(description="Which workflows are wanted; what is left out does not matter.")
class WorkflowFilter:
    project_id: str | None = strawberry.field(default=None, description="Of this project.")
    build_id: str | None = strawberry.field(default=None, description="Of this build.")
    state: list[State] | None = strawberry.field(default=None, description="In one of these states; any if empty.")
    status: list[Status] | None = strawberry.field(
        default=None, description="With one of these statuses; any if empty."
    )
    role: list[Role] | None = strawberry.field(
        default=None, description="In a state that one of these roles owns; any if empty."
    )
    created_from: datetime | None = strawberry.field(
        default=None, description="Started at this time or later; UTC unless it names a zone."
    )
    created_before: datetime | None = strawberry.field(
        default=None, description="Started before this time; UTC unless it names a zone."
    )
    updated_from: datetime | None = strawberry.field(
        default=None, description="Changed at this time or later; UTC unless it names a zone."
    )
