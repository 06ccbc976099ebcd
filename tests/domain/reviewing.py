"""Builds with gates, findings and claims, and what is said about them."""

from dataclasses import replace

from domain.commands import Advance, Approve, FindingAnswer, NewFinding, Reject, RequestRetry
from domain.limits import DEFAULT_ROUNDS
from domain.vocabulary import FindingStatus, Outcome, Phase, Severity
from domain.workflow import Finding
from tests.domain.builds import ID, Build
from tests.domain.people import OPERATOR
from tests.domain.places import HANDOFFS


def gated(max_rounds: int = DEFAULT_ROUNDS) -> Build:
    """A build in which every handoff is gated."""
    return Build(max_rounds, HANDOFFS)


def finish(build: Build, digest: str | None = None, *answers: FindingAnswer) -> Advance:
    """The command by which the owner passes the phase, with the token of the claim if there is one."""
    return Advance(
        workflow_id=ID, actor=build.owner, claim=build.number, result=build.result, digest=digest, answers=answers
    )


def fail(build: Build, *findings: NewFinding, answers: tuple[FindingAnswer, ...] = ()) -> Advance:
    """The command by which the owner fails the phase."""
    return replace(finish(build, None, *answers), outcome=Outcome.FAIL, notes="It broke.", findings=findings)


def retry(build: Build, to_phase: Phase | None = None, *findings: NewFinding) -> RequestRetry:
    """The command by which the owner sends the work back, with the token of the claim if there is one."""
    ask = RequestRetry(workflow_id=ID, actor=build.owner, claim=build.number, reason="Not yet.", to_phase=to_phase)
    return replace(ask, findings=findings)


def reject(*findings: NewFinding) -> Reject:
    """The command by which an operator refuses a handoff."""
    return Reject(workflow_id=ID, actor=OPERATOR, reason="Unreadable.", findings=findings)


def approve(*answers: FindingAnswer) -> Approve:
    """The command by which an operator lets a handoff be acknowledged."""
    return Approve(workflow_id=ID, actor=OPERATOR, answers=answers)


def passing(build: Build, *answers: FindingAnswer) -> Advance | Approve:
    """The command by which the work passes where it stands: a closed gate, or a phase."""
    return approve(*answers) if build.workflow.awaits_approval else finish(build, None, *answers)


def wrong(identity: str | None = None, severity: Severity = Severity.BLOCKING, title: str = "It leaks.") -> NewFinding:
    """Something wrong with the work."""
    return NewFinding(title=title, severity=severity, id=identity)


def answer(identity: str, status: FindingStatus) -> FindingAnswer:
    """What is said about a finding, with a comment."""
    return FindingAnswer(id=identity, status=status, comment="See there.")


def standing(build: Build) -> dict[str, Finding]:
    """The findings of the build by id."""
    return {each.id: each for each in build.workflow.findings}
