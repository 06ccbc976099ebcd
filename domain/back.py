"""Going back, by FAIL, retry, rollback or a rejected handoff: nothing is deleted, outputs are superseded."""

from domain.commands import Actor, RequestRetry, Rollback
from domain.drafts import Draft, draft
from domain.findings import raise_findings
from domain.machine import phases_before, phases_from
from domain.messages import escalated, sent_back
from domain.phase_fold import COSTS_A_ROUND
from domain.refusals import PhaseNotEarlier, Refusal
from domain.vocabulary import EventKind, JsonObject, Phase, State
from domain.workflow import Workflow


def decide_retry(workflow: Workflow, command: RequestRetry) -> tuple[Draft, ...] | Refusal:
    """Rule 4: the owner sends the work to the previous phase, or to any earlier one that is named."""
    earlier = phases_before(workflow.state)
    target = command.to_phase or (earlier[-1] if earlier else None)
    if target is None or target not in earlier:
        return PhaseNotEarlier(workflow.state, target, earlier)
    kind = EventKind.RETRY_REQUESTED
    found = raise_findings(workflow, kind, command.findings)
    if not isinstance(found, dict):
        return found
    return go_back(workflow, kind, target, actor=command.actor, reason=command.reason, data=found)


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
    worker = {} if workflow.claim is None else {"worker": workflow.claim.worker}
    first = draft(
        workflow,
        kind,
        sent_back(workflow, kind, target, actor, reason),
        to_state=State(target),
        notes=reason,
        data={**(data or {}), "superseded": superseded, **worker},
    )
    record = workflow.phases[target]
    costs_too_much = kind in COSTS_A_ROUND and record.round >= record.max_rounds
    return (first, _escalate(workflow, target, reason)) if costs_too_much else (first,)


def _escalate(workflow: Workflow, target: Phase, reason: str) -> Draft:
    record = workflow.phases[target]
    return Draft(
        kind=EventKind.ESCALATED,
        to_state=State(target),
        phase=target,
        attempt=record.attempt + 1,
        message=escalated(target, record.max_rounds),
        data={
            "exhausted": str(target),
            "round": record.round + 1,
            "maxRounds": record.max_rounds,
            "tried": [{"attempt": each.attempt, "reason": each.reason} for each in record.with_try(reason)],
        },
    )
