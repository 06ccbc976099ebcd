"""Start and fork: the first events of a workflow."""

from collections.abc import Iterator

from domain.commands import ForkWorkflow, StartWorkflow
from domain.events import Event
from domain.machine import INITIAL, PHASES, owner_of, phase_in, phases_before
from domain.messages import copied, forked
from domain.refusals import PhaseNotReached, Refusal, StaleVersion
from domain.texts import said
from domain.vocabulary import EventKind, JsonObject, Phase, State


def decide_start(command: StartWorkflow) -> tuple[Event, ...]:
    """A new workflow stands in DISCOVERY, with its requirements for the Q Assistant."""
    message = f"The build {command.title!r} was started and waits in {INITIAL}."
    return (_started(command, INITIAL, message, _description(command)),)


def decide_fork(command: ForkWorkflow) -> tuple[Event, ...] | Refusal:
    """A new workflow stands where another one stood before a phase, with the outputs that it had then."""
    if command.expected_version is not None and command.expected_version != command.source_version:
        return StaleVersion(command.expected_version, command.source_version)
    possible = tuple(phase for phase in PHASES if all(done in command.outputs for done in _before(phase)))
    if command.phase not in possible:
        return PhaseNotReached(command.phase, possible)
    message = forked(command.title, command.phase, command.source_id, command.source_version)
    origin: JsonObject = {
        "workflowId": command.source_id,
        "version": command.source_version,
        "phase": str(command.phase),
    }
    first = _started(command, State(command.phase), message, {**_description(command), "origin": origin})
    return (first, *_copies(command))


def _before(phase: Phase) -> tuple[Phase, ...]:
    return phases_before(State(phase))


def _description(command: StartWorkflow) -> JsonObject:
    duties = {"separateDuties": True} if command.separate_duties else {}
    return {
        "projectId": command.project_id,
        "buildId": command.build_id,
        "title": command.title,
        "requirements": command.requirements,
        "maxRounds": command.max_rounds,
        "gates": [str(gate) for gate in command.gates],
        **duties,
    }


def _started(command: StartWorkflow, state: State, message: str, data: JsonObject) -> Event:
    return Event(
        workflow_id=command.workflow_id,
        sequence=1,
        kind=EventKind.STARTED,
        phase=phase_in(state),
        attempt=1,
        from_state=None,
        to_state=state,
        from_role=None,
        to_role=owner_of(state),
        actor=command.actor.name,
        actor_role=command.actor.role,
        message=message,
        notes=said(command.reason) if isinstance(command, ForkWorkflow) else None,
        data=data,
    )


def _copies(command: ForkWorkflow) -> Iterator[Event]:
    state = State(command.phase)
    for sequence, phase in enumerate(_before(command.phase), start=2):
        output = command.outputs[phase]
        data = {"result": output.result, "digest": output.digest, "sequence": output.sequence, "actor": output.actor}
        yield Event(
            workflow_id=command.workflow_id,
            sequence=sequence,
            kind=EventKind.OUTPUT_COPIED,
            phase=phase,
            attempt=1,
            from_state=state,
            to_state=state,
            from_role=owner_of(state),
            to_role=owner_of(state),
            actor=command.actor.name,
            actor_role=command.actor.role,
            message=copied(phase, output.sequence),
            notes=None,
            data={name: value for name, value in data.items() if value is not None},
        )
