"""What an event makes of a workflow."""

from dataclasses import replace
from types import MappingProxyType
from typing import cast

from domain.events import Event
from domain.limits import NOTES_KEPT
from domain.machine import phase_in, phases_from
from domain.vocabulary import EventKind, JsonObject, Phase, Status
from domain.workflow import PhaseRecord, Workflow, fresh_phases

BACK = frozenset({EventKind.PHASE_FAILED, EventKind.RETRY_REQUESTED, EventKind.ROLLED_BACK})
COSTS_A_ROUND = frozenset({EventKind.PHASE_FAILED, EventKind.RETRY_REQUESTED})
HOLDS_OUTPUT = frozenset({EventKind.PHASE_PASSED, EventKind.COMPLETED})

_STATUS_AFTER = {
    EventKind.ESCALATED: Status.ESCALATED,
    EventKind.PAUSED: Status.PAUSED,
    EventKind.RESUMED: Status.ACTIVE,
    EventKind.CANCELLED: Status.CANCELLED,
    EventKind.COMPLETED: Status.COMPLETED,
}


def evolve(workflow: Workflow | None, event: Event) -> Workflow:
    """The workflow once `event` has happened to it. Only STARTED happens to none."""
    base = _started(event) if workflow is None else workflow
    entered = workflow is None or base.state is not event.to_state
    return replace(
        base,
        state=event.to_state,
        status=_status(base, event),
        version=event.sequence,
        entered=event.sequence if entered else base.entered,
        phases=MappingProxyType(_phases(base, event, entered=entered)),
        notes=_notes(base, event),
    )


def _started(event: Event) -> Workflow:
    data = event.data
    max_rounds = cast("int", data["maxRounds"])
    return Workflow(
        id=event.workflow_id,
        project_id=str(data["projectId"]),
        build_id=str(data["buildId"]),
        title=str(data["title"]),
        max_rounds=max_rounds,
        state=event.to_state,
        status=Status.ACTIVE,
        version=event.sequence,
        entered=event.sequence,
        phases=fresh_phases(max_rounds),
    )


def _status(base: Workflow, event: Event) -> Status:
    if event.kind is EventKind.ROLLED_BACK and base.status is Status.COMPLETED:
        return Status.ACTIVE
    return _STATUS_AFTER.get(event.kind, base.status)


def _phases(base: Workflow, event: Event, *, entered: bool) -> dict[Phase, PhaseRecord]:
    phases = dict(base.phases)
    if event.kind in HOLDS_OUTPUT and event.phase is not None:
        phases[event.phase] = replace(phases[event.phase], output=event.sequence, sent_back=None)
    if event.kind in BACK:
        for phase in phases_from(Phase(event.to_state)):
            again = event.sequence if phases[phase].attempt else None
            phases[phase] = replace(phases[phase], output=None, sent_back=again)
    if event.kind is EventKind.RESUMED:
        _grant(phases, cast("JsonObject", event.data["grantedRounds"]))
    opened = phase_in(event.to_state)
    if entered and opened is not None:
        phases[opened] = phases[opened].enter(event.sequence, cost=int(event.kind in COSTS_A_ROUND))
    return phases


def _grant(phases: dict[Phase, PhaseRecord], granted: JsonObject) -> None:
    for name, rounds in granted.items():
        record = phases[Phase(name)]
        phases[Phase(name)] = replace(record, max_rounds=record.max_rounds + cast("int", rounds))


def _notes(base: Workflow, event: Event) -> tuple[int, ...]:
    is_note = event.kind in {EventKind.NOTED, EventKind.RESUMED} and event.notes is not None
    return (*base.notes, event.sequence)[-NOTES_KEPT:] if is_note else base.notes
