"""Advance: acknowledging what was handed over, and finishing a phase."""

from dataclasses import replace

from domain.back import go_back
from domain.commands import Advance
from domain.drafts import Draft, draft
from domain.machine import FINAL, outcomes_of, phase_in
from domain.messages import acknowledged, passed
from domain.refusals import AcknowledgeFirst, OutcomeNotPossible, ReasonRequired, Refusal, ResultRequired, WrongPhase
from domain.texts import said
from domain.vocabulary import EventKind, JsonObject, Outcome, Phase
from domain.workflow import Workflow


def decide_advance(workflow: Workflow, command: Advance) -> tuple[Draft, ...] | Refusal:
    """Rules 2, 3 and 11: a handoff state is acknowledged, a phase is finished with a result."""
    phase = phase_in(workflow.state)
    refusal = _refuse_handoff(workflow, command) if phase is None else _refuse_phase(workflow, command, phase)
    if refusal is not None:
        return refusal
    return _acknowledge(workflow, command) if phase is None else _finish(workflow, command)


def _refuse_handoff(workflow: Workflow, command: Advance) -> Refusal | None:
    for field, value in (("result", command.result), ("phase", command.phase)):
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


def _acknowledge(workflow: Workflow, command: Advance) -> tuple[Draft, ...]:
    to_state = outcomes_of(workflow.state)[Outcome.PASS]
    made = draft(
        workflow, EventKind.ACKNOWLEDGED, "", to_state=to_state, notes=said(command.notes), data=_data(command)
    )
    attempt = (made.attempt or 0) + 1
    return (replace(made, attempt=attempt, message=acknowledged(workflow, attempt)),)


def _finish(workflow: Workflow, command: Advance) -> tuple[Draft, ...] | Refusal:
    to_state = outcomes_of(workflow.state)[command.outcome]
    notes, data = said(command.notes), _data(command)
    if command.outcome is Outcome.FAIL:
        if notes is None:
            return ReasonRequired("notes")
        return go_back(workflow, EventKind.PHASE_FAILED, Phase(to_state), actor=command.actor, reason=notes, data=data)
    kind = EventKind.COMPLETED if to_state is FINAL else EventKind.PHASE_PASSED
    return (draft(workflow, kind, passed(workflow, to_state), to_state=to_state, notes=notes, data=data),)


def _data(command: Advance) -> JsonObject:
    fields = {"result": command.result, "instruction": said(command.instruction)}
    return {name: value for name, value in fields.items() if value is not None}
