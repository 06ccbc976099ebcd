"""What an assignment gives to work from, put together from the events that the workflow points at."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, cast

from domain.events import Event
from domain.findings import concerning
from domain.machine import phase_in, phases_before
from domain.phase_record import Try
from domain.vocabulary import Json, JsonObject, Phase, State
from domain.workflow import Finding, Workflow

Events: TypeAlias = Mapping[int, Event]


def sources(workflow: Workflow) -> tuple[int, ...]:
    """The sequences of the events that `context_of` reads, save the one that `rejected_source` names."""
    outputs = (workflow.phases[phase].output for phase in phases_before(workflow.state))
    findings = (sequence for each in open_findings(workflow) for sequence in (each.raised, each.answered))
    found = (1, sent_back_by(workflow), *workflow.notes, *outputs, *findings)
    return tuple(sequence for sequence in found if sequence is not None)


def rejected_source(workflow: Workflow, events: Events) -> int | None:
    """The sequence of the event that holds the result of this phase that was sent back, if one was."""
    back = sent_back_by(workflow)
    if back is None:
        return None
    superseded = cast("Mapping[str, int]", events[back].data["superseded"])
    return superseded.get(str(workflow.phase))


def sent_back_by(workflow: Workflow) -> int | None:
    """The event because of which the phase has to be done again, until it is."""
    return None if workflow.phase is None else workflow.phases[workflow.phase].sent_back


def open_findings(workflow: Workflow) -> tuple[Finding, ...]:
    """The findings that the next role has to deal with; a reviewer also sees those of the work that is reviewed."""
    if workflow.phase is None:
        return ()
    places = [workflow.place]
    if workflow.awaits_approval:
        places.append(State(phases_before(workflow.state)[-1]))
    return tuple(dict.fromkeys(each for place in places for each in concerning(workflow, place)))


def context_of(workflow: Workflow, events: Events) -> JsonObject:
    """What there is to work from; the keys are those that `Assignment` explains."""
    earlier = phases_before(workflow.state)
    outputs = {str(phase): _field(events, workflow.phases[phase].output, "result") for phase in earlier}
    back = sent_back_by(workflow)
    before = workflow.phases[earlier[-1]].output if earlier else None
    return {
        "title": workflow.title,
        "requirements": events[1].data["requirements"],
        "plan": outputs.get(str(Phase.PLANNING)),
        "outputs": outputs,
        "instruction": _instruction(workflow, events, before),
        "remarks": None if before is None else events[before].notes,
        "sentBack": None if back is None else _why(workflow, events, events[back]),
        "tried": [{"attempt": each.attempt, "reason": each.reason} for each in _tried(workflow)],
        "findings": [_finding(each, events) for each in open_findings(workflow)],
        "notes": [_note(events[sequence]) for sequence in workflow.notes],
    }


def _tried(workflow: Workflow) -> tuple[Try, ...]:
    """The rounds that the work has lost which is to be done, or to be reviewed."""
    phase = phases_before(workflow.state)[-1] if workflow.awaits_approval else workflow.phase
    return () if phase is None else workflow.phases[phase].tried


def _field(events: Events, sequence: int | None, name: str) -> Json:
    return None if sequence is None else events[sequence].data.get(name)


def _instruction(workflow: Workflow, events: Events, before: int | None) -> Json:
    """What is asked of this phase: by whoever sent the work back to it, or else by the phase before."""
    back = sent_back_by(workflow)
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


def finding_details(finding: Finding, events: Events) -> JsonObject:
    """What was said about `finding`: its title, detail and location, and the comment on it."""
    raised = _said_of(finding.id, events[finding.raised].data.get("findings"))
    answer = {} if finding.answered is None else _said_of(finding.id, events[finding.answered].data.get("answers"))
    return {name: raised.get(name) for name in ("title", "detail", "location")} | {"comment": answer.get("comment")}


def _said_of(identity: str, written: Json) -> JsonObject:
    return next(each for each in cast("Iterable[JsonObject]", written) if each["id"] == identity)


def _finding(finding: Finding, events: Events) -> JsonObject:
    return {
        "id": finding.id,
        "severity": str(finding.severity),
        "status": str(finding.status),
        "raisedIn": str(finding.raised_in),
        "against": str(finding.against),
        **finding_details(finding, events),
    }


def _note(event: Event) -> JsonObject:
    return {"actor": event.actor, "text": event.notes}
