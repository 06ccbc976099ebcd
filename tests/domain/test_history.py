"""Whatever anybody asks for, in any order: the invariants hold, and nothing is ever deleted."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.assignment import assignment, rejected_source, sources
from domain.commands import Advance, Cancel, Change, RequestRetry, Resume, Rollback
from domain.vocabulary import Json, Outcome, Phase, State, Status
from tests.domain.asking import well_formed
from tests.domain.builds import ID, Build
from tests.domain.design import earlier
from tests.domain.invariants import INVARIANTS
from tests.domain.oracle import reasons, status_after, target
from tests.domain.people import OPERATOR
from tests.domain.random_commands import commands


class History(RuleBasedStateMachine):
    """Commands of all kinds by all actors, legal or not, and now and then the owner's next step."""

    @initialize(max_rounds=st.integers(1, 3), state=st.sampled_from(State))
    def begin(self, max_rounds: int, state: State) -> None:
        self.build = Build(max_rounds).go(state)
        self.seen: list[str] = []
        self.results: list[Json] = self.kept

    @property
    def kept(self) -> list[Json]:
        """The results in the log."""
        return [event.data["result"] for event in self.build.log if "result" in event.data]

    def ask(self, command: Change) -> None:
        """Ask, and hold the answer against the rules; a result gets a number by which it is found again."""
        if isinstance(command, Advance) and command.result is not None:
            command = replace(command, result={"number": len(self.results)})
        before, expected = self.build.workflow, reasons(self.build.workflow, command)
        answer = self.build.ask(command)
        if isinstance(answer, tuple):
            now = self.build.workflow
            assert not expected
            assert (now.state, now.status) == (target(before, command), status_after(before, command))
            self.results += [command.result] if isinstance(command, Advance) and command.result is not None else []
        else:
            assert answer.code in expected
            assert self.build.workflow is before

    @rule(command=commands())
    def anybody_asks_for_anything(self, command: Change) -> None:
        self.ask(command)

    @precondition(lambda self: self.build.workflow.status is Status.ACTIVE)
    @rule(steps=st.integers(1, 4))
    def the_owners_go_on(self, steps: int) -> None:
        for _ in range(steps):
            if self.build.workflow.status is Status.ACTIVE:
                _, _, command = next(well_formed(self.build.workflow, self.build.owner))
                self.ask(command)

    @precondition(lambda self: self.build.workflow.status is Status.ACTIVE)
    @rule(outcome=st.none() | st.just(Outcome.FAIL), nearest=st.integers(0, 2))
    def the_owner_sends_the_work_back(self, outcome: Outcome | None, nearest: int) -> None:
        by, before = self.build.owner, earlier(self.build.workflow.state)[::-1]
        if outcome is not None:
            self.ask(Advance(workflow_id=ID, actor=by, outcome=outcome, result=self.build.result, notes="It broke."))
        else:
            phase = Phase(before[nearest]) if nearest < len(before) else None
            self.ask(RequestRetry(workflow_id=ID, actor=by, reason="Not yet.", to_phase=phase))

    @rule(phase=st.sampled_from(Phase))
    def the_operator_rolls_back(self, phase: Phase) -> None:
        self.ask(Rollback(workflow_id=ID, actor=OPERATOR, phase=phase, reason="Again."))

    @precondition(lambda self: self.build.workflow.status in {Status.PAUSED, Status.ESCALATED})
    @rule(grant=st.none() | st.integers(1, 2))
    def the_operator_resumes(self, grant: int | None) -> None:
        self.ask(Resume(workflow_id=ID, actor=OPERATOR, grant_rounds=grant))

    @precondition(lambda self: self.build.workflow.version > 30)
    @rule()
    def the_operator_cancels(self) -> None:
        self.ask(Cancel(workflow_id=ID, actor=OPERATOR))

    @invariant()
    def what_always_holds(self) -> None:
        for holds in INVARIANTS:
            holds(self.build)

    @invariant()
    def no_event_is_ever_removed_or_changed(self) -> None:
        now = list(map(repr, self.build.log))
        assert now[: len(self.seen)] == self.seen
        self.seen = now

    @invariant()
    def every_result_ever_accepted_is_in_exactly_one_event(self) -> None:
        assert self.kept == self.results

    @invariant()
    def the_assignment_is_made_from_its_sources_alone(self) -> None:
        workflow, every = self.build.workflow, self.build.events
        named = {sequence: every[sequence] for sequence in sources(workflow)}
        rejected = rejected_source(workflow, named)
        named |= {} if rejected is None else {rejected: every[rejected]}
        assert assignment(workflow, named) == assignment(workflow, every)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=150, stateful_step_count=40, deadline=None, derandomize=True)
