"""What an event makes of a workflow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import cast

from domain.events import HANDED_BACK, Event
from domain.findings import findings_after
from domain.limits import NOTES_KEPT
from domain.phase_fold import phases_after
from domain.phase_record import fresh_phases
from domain.vocabulary import EventKind, Phase, State, Status, WorkflowId
from domain.workflow import Claim, Origin, Workflow, approved_after, expired_after

_STATUS_AFTER = {
    EventKind.ESCALATED: Status.ESCALATED,
    EventKind.PAUSED: Status.PAUSED,
    EventKind.RESUMED: Status.ACTIVE,
    EventKind.CANCELLED: Status.CANCELLED,
    EventKind.COMPLETED: Status.COMPLETED,
}
_WAITS_AGAIN = HANDED_BACK | {EventKind.APPROVED}
_SPEAKS = frozenset({EventKind.NOTED, EventKind.RESUMED, EventKind.APPROVED, EventKind.STARTED})
_ENDS_CLAIM = frozenset(
    {EventKind.CLAIM_RELEASED, EventKind.CLAIM_EXPIRED, EventKind.CLAIM_REVOKED, EventKind.CANCELLED}
)


def evolve(workflow: Workflow | None, event: Event) -> Workflow:
    """The workflow once `event` has happened to it. Only STARTED happens to none."""
    base = _started(event) if workflow is None else workflow
    moved = workflow is None or base.state is not event.to_state
    return replace(
        base,
        state=event.to_state,
        status=_status(base, event),
        version=event.sequence,
        entered=event.sequence if moved else base.entered,
        waiting=event.sequence if moved or event.kind in _WAITS_AGAIN else base.waiting,
        phases=MappingProxyType(phases_after(base, event, entered=moved)),
        notes=_notes(base, event),
        claim=_claim(base, event, moved=moved),
        expired=_expired(base, event, moved=moved),
        approved=approved_after(event.kind, approved=base.approved, moved=moved),
        findings=findings_after(base, event),
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
        waiting=event.sequence,
        phases=fresh_phases(max_rounds),
        gates=tuple(State(gate) for gate in cast("Sequence[str]", data.get("gates", ()))),
        separate_duties=bool(data.get("separateDuties")),
        origin=_origin(cast("Mapping[str, str | int] | None", data.get("origin"))),
    )


def _origin(written: Mapping[str, str | int] | None) -> Origin | None:
    if written is None:
        return None
    return Origin(WorkflowId(str(written["workflowId"])), int(written["version"]), Phase(str(written["phase"])))


def _status(base: Workflow, event: Event) -> Status:
    if event.kind is EventKind.ROLLED_BACK and base.status is Status.COMPLETED:
        return Status.ACTIVE
    return _STATUS_AFTER.get(event.kind, base.status)


def _notes(base: Workflow, event: Event) -> tuple[int, ...]:
    is_note = event.kind in _SPEAKS and event.notes is not None
    return (*base.notes, event.sequence)[-NOTES_KEPT:] if is_note else base.notes


def _claim(base: Workflow, event: Event, *, moved: bool) -> Claim | None:
    if event.kind is EventKind.CLAIMED:
        return Claim(event.sequence, str(event.data["worker"]), cast("int", event.data["leaseSeconds"]))
    return None if moved or event.kind in _ENDS_CLAIM else base.claim


def _expired(base: Workflow, event: Event, *, moved: bool) -> tuple[str, ...]:
    if moved or (event.kind is EventKind.RESUMED and base.status is Status.ESCALATED):
        return ()
    ran_out = event.kind is EventKind.CLAIM_EXPIRED
    return expired_after(base, str(event.data["worker"])) if ran_out else base.expired
