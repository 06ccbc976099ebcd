"""Builds that real commands have brought to where a test needs them."""

from collections.abc import Iterable
from dataclasses import replace

from domain.commands import (
    Actor,
    AddNote,
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    ExpireClaim,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
    StartWorkflow,
)
from domain.decide import decide, expire
from domain.events import Event
from domain.evolve import evolve
from domain.limits import DEFAULT_ROUNDS
from domain.refusals import Refusal
from domain.vocabulary import JsonObject, Outcome, Phase, Role, State, WorkflowId
from domain.workflow import Workflow
from tests.domain.design import PHASES
from tests.domain.people import OPERATOR, actor

ID = WorkflowId("workflow-1")
Events = tuple[Event, ...]


def start(
    max_rounds: int = DEFAULT_ROUNDS, gates: Iterable[State] = (), *, separate_duties: bool = False
) -> StartWorkflow:
    """The command that begins every build here."""
    return StartWorkflow(
        workflow_id=ID,
        actor=OPERATOR,
        project_id="project-1",
        build_id="build-1",
        title="A shop",
        requirements="It sells hats.",
        max_rounds=max_rounds,
        gates=tuple(gates),
        separate_duties=separate_duties,
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

    def __init__(
        self, max_rounds: int = DEFAULT_ROUNDS, gates: Iterable[State] = (), *, separate_duties: bool = False
    ) -> None:
        opening = decide(None, start(max_rounds, gates, separate_duties=separate_duties))
        assert isinstance(opening, tuple), opening.message
        self.begin(opening)

    def begin(self, opening: Events) -> None:
        """Have nothing but `opening` in the log."""
        self.log = list(opening)
        self.past = [fold(opening[:length]) for length, _ in enumerate(opening, start=1)]

    @property
    def workflow(self) -> Workflow:
        """The workflow as it is now; `past` holds it as it was after each event."""
        return self.past[-1]

    @property
    def events(self) -> dict[int, Event]:
        """The log by sequence."""
        return {event.sequence: event for event in self.log}

    def ask(self, command: Change) -> Events | Refusal:
        """The answer to `command`; what it makes happen is folded and logged."""
        return self._record(decide(self.workflow, command))

    def run_out(self, claim: int) -> Events | Refusal:
        """The answer when the lease of the claim with this number has run out; folded and logged as well."""
        return self._record(expire(self.workflow, ExpireClaim(workflow_id=ID, claim=claim)))

    def _record(self, answer: Events | Refusal) -> Events | Refusal:
        for event in answer if isinstance(answer, tuple) else ():
            self.past.append(evolve(self.workflow, event))
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
    def number(self) -> int | None:
        """The number of the live claim, if there is one."""
        return None if self.workflow.claim is None else self.workflow.claim.number

    @property
    def result(self) -> JsonObject | None:
        """A result unlike all others for the phase being worked on; none in a handoff state."""
        at_work = self.workflow.state in PHASES
        return {"of": self.workflow.state, "after": self.workflow.version} if at_work else None

    def step(self, *, notes: str | None = None, instruction: str | None = None) -> Events:
        """Whoever is next goes on: a closed gate is approved, a handoff acknowledged, a phase passed."""
        ask = self.onward
        more = replace(ask, instruction=instruction) if isinstance(ask, Advance) else ask
        return self.do(replace(more, notes=notes))

    @property
    def onward(self) -> Advance | Approve:
        """What leads on from here, asked by whoever is next."""
        if self.workflow.awaits_approval:
            return Approve(workflow_id=ID, actor=actor(Role.Q_ASSISTANT))
        return self._advance

    def go(self, state: State) -> "Build":
        """Forward to `state`, by whoever is next each time."""
        while self.workflow.state is not state:
            self.step()
        return self

    def fail(self, why: str = "It broke.", *, instruction: str | None = None) -> Events:
        """The owner fails the phase."""
        return self.do(replace(self._advance, outcome=Outcome.FAIL, notes=why, instruction=instruction))

    @property
    def _advance(self) -> Advance:
        return Advance(workflow_id=ID, actor=self.owner, claim=self.number, result=self.result)

    def retry(self, to_phase: Phase | None = None, reason: str = "Not yet.") -> Events:
        """The owner sends the work back."""
        ask = RequestRetry(workflow_id=ID, actor=self.owner, claim=self.number, reason=reason, to_phase=to_phase)
        return self.do(ask)

    def claim(self, worker: str = "One", lease_seconds: int = 60) -> int:
        """A worker of the owner takes the work; the number of its claim."""
        ask = ClaimWork(workflow_id=ID, actor=self.owner, worker=worker, lease_seconds=lease_seconds)
        return self.do(ask)[-1].sequence

    def release(self, reason: str | None = None) -> Events:
        """The worker gives the work back."""
        return self.do(ReleaseClaim(workflow_id=ID, actor=self.owner, claim=self.number, reason=reason))

    def revoke(self, reason: str | None = None) -> Events:
        """The operator takes the work away."""
        return self.do(RevokeClaim(workflow_id=ID, actor=OPERATOR, reason=reason))

    def expire(self, worker: str = "One") -> Events:
        """The claim runs out; there is one by `worker` for that if there was none."""
        answer = self.run_out(self.claim(worker) if self.number is None else self.number)
        assert isinstance(answer, tuple), answer.message
        return answer

    def approve(self, notes: str | None = None) -> Events:
        """The Q Assistant lets the handoff be acknowledged."""
        return self.do(Approve(workflow_id=ID, actor=actor(Role.Q_ASSISTANT), notes=notes))

    def reject(self, reason: str = "Not so.") -> Events:
        """The Q Assistant sends the work at the gate back."""
        return self.do(Reject(workflow_id=ID, actor=actor(Role.Q_ASSISTANT), reason=reason))

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
