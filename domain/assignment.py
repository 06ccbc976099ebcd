"""What the owner needs in order to work, put together from the events that the workflow points at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from domain.events import Event
from domain.instructions import instructions
from domain.machine import phase_in, phases_before
from domain.vocabulary import Json, JsonObject, Phase, Role, State
from domain.workflow import Workflow

Events: TypeAlias = Mapping[int, Event]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The work that awaits `role`. In a handoff state `attempt` is the one that acknowledging it begins.

    `context` has these keys: `title`, `requirements`, `plan` (the output of PLANNING), `outputs` (by phase, of the
    phases before), `instruction` and `remarks` (what the role before asks for, and what it said), `notes` (the
    latest), and `sentBack`: null, or why this phase has to be done again (`kind`, `fromState`, `byRole`, `actor`,
    `reason`), with the `report` that came with a FAIL and the `rejected` result of this phase.
    """

    role: Role
    state: State
    phase: Phase
    attempt: int
    round: int
    max_rounds: int
    instructions: str
    context: JsonObject


def sources(workflow: Workflow) -> tuple[int, ...]:
    """The sequences of the events that `assignment` reads, save the one that `rejected_source` names."""
    outputs = (workflow.phases[phase].output for phase in phases_before(workflow.state))
    found = (1, _sent_back(workflow), *workflow.notes, *outputs)
    return tuple(sequence for sequence in found if sequence is not None)


def rejected_source(workflow: Workflow, events: Events) -> int | None:
    """The sequence of the event that holds the result of this phase that was sent back, if one was."""
    back = _sent_back(workflow)
    if back is None:
        return None
    superseded = cast("Mapping[str, int]", events[back].data["superseded"])
    return superseded.get(str(workflow.phase))


def assignment(workflow: Workflow, events: Events) -> Assignment | None:
    """What awaits the owner, from the events named by `sources` and `rejected_source`; None when nobody is awaited."""
    role, phase = workflow.next_role, workflow.phase
    if role is None or phase is None:
        return None
    record = workflow.phases[phase]
    waiting = phase_in(workflow.state) is None
    return Assignment(
        role=role,
        state=workflow.state,
        phase=phase,
        attempt=record.attempt + waiting,
        round=max(1, record.round),
        max_rounds=record.max_rounds,
        instructions=instructions(workflow, role, phase),
        context=_context(workflow, events),
    )


def _sent_back(workflow: Workflow) -> int | None:
    """The event because of which the phase has to be done again, until it is."""
    return None if workflow.phase is None else workflow.phases[workflow.phase].sent_back


def _context(workflow: Workflow, events: Events) -> JsonObject:
    earlier = phases_before(workflow.state)
    outputs = {str(phase): _field(events, workflow.phases[phase].output, "result") for phase in earlier}
    back = _sent_back(workflow)
    before = workflow.phases[earlier[-1]].output if earlier else None
    return {
        "title": workflow.title,
        "requirements": events[1].data["requirements"],
        "plan": outputs.get(str(Phase.PLANNING)),
        "outputs": outputs,
        "instruction": _instruction(workflow, events, before),
        "remarks": None if before is None else events[before].notes,
        "sentBack": None if back is None else _why(workflow, events, events[back]),
        "notes": [_note(events[sequence]) for sequence in workflow.notes],
    }


def _field(events: Events, sequence: int | None, name: str) -> Json:
    return None if sequence is None else events[sequence].data.get(name)


def _instruction(workflow: Workflow, events: Events, before: int | None) -> Json:
    """What is asked of this phase: by whoever sent the work back to it, or else by the phase before."""
    back = _sent_back(workflow)
    returned = back is not None and phase_in(events[back].to_state) is workflow.phase
    return _field(events, back if returned else before, "instruction")


def _why(workflow: Workflow, events: Events, back: Event) -> JsonObject:
    return {
        "kind": str(back.kind),
        "fromState": None if back.from_state is None else str(back.from_state),
        "byRole": None if back.from_role is None else str(back.from_role),
        "actor": back.actor,
        "reason": back.notes,
        "report": back.data.get("result"),
        "rejected": _field(events, rejected_source(workflow, events), "result"),
    }


def _note(event: Event) -> JsonObject:
    return {"actor": event.actor, "text": event.notes}
