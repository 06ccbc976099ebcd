"""Gates: a handoff that is acknowledged only once somebody has approved what is handed over."""

from collections.abc import Mapping

from domain.back import go_back
from domain.commands import Approve, Reject
from domain.drafts import Draft, draft
from domain.findings import answer_findings, answers_data, raise_findings, still_blocking
from domain.machine import phases_before
from domain.messages import approved
from domain.refusals import Refusal
from domain.texts import said
from domain.vocabulary import EventKind
from domain.workflow import Workflow


def decide_approve(workflow: Workflow, command: Approve) -> tuple[Draft, ...] | Refusal:
    """Rule 12: the receiver may acknowledge now, unless blocking findings that were raised here are open."""
    answered = answer_findings(workflow, workflow.place, command.answers)
    if not isinstance(answered, Mapping):
        return answered
    if blocked := still_blocking(workflow, workflow.place, answered):
        return blocked
    message = approved(workflow, command.actor, said(command.notes))
    return (
        draft(workflow, EventKind.APPROVED, message, notes=said(command.notes), data=answers_data(command.answers)),
    )


def decide_reject(workflow: Workflow, command: Reject) -> tuple[Draft, ...] | Refusal:
    """Rule 12: the work goes back to the phase that handed it over, at the price of a round."""
    found = raise_findings(workflow, EventKind.REJECTED, command.findings)
    if not isinstance(found, dict):
        return found
    target = phases_before(workflow.state)[-1]
    return go_back(workflow, EventKind.REJECTED, target, actor=command.actor, reason=command.reason, data=found)
