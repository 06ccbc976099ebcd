"""What the inputs have in common."""

from typing import TypedDict

import strawberry

from domain import commands
from domain.vocabulary import Role, WorkflowId
from resolvers.commands import actor_of
from resolvers.identity import identity_of


class Common(TypedDict):
    """The fields of every command to a workflow."""

    workflow_id: WorkflowId
    actor: commands.Actor
    expected_version: int | None


@strawberry.input
class KeyedInput:
    """What every mutation takes."""

    idempotency_key: str | None = strawberry.field(
        default=None,
        description=(
            "Any text of yours, at most 200 characters, that names this request: sent again with the same key, the "
            "request is not carried out again but gets its first answer, with `replayed: true`."
        ),
    )


@strawberry.input
class ChangeInput(KeyedInput):
    """What every mutation of a workflow that exists takes."""

    workflow_id: strawberry.ID = strawberry.field(description="The workflow's `id`.")
    expected_version: int | None = strawberry.field(
        default=None,
        description="The `version` that you looked at; the command is refused if the workflow has changed since.",
    )

    def common(self, role: Role | None) -> Common:
        """What every command to a workflow says."""
        return {
            "workflow_id": identity_of(self.workflow_id),
            "actor": actor_of(role),
            "expected_version": self.expected_version,
        }


@strawberry.input
class OwnerInput(ChangeInput):
    """What the owner of a state sends."""

    role: Role = strawberry.field(description="The role you act as; it must own the state.")


@strawberry.input
class WorkerInput(OwnerInput):
    """What whoever works on a state sends."""

    claim_token: strawberry.ID | None = strawberry.field(
        default=None,
        description="The token that claimWork gave you; required while the work is claimed, and left out if it is not.",
    )


@strawberry.input
class ActorInput(ChangeInput):
    """What a role or an operator sends."""

    role: Role | None = strawberry.field(
        default=None, description="The role you act as; leave it out when you act as an operator."
    )
