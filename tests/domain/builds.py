"""Builds that real commands have brought to where a test needs them."""

from collections.abc import Iterable
from dataclasses import replace

from domain.commands import (
    Actor,
    AddNote,
    Advance,
    Cancel,
    Change,
    Pause,
    RequestRetry,
    Resume,
    Rollback,
    StartWorkflow,
)
from domain.decide import decide
from domain.events import Event
from domain.evolve import evolve
from domain.limits import DEFAULT_ROUNDS
from domain.refusals import Refusal
from domain.vocabulary import JsonObject, Outcome, Phase, State, WorkflowId
from domain.workflow import Workflow
from tests.domain.design import PHASES
from tests.domain.people import OPERATOR, actor

ID = WorkflowId("workflow-1")
Events = tuple[Event, ...]


def start(max_rounds: int = DEFAULT_ROUNDS) -> StartWorkflow:
    """The command that begins every build here."""
    return StartWorkflow(
        workflow_id=ID,
        actor=OPERATOR,
        project_id="project-1",
        build_id="build-1",
        title="A shop",
        requirements="It sells hats.",
        max_rounds=max_rounds,
    )


def fold(events: Iterable[Event], onto: Workflow | None = None) -> Workflow:
    """The workflow that the events add up to, from scratch or after those that led to `onto`."""
    workflow = onto
    for event in events:
        workflow = evolve(workflow, event)
    assert workflow is not None
    return workflow


class Build:
    """A workflow with its log, moved by commands only."""

    def __init__(self, max_rounds: int = DEFAULT_ROUNDS) -> None:
        opening = decide(None, start(max_rounds))
        assert isinstance(opening, tuple), opening.message
        self.log = list(opening)
        self.workflow = fold(opening)

    @property
    def events(self) -> dict[int, Event]:
        """The log by sequence."""
        return {event.sequence: event for event in self.log}

    def ask(self, command: Change) -> Events | Refusal:
        """The answer to `command`; what it makes happen is folded and logged."""
        answer = decide(self.workflow, command)
        for event in answer if isinstance(answer, tuple) else ():
            self.workflow = evolve(self.workflow, event)
            self.log.append(event)
        return answer

    def do(self, command: Change) -> Events:
        """The events of `command`, which must be accepted."""
        answer = self.ask(command)
        assert isinstance(answer, tuple), answer.message
        return answer

    def refusal(self, command: Change) -> Refusal:
        """The refusal of `command`, which must not be accepted."""
        answer = self.ask(command)
        assert not isinstance(answer, tuple), answer
        return answer

    @property
    def owner(self) -> Actor:
        """Who acts as the owner of the present state; the operator once nobody owns it."""
        return actor(self.workflow.owner)

    @property
    def result(self) -> JsonObject | None:
        """A result unlike all others for the phase being worked on; none in a handoff state."""
        at_work = self.workflow.state in PHASES
        return {"of": self.workflow.state, "after": self.workflow.version} if at_work else None

    def step(self, *, notes: str | None = None, instruction: str | None = None) -> Events:
        """The owner acknowledges, or passes the phase."""
        ask = Advance(workflow_id=ID, actor=self.owner, result=self.result, notes=notes, instruction=instruction)
        return self.do(ask)

    def go(self, state: State) -> "Build":
        """Forward to `state`, by its owners."""
        while self.workflow.state is not state:
            self.step()
        return self

    def fail(self, why: str = "It broke.", *, instruction: str | None = None) -> Events:
        """The owner fails the phase."""
        ask = Advance(workflow_id=ID, actor=self.owner, result=self.result, notes=why, instruction=instruction)
        return self.do(replace(ask, outcome=Outcome.FAIL))

    def retry(self, to_phase: Phase | None = None, reason: str = "Not yet.") -> Events:
        """The owner sends the work back."""
        return self.do(RequestRetry(workflow_id=ID, actor=self.owner, reason=reason, to_phase=to_phase))

    def rollback(self, phase: Phase, reason: str = "Again.") -> Events:
        """The operator takes the workflow back."""
        return self.do(Rollback(workflow_id=ID, actor=OPERATOR, phase=phase, reason=reason))

    def pause(self, reason: str | None = None) -> Events:
        """The operator holds the workflow."""
        return self.do(Pause(workflow_id=ID, actor=OPERATOR, reason=reason))

    def resume(self, grant_rounds: int | None = None, reason: str | None = None) -> Events:
        """The operator lets it move again."""
        return self.do(Resume(workflow_id=ID, actor=OPERATOR, reason=reason, grant_rounds=grant_rounds))

    def cancel(self, reason: str | None = None) -> Events:
        """The operator ends it."""
        return self.do(Cancel(workflow_id=ID, actor=OPERATOR, reason=reason))

    def note(self, text: str, by: Actor = OPERATOR) -> Events:
        """Somebody leaves a note."""
        return self.do(AddNote(workflow_id=ID, actor=by, text=text))


def play(commands: Iterable[Change], max_rounds: int = DEFAULT_ROUNDS) -> Build:
    """A build that has carried out all of `commands`."""
    build = Build(max_rounds)
    for command in commands:
        build.do(command)
    return build
