"""Advance: acknowledging what was handed over, and finishing a phase."""

from collections.abc import Mapping
from dataclasses import replace

from domain.back import go_back
from domain.commands import Advance
from domain.drafts import Draft, draft
from domain.duties import own_work
from domain.findings import answer_findings, answers_data, raise_findings, still_blocking
from domain.machine import FINAL, outcomes_of, phase_in
from domain.messages import acknowledged, passed
from domain.refusals import (
    AcknowledgeFirst,
    NoChange,
    OutcomeNotPossible,
    ReasonRequired,
    Refusal,
    ResultRequired,
    WrongPhase,
)
from domain.texts import said
from domain.vocabulary import Action, EventKind, FindingStatus, Json, JsonObject, Outcome, Phase
from domain.workflow import Workflow


def decide_advance(workflow: Workflow, command: Advance) -> tuple[Draft, ...] | Refusal:
    """Rules 2, 3 and 11: a handoff state is acknowledged, a phase is finished with a result."""
    phase = phase_in(workflow.state)
    if phase is None:
        refusal = _refuse_handoff(workflow, command)
        return (acknowledge(workflow, command),) if refusal is None else refusal
    answered = answer_findings(workflow, workflow.place, command.answers)
    refusal = _refuse_phase(workflow, command, phase)
    if refusal is not None:
        return refusal
    if not isinstance(answered, Mapping):
        return answered
    return _pass(workflow, command, phase, answered) if command.outcome is Outcome.PASS else _fail(workflow, command)


def _refuse_handoff(workflow: Workflow, command: Advance) -> Refusal | None:
    for field, value in (("result", command.result), ("phase", command.phase), ("answers", command.answers or None)):
        if value is not None:
            return AcknowledgeFirst(workflow.state, workflow.owner, field)
    return _refuse_outcome(workflow, command)


def _refuse_phase(workflow: Workflow, command: Advance, phase: Phase) -> Refusal | None:
    if command.phase is not None and command.phase is not phase:
        return WrongPhase(command.phase, phase, workflow.state)
    if refusal := _refuse_outcome(workflow, command):
        return refusal
    return ResultRequired(phase) if command.result is None else None


def _refuse_outcome(workflow: Workflow, command: Advance) -> Refusal | None:
    possible = outcomes_of(workflow.state)
    if command.outcome in possible:
        return None
    return OutcomeNotPossible(workflow.state, command.outcome, tuple(possible))


def acknowledge(workflow: Workflow, command: Advance | None = None) -> Draft:
    """The receiver takes over what was handed to it."""
    to_state = outcomes_of(workflow.state)[Outcome.PASS]
    notes = None if command is None else said(command.notes)
    data = None if command is None else _data(command)
    made = draft(workflow, EventKind.ACKNOWLEDGED, "", to_state=to_state, notes=notes, data=data)
    attempt = (made.attempt or 0) + 1
    return replace(made, attempt=attempt, message=acknowledged(workflow, attempt))


def _pass(
    workflow: Workflow, command: Advance, phase: Phase, answered: Mapping[str, FindingStatus]
) -> tuple[Draft, ...] | Refusal:
    if own := own_work(workflow, Action.ADVANCE, command.actor):
        return own
    rejected = workflow.phases[phase].rejected
    disputes = FindingStatus.DISPUTED in answered.values()
    if rejected is not None and rejected.digest == command.digest and not disputes:
        return NoChange(phase, rejected.attempt)
    if blocked := still_blocking(workflow, workflow.place, answered):
        return blocked
    to_state = outcomes_of(workflow.state)[Outcome.PASS]
    kind = EventKind.COMPLETED if to_state is FINAL else EventKind.PHASE_PASSED
    notes, data = said(command.notes), {**_data(command), **_worker(workflow)}
    return (draft(workflow, kind, passed(workflow, to_state), to_state=to_state, notes=notes, data=data),)


def _fail(workflow: Workflow, command: Advance) -> tuple[Draft, ...] | Refusal:
    reason = said(command.notes)
    if reason is None:
        return ReasonRequired("notes")
    found = raise_findings(workflow, EventKind.PHASE_FAILED, command.findings)
    if not isinstance(found, dict):
        return found
    target = Phase(outcomes_of(workflow.state)[Outcome.FAIL])
    data = {**_data(command), **found}
    return go_back(workflow, EventKind.PHASE_FAILED, target, actor=command.actor, reason=reason, data=data)


def _data(command: Advance) -> dict[str, Json]:
    fields: dict[str, Json] = {
        "result": command.result,
        "digest": command.digest,
        "instruction": said(command.instruction),
        **answers_data(command.answers),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _worker(workflow: Workflow) -> JsonObject:
    return {} if workflow.claim is None else {"worker": workflow.claim.worker}
