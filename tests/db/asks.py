"""Commands to the store: for a new workflow each, or for one that is named."""

from random import Random
from uuid import uuid4

from domain.commands import (
    AddNote,
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    Pause,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
    StartWorkflow,
)
from domain.machine import phase_in
from domain.vocabulary import JsonObject, Outcome, Phase, State, WorkflowId
from domain.workflow import Workflow
from tests.domain.people import ACTORS, OPERATOR, actor


def start(
    project: str = "project-1", build: str = "build-1", max_rounds: int = 5, gates: tuple[State, ...] = ()
) -> StartWorkflow:
    """Begin a workflow with a new id."""
    return StartWorkflow(
        workflow_id=WorkflowId(str(uuid4())),
        actor=OPERATOR,
        project_id=project,
        build_id=build,
        title="A shop",
        requirements="It sells hats.",
        max_rounds=max_rounds,
        gates=gates,
    )


def note(workflow_id: WorkflowId, text: str = "Mind the hats.") -> AddNote:
    """Something that is always accepted."""
    return AddNote(workflow_id=workflow_id, actor=OPERATOR, text=text)


def number(workflow: Workflow) -> int | None:
    """The number of the claim that whoever works has to show."""
    return None if workflow.claim is None else workflow.claim.number


def step(workflow: Workflow, result: JsonObject | None = None) -> Advance:
    """The owner, or its worker, acknowledges or passes the phase."""
    return Advance(
        workflow_id=workflow.id,
        actor=actor(workflow.owner),
        claim=number(workflow),
        result=(result or {"of": workflow.state, "after": workflow.version}) if phase_in(workflow.state) else None,
    )


def fail(workflow: Workflow) -> Advance:
    """The owner, or its worker, fails the phase."""
    return Advance(
        workflow_id=workflow.id,
        actor=actor(workflow.owner),
        claim=number(workflow),
        outcome=Outcome.FAIL,
        result={"broken": workflow.version},
        notes="It broke.",
    )


def retry(workflow: Workflow) -> RequestRetry:
    """The owner, or its worker, sends the work back to the phase before."""
    asks = actor(workflow.owner)
    return RequestRetry(workflow_id=workflow.id, actor=asks, claim=number(workflow), reason="Not yet.")


def rollback(workflow: Workflow, phase: Phase) -> Rollback:
    """The operator takes the workflow back."""
    return Rollback(workflow_id=workflow.id, actor=OPERATOR, phase=phase, reason="Again.")


def resume(workflow_id: WorkflowId) -> Resume:
    """The operator lets the workflow move again."""
    return Resume(workflow_id=workflow_id, actor=OPERATOR)


def claim(workflow: Workflow, worker: str = "Wanda", seconds: int = 60) -> ClaimWork:
    """A worker of the owner takes the work."""
    return ClaimWork(workflow_id=workflow.id, actor=actor(workflow.owner), worker=worker, lease_seconds=seconds)


def release(workflow: Workflow) -> ReleaseClaim:
    """The worker gives the work back."""
    return ReleaseClaim(workflow_id=workflow.id, actor=actor(workflow.owner), claim=number(workflow))


def revoke(workflow_id: WorkflowId) -> RevokeClaim:
    """The operator takes the work away."""
    return RevokeClaim(workflow_id=workflow_id, actor=OPERATOR)


def approve(workflow_id: WorkflowId) -> Approve:
    """The operator opens the gate."""
    return Approve(workflow_id=workflow_id, actor=OPERATOR)


def anything(random: Random, workflow: Workflow) -> Change:
    """Some command that this workflow, or a similar one, may accept."""
    identity = workflow.id
    worker = random.choice(("Wanda", "Will"))
    common: tuple[Change, ...] = (
        step(workflow),
        note(identity, f"Note {random.random()}"),
        claim(workflow, worker),
    )
    rare = (
        fail(workflow),
        retry(workflow),
        rollback(workflow, random.choice(tuple(Phase))),
        Pause(workflow_id=identity, actor=random.choice(ACTORS)),
        Resume(workflow_id=identity, actor=OPERATOR, reason=random.choice((None, "Go on."))),
        resume(identity),
        release(workflow),
        revoke(identity),
        approve(identity),
    )
    last = Cancel(workflow_id=identity, actor=OPERATOR)
    (chosen,) = random.choices((*common, *rare, last), (60, 10, 20, *[6] * len(rare), 0.5))
    return chosen
