"""What a role has to know."""

from functools import cache
from pathlib import Path

import strawberry

from domain.machine import states_of
from domain.vocabulary import Role, State

_FOLDER = Path(__file__).parent.parent / "guides"


@strawberry.type(description="What a role has to know in order to work.")
class RoleGuide:
    name: Role = strawberry.field(description="Which role.")
    title: str = strawberry.field(description="The role as a person writes it.")
    states: list[State] = strawberry.field(description="The states that the role owns.")
    system_prompt: str = strawberry.field(
        description="A system prompt for a language model in this role, with the operations that it needs."
    )


@cache
def guide(role: Role) -> RoleGuide:
    """The guide of `role`."""
    prompt = (_FOLDER / f"{role.lower()}.md").read_text(encoding="utf-8")
    return RoleGuide(name=role, title=role.label, states=list(states_of(role)), system_prompt=prompt)
