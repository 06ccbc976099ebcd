"""Inputs that answer a gated handoff."""

import strawberry

from domain import commands
from schema.inputs.base import ActorInput
from schema.inputs.findings import FINDINGS, FindingAnswerInput, FindingInput, finding_answers, new_findings


@strawberry.input(description="A gated handoff to approve, by the Q Assistant or an operator.")
class ApproveHandoffInput(ActorInput):
    notes: str | None = strawberry.field(default=None, description="Anything worth saying; the assignment repeats it.")
    answers: list[FindingAnswerInput] | None = strawberry.field(
        default=None, description="Your answers to findings that you raised when you rejected the work before."
    )

    def command(self) -> commands.Approve:
        """The command that this asks for."""
        answers = finding_answers(self.answers)
        return commands.Approve(**self.common(self.role), notes=self.notes, answers=answers)


@strawberry.input(description="A gated handoff to reject, by the Q Assistant or an operator.")
class RejectHandoffInput(ActorInput):
    reason: str = strawberry.field(description="What is wrong, and what would make it right.")
    findings: list[FindingInput] | None = strawberry.field(default=None, description=FINDINGS)

    def command(self) -> commands.Reject:
        """The command that this asks for."""
        return commands.Reject(**self.common(self.role), reason=self.reason, findings=new_findings(self.findings))
