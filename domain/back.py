"""Going back, by FAIL, retry or rollback: nothing is deleted, outputs are superseded."""

from domain.commands import Actor, RequestRetry, Rollback
from domain.drafts import Draft, draft
from domain.evolve import COSTS_A_ROUND
from domain.machine import phases_before, phases_from
from domain.messages import escalated, sent_back
from domain.refusals import PhaseNotEarlier, Refusal
from domain.vocabulary import EventKind, JsonObject, Phase, State
from domain.workflow import Workflow


def decide_retry(workflow: Workflow, command: RequestRetry) -> tuple[Draft, ...] | Refusal:
    """Rule 4: the owner sends the work to the previous phase, or to any earlier one that is named."""
    earlier = phases_before(workflow.state)
    target = command.to_phase or (earlier[-1] if earlier else None)
    if target is None or target not in earlier:
        return PhaseNotEarlier(workflow.state, target, earlier)
    return go_back(workflow, EventKind.RETRY_REQUESTED, target, actor=command.actor, reason=command.reason)


def decide_rollback(workflow: Workflow, command: Rollback) -> tuple[Draft, ...] | Refusal:
    """Rule 5: any earlier phase, also from COMPLETE."""
    earlier = phases_before(workflow.state)
    if command.phase not in earlier:
        return PhaseNotEarlier(workflow.state, command.phase, earlier)
    return go_back(workflow, EventKind.ROLLED_BACK, command.phase, actor=command.actor, reason=command.reason)


def go_back(
    workflow: Workflow, kind: EventKind, target: Phase, *, actor: Actor, reason: str, data: JsonObject | None = None
) -> tuple[Draft, ...]:
    """Rules 6 and 7: the outputs from `target` on are superseded, and a phase without rounds escalates."""
    outputs = {str(phase): workflow.phases[phase].output for phase in phases_from(target)}
    superseded = {phase: output for phase, output in outputs.items() if output is not None}
    first = draft(
        workflow,
        kind,
        sent_back(workflow, kind, target, actor, reason),
        to_state=State(target),
        notes=reason,
        data={**(data or {}), "superseded": superseded},
    )
    record = workflow.phases[target]
    costs_too_much = kind in COSTS_A_ROUND and record.round >= record.max_rounds
    return (first, _escalate(workflow, target)) if costs_too_much else (first,)


def _escalate(workflow: Workflow, target: Phase) -> Draft:
    record = workflow.phases[target]
    return Draft(
        kind=EventKind.ESCALATED,
        to_state=State(target),
        phase=target,
        attempt=record.attempt + 1,
        message=escalated(target, record.max_rounds),
        data={"exhausted": str(target), "round": record.round + 1, "maxRounds": record.max_rounds},
    )
