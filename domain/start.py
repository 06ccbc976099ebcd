"""Start: the first event of a workflow."""

from domain.commands import StartWorkflow
from domain.events import Event
from domain.machine import INITIAL, owner_of, phase_in
from domain.vocabulary import EventKind


def decide_start(command: StartWorkflow) -> tuple[Event, ...]:
    """A new workflow stands in DISCOVERY, with its requirements for the Q Assistant."""
    owner = owner_of(INITIAL)
    opening = Event(
        workflow_id=command.workflow_id,
        sequence=1,
        kind=EventKind.STARTED,
        phase=phase_in(INITIAL),
        attempt=1,
        from_state=None,
        to_state=INITIAL,
        from_role=None,
        to_role=owner,
        actor=command.actor.name,
        message=f"The build {command.title!r} was started and waits in {INITIAL}.",
        notes=None,
        data={
            "projectId": command.project_id,
            "buildId": command.build_id,
            "title": command.title,
            "requirements": command.requirements,
            "maxRounds": command.max_rounds,
        },
    )
    return (opening,)
