"""Rule 9 over two processes and a real database, whatever workers do: they claim, beat, stall, race and finish late."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from db.embedded import EmbeddedPostgres
from domain.commands import Actor, Advance, Cancel, Change, Pause, ReleaseClaim, RequestRetry
from domain.vocabulary import Phase, Role, State, Status
from domain.workflow import Workflow
from tests.db.asks import claim, fail, note, release, resume, retry, revoke, rollback, step
from tests.db.worker_stage import Held, Stage
from tests.db.worker_turns import Ask, Beat, Take, Turn, Wait
from tests.domain.design import EXPIRIES
from tests.domain.people import ACTORS, OPERATOR

LEASES = st.sampled_from([300, 900, 1_500])
WAITS = st.sampled_from([600, 1_200])
"""No sum of waits comes near the end of a lease, so that the seconds that the test takes do not matter."""

STATES = st.sampled_from([State.PLANNING, State.HANDOFF_TO_CODER, State.IMPLEMENTATION, State.TESTING])
PLACES = st.integers(0, 1)
WHICH = st.sampled_from([0, 0, 0, 1, 2])
"""Which claim is meant: one that is live if there is any, or one that is over; of each, the latest first."""
ROLES = st.none() | st.sampled_from(Role)
"""None is whoever owns the workflow that is meant."""
WHO = st.none() | st.sampled_from(ACTORS)

WORK: dict[str, Callable[[Workflow], Change]] = {"pass": step, "fail": fail, "retry": retry, "release": release}
DEEDS: dict[str, Callable[[Workflow], Change]] = {
    "claim": claim,
    "pause": lambda workflow: Pause(workflow_id=workflow.id, actor=OPERATOR),
    "resume": lambda workflow: resume(workflow.id),
    "revoke": lambda workflow: revoke(workflow.id),
    "note": lambda workflow: note(workflow.id),
    "roll back": lambda workflow: rollback(workflow, Phase.PLANNING),
}
_keys = count(1)


def _ask(command: Change, by: Actor | None = None) -> Ask:
    return Ask(replace(command, actor=by or command.actor), f"key {next(_keys)}")


def _act(deed: str, held: Held, workflow: Workflow) -> Turn:
    """Something about a claim, or its workflow."""
    if deed == "beat":
        return Beat(held.workflow_id, held.number, 1_500)
    if deed == "wait":
        return Wait(1_200)
    command = (WORK | DEEDS)[deed](workflow)
    if isinstance(command, Advance | RequestRetry | ReleaseClaim):
        command = replace(command, claim=held.number)
    return _ask(command)


class Workers(Stage):
    """Workers of all roles in two processes, and an operator, in no order at all."""

    @initialize(states=st.lists(STATES, min_size=1, max_size=3))
    def begin(self, states: list[State]) -> None:
        self.run(self.open(states))

    def _held(self, which: int) -> Held:
        return [*self.live, *self.over][which % len(self.held)]

    def _act(self, deed: str, which: int) -> Turn:
        held = self._held(which)
        return _act(deed, held, self.workflow(held))

    def _free(self, which: int) -> Workflow:
        """One that nobody has claimed if there is any, or one that is claimed."""
        workflows = sorted((self.workflow(held) for held in self.over + self.live), key=lambda each: bool(each.claim))
        return workflows[which % len(workflows)]

    def _oldest(self, role: Role | None, which: int, seconds: int = 900) -> Take:
        return Take(role or self._free(which).owner or Role.Q_ASSISTANT, "One", seconds, f"key {next(_keys)}")

    def somebody_works(self, place: int) -> None:
        """What may happen depends on nothing that a race or the clock decides, so that examples can be repeated."""
        if not self.live:
            self.take(_ask(claim(self._free(0))), place=place)

    @rule(role=ROLES, which=WHICH, seconds=LEASES, place=PLACES)
    def a_worker_takes_the_oldest_work(self, role: Role | None, which: int, seconds: int, place: int) -> None:
        self.take(self._oldest(role, which, seconds), place=place)

    @rule(which=WHICH, seconds=LEASES, place=PLACES, by=WHO)
    def a_worker_claims_a_workflow(self, which: int, seconds: int, place: int, by: Actor | None) -> None:
        asked = claim(self._free(which), f"Worker {which}", seconds)
        self.take(_ask(asked, by), place=place)

    @rule(
        which=WHICH,
        seconds=st.none() | LEASES,
        said=st.none() | st.sampled_from(["Reading.", "Writing."]),
        percent=st.none() | st.integers(0, 100),
        place=PLACES,
    )
    def a_worker_beats(
        self, which: int, seconds: int | None, said: str | None, percent: int | None, place: int
    ) -> None:
        self.somebody_works(place)
        held = self._held(which)
        self.take(Beat(held.workflow_id, held.number, seconds, said, percent), place=place)

    @rule(deed=st.sampled_from(sorted(WORK)), which=WHICH, place=PLACES)
    def a_worker_finishes(self, deed: str, which: int, place: int) -> None:
        self.somebody_works(place)
        self.take(self._act(deed, which), place=place)

    @rule(deed=st.sampled_from(["beat", *sorted(WORK)]), which=WHICH, place=PLACES)
    def a_worker_is_late(self, deed: str, which: int, place: int) -> None:
        late = [*self.over, *self.live]
        held = late[which % len(late)]
        self.take(_act(deed, held, self.workflow(held)), place=place)

    @rule(deed=st.sampled_from(sorted(WORK)), which=WHICH, place=PLACES, by=WHO)
    def somebody_works_without_a_claim(self, deed: str, which: int, place: int, by: Actor | None) -> None:
        self.somebody_works(place)
        command = WORK[deed](replace(self.workflow(self._held(which)), claim=None))
        self.take(_ask(command, by), place=place)

    @rule(seconds=WAITS)
    def all_stall_and_nobody_notices(self, seconds: int) -> None:
        self.take(Wait(seconds))

    @rule(deed=st.sampled_from(["beat", "beat", *sorted(WORK)]), which=WHICH, place=PLACES)
    def a_worker_stalls_past_the_end_of_its_lease(self, deed: str, which: int, place: int) -> None:
        self.somebody_works(place)
        late = self._act(deed, which)
        self.take(Wait(1_800))
        self.take(late, place=place)

    @rule(place=PLACES)
    def the_watch_notices(self, place: int) -> None:
        self.run(self.notice(place))

    @rule(which=WHICH, deed=st.sampled_from(["beat", "claim", "pass"]), place=PLACES)
    def both_writers_are_told_while_somebody_acts(self, which: int, deed: str, place: int) -> None:
        self.run(self._tell())
        self.take(self._act(deed, which), place=place)

    async def _tell(self) -> None:
        for store in self.stores:
            store.writer.expire(self.lapsed)

    @rule(which=WHICH, times=st.integers(2, EXPIRIES), place=PLACES)
    def one_worker_after_the_other_stalls(self, which: int, times: int, place: int) -> None:
        held = self._held(which)
        for turn in range(times):
            if self.workflow(held).status is Status.ACTIVE:
                self.take(_ask(claim(self.workflow(held), f"Worker {turn}")), place=place ^ turn % 2)
                self.take(Wait(600))

    @rule(deed=st.sampled_from(sorted(DEEDS)), which=WHICH, place=PLACES)
    def the_operator_steps_in(self, deed: str, which: int, place: int) -> None:
        self.take(self._act(deed, which), place=place)

    @rule(which=WHICH, place=PLACES, stalls=st.booleans())
    def the_operator_pauses_and_somebody_beats(self, which: int, place: int, *, stalls: bool) -> None:
        self.somebody_works(place)
        beat = self._act("beat", which)
        self.take(self._act("pause", which), place=place)
        if stalls:
            self.take(Wait(1_800))
        self.take(beat, place=place)

    @rule(place=PLACES)
    def the_operator_lets_all_go_on(self, place: int) -> None:
        for identity in self.world.works:
            self.take(_ask(resume(identity)), place=place)

    @rule(which=WHICH, place=PLACES)
    def the_operator_cancels_in_the_end_while_somebody_beats(self, which: int, place: int) -> None:
        if self.world.turn < 30:
            return
        cancel = Cancel(workflow_id=self._held(which).workflow_id, actor=OPERATOR)
        self.take(_ask(cancel), self._act("beat", which), place=place)

    @rule(which=WHICH, place=PLACES)
    def somebody_repeats_a_request(self, which: int, place: int) -> None:
        if self.taken:
            self.take(self.taken[::-1][which % len(self.taken)], place=place)

    @rule(role=ROLES, other=st.sampled_from(["oldest", "named", "same"]), which=WHICH, place=PLACES)
    def two_workers_race_for_work(self, role: Role | None, other: str, which: int, place: int) -> None:
        first = self._oldest(role, which)
        others = {"oldest": self._oldest(role, which), "named": _ask(claim(self._free(which))), "same": first}
        self.take(first, others[other], place=place)

    @rule(
        first=st.sampled_from(["beat", *sorted(WORK)]),
        second=st.sampled_from(["beat", "wait", *sorted(WORK), *sorted(DEEDS)]),
        which=WHICH,
        place=PLACES,
    )
    def two_race_about_one_workflow(self, first: str, second: str, which: int, place: int) -> None:
        self.somebody_works(place)
        self.take(self._act(first, which), self._act(second, which), place=place)

    @rule(deed=st.sampled_from([*sorted(WORK), *sorted(DEEDS)]), which=WHICH, place=PLACES)
    def a_request_arrives_twice_at_once(self, deed: str, which: int, place: int) -> None:
        asked = self._act(deed, which)
        self.take(asked, asked, place=place)


def test_one_at_most_holds_the_work_and_each_is_told_the_truth(postgres: EmbeddedPostgres) -> None:
    class Here(Workers):
        server = postgres

    bounds = settings(max_examples=15, stateful_step_count=25, deadline=None, derandomize=True)
    run_state_machine_as_test(Here, settings=bounds)
