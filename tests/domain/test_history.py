"""Whatever anybody asks for, in any order: the invariants hold, and nothing is ever deleted."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from domain.assignment import assignment
from domain.commands import Advance, Approve, Cancel, Change, ClaimWork, Reject, RequestRetry, Resume, Rollback
from domain.context import rejected_source, sources
from domain.vocabulary import Outcome, Phase, Role, State, Status
from tests.domain.builds import ID
from tests.domain.checked import Checked
from tests.domain.design import earlier
from tests.domain.people import OPERATOR, SUBJECTS, actor, called
from tests.domain.places import HANDOFFS
from tests.domain.random_commands import commands

NAMES = st.sampled_from([None, *SUBJECTS])
HALTED = {Status.PAUSED, Status.ESCALATED}


class History(Checked):
    """Commands of all kinds by all actors, legal or not, and now and then the owner's next step."""

    @initialize(
        max_rounds=st.integers(1, 3),
        gates=st.sets(st.sampled_from(HANDOFFS)),
        state=st.sampled_from(State),
        separate_duties=st.booleans(),
    )
    def begin(self, max_rounds: int, gates: set[State], state: State, *, separate_duties: bool) -> None:
        self.start(max_rounds, sorted(gates), state, separate_duties=separate_duties)

    @rule(command=commands())
    def anybody_asks_for_anything(self, command: Change) -> None:
        self.ask(command)

    @precondition(lambda self: self.build.workflow.status is Status.ACTIVE)
    @rule(steps=st.integers(1, 4), name=NAMES)
    def whoever_is_next_goes_on(self, steps: int, name: str | None) -> None:
        for _ in range(steps):
            if self.build.workflow.status is Status.ACTIVE:
                onward = self.build.onward
                self.ask(replace(onward, actor=called(name, onward.actor)))

    @precondition(lambda self: self.build.workflow.status is Status.ACTIVE)
    @rule(outcome=st.none() | st.just(Outcome.FAIL), nearest=st.integers(0, 2))
    def the_owner_sends_the_work_back(self, outcome: Outcome | None, nearest: int) -> None:
        by, number, before = self.build.owner, self.build.number, earlier(self.build.workflow.state)[::-1]
        if outcome is not None:
            ask = Advance(
                workflow_id=ID, actor=by, claim=number, outcome=outcome, result=self.build.result, notes="No."
            )
            self.ask(ask)
        else:
            phase = Phase(before[nearest]) if nearest < len(before) else None
            self.ask(RequestRetry(workflow_id=ID, actor=by, claim=number, reason="Not yet.", to_phase=phase))

    @precondition(lambda self: self.build.workflow.status is Status.ACTIVE)
    @rule(worker=st.sampled_from(["One", "Two"]), name=NAMES)
    def the_owner_claims(self, worker: str, name: str | None) -> None:
        self.ask(ClaimWork(workflow_id=ID, actor=called(name, self.build.owner), worker=worker))

    @precondition(lambda self: self.build.number is not None)
    @rule()
    def the_claim_runs_out(self) -> None:
        self.run_out(self.build.number or 0)

    @precondition(lambda self: self.build.workflow.awaits_approval)
    @rule(role=st.sampled_from([Role.Q_ASSISTANT, None]), good=st.booleans())
    def the_gate_is_decided(self, role: Role | None, *, good: bool) -> None:
        by = actor(role)
        self.ask(Approve(workflow_id=ID, actor=by) if good else Reject(workflow_id=ID, actor=by, reason="Not so."))

    @rule(phase=st.sampled_from(Phase))
    def the_operator_rolls_back(self, phase: Phase) -> None:
        self.ask(Rollback(workflow_id=ID, actor=OPERATOR, phase=phase, reason="Again."))

    @precondition(lambda self: self.build.workflow.status in HALTED)
    @rule(grant=st.none() | st.integers(1, 2))
    def the_operator_resumes(self, grant: int | None) -> None:
        self.ask(Resume(workflow_id=ID, actor=OPERATOR, grant_rounds=grant))

    @precondition(lambda self: self.build.workflow.version > 30)
    @rule()
    def the_operator_cancels(self) -> None:
        self.ask(Cancel(workflow_id=ID, actor=OPERATOR))

    @invariant()
    def the_assignment_is_made_from_its_sources_alone(self) -> None:
        workflow, every = self.build.workflow, self.build.events
        named = {sequence: every[sequence] for sequence in sources(workflow)}
        rejected = rejected_source(workflow, named)
        named |= {} if rejected is None else {rejected: every[rejected]}
        assert assignment(workflow, named) == assignment(workflow, every)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=50, stateful_step_count=40, deadline=None, derandomize=True)
