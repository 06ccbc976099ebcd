"""What the owner needs in order to work, put together from the events that the workflow points at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from domain.events import Event
from domain.evolve import BACK
from domain.instructions import instructions
from domain.machine import phase_in, phases_before
from domain.vocabulary import Json, JsonObject, Phase, Role, State
from domain.workflow import Workflow

Events: TypeAlias = Mapping[int, Event]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The work that awaits `role`. In a handoff state `attempt` is the one that acknowledging it begins.

    `context` has these keys: `title`, `requirements`, `plan` (the output of PLANNING), `outputs` (by phase, of the
    phases before), `instruction` (what the role before asks for), `notes` (the latest), and `sentBack`: null, or
    why the work came back (`kind`, `fromState`, `byRole`, `actor`, `reason`), with the `report` that came with a FAIL
    and the `rejected` result of this phase.
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
    found = (1, _opened(workflow), *workflow.notes, *outputs)
    return tuple(sequence for sequence in found if sequence is not None)


def rejected_source(workflow: Workflow, events: Events) -> int | None:
    """The sequence of the event that holds the result of this phase that was sent back, if one was."""
    back = _sent_back(workflow, events)
    if back is None:
        return None
    superseded = cast("Mapping[str, int]", back.data["superseded"])
    return superseded.get(str(workflow.phase))


def assignment(workflow: Workflow, events: Events) -> Assignment | None:
    """What awaits the owner, from the events named by `sources` and `rejected_source`; None when nobody is awaited."""
    role, phase = workflow.next_role, workflow.phase
    if role is None or phase is None:
        return None
    record = workflow.phases[phase]
    waiting = phase_in(workflow.state) is None
    context = _context(workflow, events)
    return Assignment(
        role=role,
        state=workflow.state,
        phase=phase,
        attempt=record.attempt + waiting,
        round=max(1, record.round),
        max_rounds=record.max_rounds,
        instructions=instructions(role, phase, record, waiting=waiting, sent_back=context["sentBack"] is not None),
        context=context,
    )


def _opened(workflow: Workflow) -> int | None:
    """The event that began the present attempt; in a handoff state none has begun yet."""
    phase = phase_in(workflow.state)
    return None if phase is None else workflow.phases[phase].opened


def _sent_back(workflow: Workflow, events: Events) -> Event | None:
    opened = _opened(workflow)
    event = None if opened is None else events[opened]
    return event if event is not None and event.kind in BACK else None


def _context(workflow: Workflow, events: Events) -> JsonObject:
    earlier = phases_before(workflow.state)
    outputs = {str(phase): _field(events, workflow.phases[phase].output, "result") for phase in earlier}
    back = _sent_back(workflow, events)
    source = back.sequence if back is not None else workflow.phases[earlier[-1]].output if earlier else None
    return {
        "title": workflow.title,
        "requirements": events[1].data["requirements"],
        "plan": outputs.get(str(Phase.PLANNING)),
        "outputs": outputs,
        "instruction": _field(events, source, "instruction"),
        "sentBack": None if back is None else _why(workflow, events, back),
        "notes": [_note(events[sequence]) for sequence in workflow.notes],
    }


def _field(events: Events, sequence: int | None, name: str) -> Json:
    return None if sequence is None else events[sequence].data.get(name)


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
