"""Findings and answers to them, in inputs."""

import strawberry

from domain import commands
from domain.vocabulary import FindingStatus, Severity


@strawberry.input(description="Something wrong with the work, for whoever does it again.")
class FindingInput:
    title: str = strawberry.field(description="What is wrong, in a few words. At most 200 characters.")
    severity: Severity = strawberry.field(description="How much it weighs.")
    id: strawberry.ID | None = strawberry.field(
        default=None,
        description="A name of yours for it; it is numbered if you give none. A name in use raises that one again.",
    )
    detail: str | None = strawberry.field(default=None, description="What was expected, and what was found.")
    location: str | None = strawberry.field(default=None, description="Where: a file, a line, a test, a page.")


@strawberry.input(description="What you say about an open finding with the work that you hand in.")
class FindingAnswerInput:
    id: strawberry.ID = strawberry.field(description="The finding's `id`.")
    status: FindingStatus = strawberry.field(
        description="RESOLVED or DISPUTED from whoever did the work; RESOLVED or WITHDRAWN from whoever raised it."
    )
    comment: str | None = strawberry.field(
        default=None, description="What was done about it; with DISPUTED why it does not hold, which is required then."
    )


FINDINGS = "What is wrong, one by one. Whoever does the work again finds it in the assignment and answers it."


def new_findings(inputs: list[FindingInput] | None) -> tuple[commands.NewFinding, ...]:
    """The findings that the inputs describe."""
    return tuple(
        commands.NewFinding(
            title=each.title, severity=each.severity, id=each.id, detail=each.detail, location=each.location
        )
        for each in inputs or ()
    )


def finding_answers(inputs: list[FindingAnswerInput] | None) -> tuple[commands.FindingAnswer, ...]:
    """The answers that the inputs describe."""
    return tuple(commands.FindingAnswer(id=each.id, status=each.status, comment=each.comment) for each in inputs or ())
