"""Events in the making: a rule says what happens, and the rest follows from the workflow."""

from dataclasses import dataclass, field

from domain.commands import Actor
from domain.events import Event
from domain.vocabulary import EventKind, JsonObject, Phase, State
from domain.workflow import Workflow, approved_after, responsible


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The part of an event that a rule decides."""

    kind: EventKind
    to_state: State
    phase: Phase | None
    attempt: int | None
    message: str
    notes: str | None = None
    data: JsonObject = field(default_factory=dict)


def draft(
    workflow: Workflow,
    kind: EventKind,
    message: str,
    *,
    to_state: State | None = None,
    notes: str | None = None,
    data: JsonObject | None = None,
) -> Draft:
    """A draft about the phase that the workflow stands at; it stays there unless `to_state` is given."""
    phase = workflow.phase
    return Draft(
        kind=kind,
        to_state=to_state or workflow.state,
        phase=phase,
        attempt=None if phase is None else workflow.phases[phase].attempt or None,
        message=message,
        notes=notes,
        data=data or {},
    )


def build(workflow: Workflow, actor: Actor, drafts: tuple[Draft, ...]) -> tuple[Event, ...]:
    """The events that the drafts become, one after the other."""
    events: list[Event] = []
    state, approved, role = workflow.state, workflow.approved, workflow.responsible
    for number, item in enumerate(drafts, start=1):
        approved = approved_after(item.kind, approved=approved, moved=item.to_state is not state)
        to_role = responsible(item.to_state, gated=item.to_state in workflow.gates and not approved)
        events.append(
            Event(
                workflow_id=workflow.id,
                sequence=workflow.version + number,
                kind=item.kind,
                phase=item.phase,
                attempt=item.attempt,
                from_state=state,
                to_state=item.to_state,
                from_role=role,
                to_role=to_role,
                actor=actor.name,
                actor_role=actor.role,
                message=item.message,
                notes=item.notes,
                data=item.data,
            )
        )
        state, role = item.to_state, to_role
    return tuple(events)
