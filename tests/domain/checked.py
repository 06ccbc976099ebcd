"""A build of which every answer and all invariants are held against the rules, for machines that move it at random."""

from collections.abc import Collection
from dataclasses import replace

from hypothesis.stateful import RuleBasedStateMachine, invariant

from domain.commands import Advance, Change, ReleaseClaim
from domain.refusals import NotClaimed
from domain.vocabulary import Action, Json, State, Status
from tests.domain.builds import Build, Events
from tests.domain.claim_invariants import CLAIM_INVARIANTS
from tests.domain.design import EXPIRIES
from tests.domain.invariants import INVARIANTS
from tests.domain.oracle import reasons, status_after, target


class Checked(RuleBasedStateMachine):
    """What machines that move a build have in common."""

    build: Build
    examined: int
    seen: list[str]
    results: list[Json]

    def start(self, max_rounds: int, gates: Collection[State], state: State, *, separate_duties: bool) -> None:
        """Begin with a build that stands in `state`."""
        self.build = Build(max_rounds, gates, separate_duties=separate_duties).go(state)
        self.examined = 0
        self.seen = []
        self.results = self.kept

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
            acts_as = before.owner if isinstance(command, ReleaseClaim) else command.actor.role
            assert {(event.actor, event.actor_role) for event in answer} == {(command.actor.name, acts_as)}
            assert (now.state, now.status) == (target(before, command), status_after(before, command))
            self.results += [command.result] if isinstance(command, Advance) and command.result is not None else []
        else:
            assert answer.code in expected
            assert self.build.workflow is before

    def run_out(self, claim: int) -> None:
        """The lease of a claim runs out, which matters only while the claim is live."""
        before, live = self.build.workflow, self.build.number
        answer = self.build.run_out(claim)
        if claim != live:
            assert answer == NotClaimed(Action.RELEASE_CLAIM, before.state)
            assert self.build.workflow is before
            return
        assert isinstance(answer, tuple)
        self._has_run_out(answer)
        last = before.status is Status.ACTIVE and len(before.expired) == EXPIRIES - 1
        assert self.build.workflow.status is (Status.ESCALATED if last else before.status)
        assert (self.build.workflow.state, self.build.workflow.claim) == (before.state, None)

    @staticmethod
    def _has_run_out(events: Events) -> None:
        assert events[0].kind == "CLAIM_EXPIRED"
        assert {(event.actor, event.actor_role) for event in events} == {("HANDOFF", None)}

    @invariant()
    def what_always_holds(self) -> None:
        if len(self.build.log) > self.examined:
            for holds in (*INVARIANTS, *CLAIM_INVARIANTS):
                holds(self.build)
        self.examined = len(self.build.log)

    @invariant()
    def no_event_is_ever_removed_or_changed(self) -> None:
        now = list(map(repr, self.build.log))
        assert now[: len(self.seen)] == self.seen
        self.seen = now

    @invariant()
    def every_result_ever_accepted_is_in_exactly_one_event(self) -> None:
        assert self.kept == self.results
