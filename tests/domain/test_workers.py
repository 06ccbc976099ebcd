"""Rule 9 whatever the workers do: they claim, stall, race, finish late, and are stopped; one at most has the work."""

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from domain.commands import (
    Actor,
    AddNote,
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.decide import decide
from domain.refusals import ErrorCode
from domain.vocabulary import Outcome, Phase, Role, State, Status
from tests.domain.builds import ID
from tests.domain.checked import Checked
from tests.domain.design import EXPIRIES
from tests.domain.people import ACTORS, OPERATOR, SUBJECTS, actor, called
from tests.domain.places import HANDOFFS

NAMES = st.sampled_from(["One", "Two", "Three"])
WHO = st.sampled_from([None, *SUBJECTS])
ROLES = st.none() | st.sampled_from(Role)
STATES = st.sampled_from([State.PLANNING, State.IMPLEMENTATION, State.HANDOFF_TO_TESTER, State.TESTING])
WHICH = st.sampled_from([0, 0, 0, 1, 2])
"""Which claim a worker believes to hold: the latest of all, or an older one."""


@dataclass(frozen=True)
class Held:
    """What a worker believes to hold."""

    by: Actor
    number: int


class Workers(Checked):
    """Workers of all roles, an operator, and whoever approves, in no order at all."""

    @initialize(
        max_rounds=st.integers(1, 3),
        gates=st.sets(st.sampled_from(HANDOFFS)),
        state=STATES,
        separate_duties=st.booleans(),
    )
    def begin(self, max_rounds: int, gates: set[State], state: State, *, separate_duties: bool) -> None:
        self.start(max_rounds, sorted(gates), state, separate_duties=separate_duties)
        self.held = [Held(self.build.owner, 1)]

    @property
    def moves(self) -> bool:
        return self.build.workflow.status is Status.ACTIVE

    def work(self, command: Advance | RequestRetry | ReleaseClaim) -> None:
        """Ask, with the number of a claim or without one: only that of the live claim will do while there is one."""
        live, before = self.build.number, self.build.workflow
        answer = decide(before, command)
        code = None if isinstance(answer, tuple) else answer.code
        if command.claim not in {None, live}:
            assert code is ErrorCode.CLAIM_LOST
        if command.claim is None and live is not None and self.moves and command.actor == self.build.owner:
            assert code is ErrorCode.CLAIM_REQUIRED
        self.ask(command)

    @rule(name=NAMES, role=ROLES, subject=WHO)
    def a_worker_claims(self, name: str, role: Role | None, subject: str | None = None) -> None:
        by = called(subject, self.build.owner if role is None else actor(role))
        number = self.build.number
        self.ask(ClaimWork(workflow_id=ID, actor=by, worker=name))
        if self.build.number not in {None, number}:
            self.held.append(Held(by, self.build.workflow.version))

    @precondition(lambda self: self.moves)
    @rule(names=st.lists(NAMES, min_size=2, max_size=3))
    def workers_race(self, names: list[str]) -> None:
        for name in names:
            self.a_worker_claims(name, None)

    @rule(which=WHICH, outcome=st.sampled_from(Outcome))
    def a_worker_finishes_in_time_or_late(self, which: int, outcome: Outcome) -> None:
        held, result = self._held(which), self.build.result
        ask = Advance(workflow_id=ID, actor=held.by, outcome=outcome, result=result, notes="Seen.", claim=held.number)
        self.work(ask)

    @rule(which=WHICH, to_phase=st.none() | st.sampled_from(Phase))
    def a_worker_sends_the_work_back(self, which: int, to_phase: Phase | None) -> None:
        held = self._held(which)
        self.work(RequestRetry(workflow_id=ID, actor=held.by, reason="No.", to_phase=to_phase, claim=held.number))

    @rule(which=WHICH, says_its_role=st.booleans())
    def a_worker_gives_the_work_back(self, which: int, *, says_its_role: bool) -> None:
        held = self._held(which)
        by = held.by if says_its_role else OPERATOR
        self.work(ReleaseClaim(workflow_id=ID, actor=by, claim=held.number))

    @rule(retry=st.booleans(), subject=WHO)
    def somebody_works_without_a_claim(self, *, retry: bool, subject: str | None) -> None:
        by, result = called(subject, self.build.owner), self.build.result
        self.work(
            RequestRetry(workflow_id=ID, actor=by, reason="No.")
            if retry
            else Advance(workflow_id=ID, actor=by, result=result)
        )

    @rule(which=WHICH)
    def a_worker_stalls(self, which: int) -> None:
        self.run_out(self._held(which).number)

    @precondition(lambda self: self.moves and not self.build.workflow.awaits_approval)
    @rule(times=st.integers(1, EXPIRIES), name=NAMES)
    def one_worker_after_the_other_stalls(self, times: int, name: str) -> None:
        for _ in range(times):
            if self.moves:
                self.a_worker_claims(name, None)
                self.run_out(self.build.number or 0)

    @rule(good=st.booleans(), role=st.sampled_from([Role.Q_ASSISTANT, None]))
    def somebody_approves_or_rejects(self, *, good: bool, role: Role | None) -> None:
        by = actor(role)
        self.ask(Approve(workflow_id=ID, actor=by) if good else Reject(workflow_id=ID, actor=by, reason="Not so."))

    @rule(who=st.sampled_from(ACTORS))
    def somebody_takes_the_work_away_or_may_not(self, who: Actor) -> None:
        self.ask(RevokeClaim(workflow_id=ID, actor=who))

    @rule(
        ask=st.sampled_from([Pause(workflow_id=ID, actor=OPERATOR), AddNote(workflow_id=ID, actor=OPERATOR, text="!")])
    )
    def somebody_pauses_or_says_something(self, ask: Change) -> None:
        self.ask(ask)

    @precondition(lambda self: not self.moves)
    @rule(grant=st.none() | st.integers(1, 2))
    def the_operator_resumes(self, grant: int | None) -> None:
        self.ask(Resume(workflow_id=ID, actor=OPERATOR, grant_rounds=grant))

    @rule(phase=st.sampled_from(Phase))
    def the_q_assistant_rolls_back(self, phase: Phase) -> None:
        self.ask(Rollback(workflow_id=ID, actor=actor(Role.Q_ASSISTANT), phase=phase, reason="Again."))

    @precondition(lambda self: self.build.workflow.version > 25)
    @rule(name=NAMES)
    def the_operator_cancels_while_somebody_works_if_anybody_may(self, name: str) -> None:
        self.a_worker_claims(name, None)
        self.ask(Cancel(workflow_id=ID, actor=OPERATOR))

    def _held(self, which: int) -> Held:
        return self.held[::-1][which % len(self.held)]


TestWorkers = Workers.TestCase
TestWorkers.settings = settings(max_examples=50, stateful_step_count=40, deadline=None, derandomize=True)
