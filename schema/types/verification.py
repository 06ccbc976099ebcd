"""What a verification of a workflow's history found."""

import strawberry

from db.audit import Problem, Verification


@strawberry.type(description="The first thing in a workflow's history that does not fit.")
class VerificationProblem:
    sequence: int | None = strawberry.field(
        description="The event that does not fit, or is missing; null if it is the stored state of the workflow."
    )
    field: str = strawberry.field(description="Which part of it does not fit.")
    expected: str = strawberry.field(description="What should be there by all that comes before, shortened.")
    found: str = strawberry.field(description="What is there, shortened.")
    message: str = strawberry.field(description="What is wrong, in a sentence.")


@strawberry.type(
    description=(
        "Whether the history of a workflow fits together: its events follow each other without a hole, each has the "
        "hash that follows from its content and from the event before it, and they add up to the workflow as stored."
    )
)
class WorkflowVerification:
    valid: bool = strawberry.field(description="Whether everything fits.")
    events: int = strawberry.field(description="How many events fit, from the first on.")
    hash: str | None = strawberry.field(
        description="The `hash` of the last event that fits, in hex; null if not even the first does."
    )
    problem: VerificationProblem | None = strawberry.field(description="What does not fit; null if everything does.")


def to_verification(found: Verification) -> WorkflowVerification:
    """The GraphQL type of an audit."""
    return WorkflowVerification(
        valid=found.valid,
        events=found.events,
        hash=found.hash.hex() or None,
        problem=None if found.problem is None else _to_problem(found.problem),
    )


def _to_problem(problem: Problem) -> VerificationProblem:
    return VerificationProblem(
        sequence=problem.sequence,
        field=problem.field,
        expected=problem.expected,
        found=problem.found,
        message=problem.message,
    )
