"""Inputs by which workers take work, keep it and give it back."""

import strawberry

from domain import commands
from domain.limits import DEFAULT_LEASE
from domain.vocabulary import Role, WorkflowId
from resolvers.commands import actor_of
from resolvers.heartbeats import SignOfLife
from resolvers.identity import identity_of
from schema.inputs.base import ActorInput, KeyedInput

LEASE = "How many seconds the claim lasts without a heartbeat: from 1 to 86,400."


@strawberry.input
class ClaimHolderInput(KeyedInput):
    """What the holder of a claim sends; the token says which workflow it is."""

    claim_token: strawberry.ID = strawberry.field(description="The token that claimWork gave you.")
    workflow_id: strawberry.ID | None = strawberry.field(
        default=None, description="The workflow's `id`; it may be left out, because the token says it."
    )
    role: Role | None = strawberry.field(
        default=None, description="The role you act as; it may be left out, because the token says it."
    )
    expected_version: int | None = strawberry.field(
        default=None, description="The `version` that you looked at; refused if the workflow has changed since."
    )

    def identity(self) -> WorkflowId | None:
        """The workflow that is named."""
        return None if self.workflow_id is None else identity_of(self.workflow_id)


@strawberry.input(description="Work to take for a limited time: of a workflow, or whatever has waited longest.")
class ClaimWorkInput(KeyedInput):
    role: Role = strawberry.field(description="The role you act as.")
    workflow_id: strawberry.ID | None = strawberry.field(
        default=None, description="The workflow to claim; left out, it is the one that has waited longest for the role."
    )
    project_id: strawberry.ID | None = strawberry.field(default=None, description="Only in this project.")
    worker: str | None = strawberry.field(
        default=None,
        description="A name by which watchers know you among all of your role; the role's if left out.",
    )
    lease_seconds: int = strawberry.field(default=DEFAULT_LEASE, description=LEASE)
    expected_version: int | None = strawberry.field(
        default=None, description="The `version` that you looked at, if you name a workflow."
    )

    def command(self) -> commands.ClaimWork:
        """The command that this asks for; without a workflow if none is named."""
        named = self.workflow_id is not None
        return commands.ClaimWork(
            workflow_id=identity_of(self.workflow_id or ""),
            actor=actor_of(self.role),
            expected_version=self.expected_version,
            worker=str(self.role) if self.worker is None else self.worker,
            lease_seconds=self.lease_seconds,
            named=named,
            within=self.project_id,
        )


@strawberry.input(
    description=(
        "A sign of life for claimed work. It leaves no event, and does no harm when it is sent twice; an "
        "`idempotencyKey` changes nothing about that."
    )
)
class HeartbeatInput(ClaimHolderInput):
    lease_seconds: int | None = strawberry.field(
        default=None,
        description="How many seconds the claim is to last from now on, from 1 to 86,400; as before if left out.",
    )
    note: str | None = strawberry.field(
        default=None, description="What you are doing, for watchers. At most 1,000 characters."
    )
    percent: int | None = strawberry.field(default=None, description="How far you are, from 0 to 100.")

    def sign(self) -> SignOfLife:
        """What this says."""
        return SignOfLife(
            token=self.claim_token,
            key=self.idempotency_key,
            workflow_id=self.identity(),
            role=self.role,
            expected_version=self.expected_version,
            seconds=self.lease_seconds,
            note=self.note,
            percent=self.percent,
        )


@strawberry.input(description="Claimed work to give back.")
class ReleaseClaimInput(ClaimHolderInput):
    reason: str | None = strawberry.field(default=None, description="Why.")

    def command(self) -> commands.ReleaseClaim:
        """The command that this asks for; without a workflow if none is named."""
        return commands.ReleaseClaim(
            workflow_id=identity_of(self.workflow_id or ""),
            actor=actor_of(self.role),
            expected_version=self.expected_version,
            reason=self.reason,
        )


@strawberry.input(description="Claimed work to take away from its worker, by an operator.")
class RevokeClaimInput(ActorInput):
    reason: str | None = strawberry.field(default=None, description="Why.")

    def command(self) -> commands.RevokeClaim:
        """The command that this asks for."""
        return commands.RevokeClaim(**self.common(self.role), reason=self.reason)
