"""The inputs of the mutations, and the commands that they ask for."""

from datetime import datetime
from typing import TypedDict, cast

import strawberry

from domain import commands
from domain.limits import DEFAULT_ROUNDS
from domain.vocabulary import Json as DomainJson
from domain.vocabulary import Outcome, Phase, Role, State, Status, WorkflowId
from resolvers.commands import actor_of
from resolvers.identity import identity_of, new_workflow_id
from schema.scalars import Json


class _Common(TypedDict):
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

    def common(self, role: Role | None) -> _Common:
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
class ActorInput(ChangeInput):
    """What a role or an operator sends."""

    role: Role | None = strawberry.field(
        default=None, description="The role you act as; leave it out when you act as an operator."
    )


@strawberry.input(description="A build to begin.")
class StartWorkflowInput(KeyedInput):
    project_id: str = strawberry.field(description="The project that the build belongs to. At most 200 characters.")
    build_id: str = strawberry.field(description="The build, as you call it. At most 200 characters.")
    title: str = strawberry.field(description="What is built, in a few words. At most 200 characters.")
    requirements: str = strawberry.field(description="What is wanted, in full. At most 20,000 characters.")
    max_rounds: int = strawberry.field(
        default=DEFAULT_ROUNDS,
        description="Rounds that each phase has before it escalates to an operator: from 1 to 100.",
    )
    role: Role | None = strawberry.field(
        default=None, description="The role you act as; leave it out when you act as an operator."
    )

    def command(self) -> commands.StartWorkflow:
        """The command that this asks for."""
        return commands.StartWorkflow(
            workflow_id=new_workflow_id(),
            actor=actor_of(self.role),
            project_id=self.project_id,
            build_id=self.build_id,
            title=self.title,
            requirements=self.requirements,
            max_rounds=self.max_rounds,
        )


@strawberry.input(description="A handoff to acknowledge, or a phase to finish.")
class AdvanceWorkflowInput(OwnerInput):
    outcome: Outcome = strawberry.field(default=Outcome.PASS, description="How it ended; an acknowledgement is a PASS.")
    result: Json | None = strawberry.field(
        default=None,
        description=(
            "What the phase produced: a JSON object, at most 262,144 characters and 32 levels. Required to finish a "
            "phase; not allowed when acknowledging a handoff."
        ),
    )
    notes: str | None = strawberry.field(
        default=None, description="Anything worth saying; with FAIL the reason, which is required then."
    )
    next_role_instruction: str | None = strawberry.field(
        default=None, description="What you ask of whoever works next; it stands in their assignment."
    )
    phase: Phase | None = strawberry.field(
        default=None, description="The phase that you finish; refused when another one is being worked on."
    )

    def command(self) -> commands.Advance:
        """The command that this asks for."""
        return commands.Advance(
            **self.common(self.role),
            outcome=self.outcome,
            result=cast("DomainJson", self.result),
            notes=self.notes,
            instruction=self.next_role_instruction,
            phase=self.phase,
        )


@strawberry.input(description="Work to send back, by the owner of the state.")
class RequestRetryInput(OwnerInput):
    reason: str = strawberry.field(description="What is wrong, and what would make it right.")
    to_phase: Phase | None = strawberry.field(
        default=None, description="The phase to go back to; the previous one if left out."
    )

    def command(self) -> commands.RequestRetry:
        """The command that this asks for."""
        return commands.RequestRetry(
            **self.common(self.role),
            reason=self.reason,
            to_phase=self.to_phase,
        )


@strawberry.input(description="A workflow to take back to an earlier phase, by an operator or the Q Assistant.")
class RollbackWorkflowInput(ActorInput):
    phase: Phase = strawberry.field(description="The phase to go back to.")
    reason: str = strawberry.field(description="Why.")

    def command(self) -> commands.Rollback:
        """The command that this asks for."""
        return commands.Rollback(
            **self.common(self.role),
            phase=self.phase,
            reason=self.reason,
        )


@strawberry.input(description="A workflow to hold where it stands.")
class PauseWorkflowInput(ActorInput):
    reason: str | None = strawberry.field(default=None, description="Why.")

    def command(self) -> commands.Pause:
        """The command that this asks for."""
        return commands.Pause(
            **self.common(self.role),
            reason=self.reason,
        )


@strawberry.input(description="A paused or escalated workflow to let move again, by an operator.")
class ResumeWorkflowInput(ActorInput):
    reason: str | None = strawberry.field(default=None, description="Why; the next assignment repeats it.")
    grant_rounds: int | None = strawberry.field(
        default=None,
        description=(
            "New rounds for the phases that have used theirs up, or else for the current one: from 1 to 100. An "
            "escalated workflow is granted `maxRounds` of its start if this is left out."
        ),
    )

    def command(self) -> commands.Resume:
        """The command that this asks for."""
        return commands.Resume(
            **self.common(self.role),
            reason=self.reason,
            grant_rounds=self.grant_rounds,
        )


@strawberry.input(description="A workflow to end for good, by an operator.")
class CancelWorkflowInput(ActorInput):
    reason: str | None = strawberry.field(default=None, description="Why.")

    def command(self) -> commands.Cancel:
        """The command that this asks for."""
        return commands.Cancel(
            **self.common(self.role),
            reason=self.reason,
        )


@strawberry.input(description="Something to tell the next role and the watchers.")
class AddNoteInput(ActorInput):
    text: str = strawberry.field(description="The note. At most 20,000 characters.")

    def command(self) -> commands.AddNote:
        """The command that this asks for."""
        return commands.AddNote(
            **self.common(self.role),
            text=self.text,
        )


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
