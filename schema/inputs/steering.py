"""Inputs that leave a workflow in its state."""

import strawberry

from domain import commands
from schema.inputs.base import ActorInput


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
