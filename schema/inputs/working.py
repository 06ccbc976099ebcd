"""Inputs by which work moves, forwards and back."""

from typing import cast

import strawberry

from domain import commands
from domain.vocabulary import Json as DomainJson
from domain.vocabulary import Outcome, Phase
from schema.inputs.base import ActorInput, WorkerInput
from schema.inputs.findings import FINDINGS, FindingAnswerInput, FindingInput, finding_answers, new_findings
from schema.scalars import Json


@strawberry.input(description="A handoff to acknowledge, or a phase to finish.")
class AdvanceWorkflowInput(WorkerInput):
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

    findings: list[FindingInput] | None = strawberry.field(default=None, description=f"With FAIL only. {FINDINGS}")
    answers: list[FindingAnswerInput] | None = strawberry.field(
        default=None, description="Your answers to findings that are open in this phase."
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
            findings=new_findings(self.findings),
            answers=finding_answers(self.answers),
        )


@strawberry.input(description="Work to send back, by the owner of the state.")
class RequestRetryInput(WorkerInput):
    reason: str = strawberry.field(description="What is wrong, and what would make it right.")
    to_phase: Phase | None = strawberry.field(
        default=None, description="The phase to go back to; the previous one if left out."
    )

    findings: list[FindingInput] | None = strawberry.field(default=None, description=FINDINGS)
    preview_token: str | None = strawberry.field(
        default=None,
        description="The `token` of a preview: it is done only if it would still do exactly what the preview showed.",
    )

    def command(self) -> commands.RequestRetry:
        """The command that this asks for."""
        return commands.RequestRetry(
            **self.common(self.role),
            reason=self.reason,
            to_phase=self.to_phase,
            findings=new_findings(self.findings),
        )


@strawberry.input(description="A workflow to take back to an earlier phase, by an operator or the Q Assistant.")
class RollbackWorkflowInput(ActorInput):
    phase: Phase = strawberry.field(description="The phase to go back to.")
    reason: str = strawberry.field(description="Why.")

    preview_token: str | None = strawberry.field(
        default=None,
        description="The `token` of a preview: it is done only if it would still do exactly what the preview showed.",
    )

    def command(self) -> commands.Rollback:
        """The command that this asks for."""
        return commands.Rollback(
            **self.common(self.role),
            phase=self.phase,
            reason=self.reason,
        )
