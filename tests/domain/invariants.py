"""What holds of every workflow and its log, whatever happened to it."""

from collections import Counter
from itertools import pairwise

from domain.events import Event
from domain.progress import progress
from domain.vocabulary import EventKind, Phase, State, Status
from tests.domain.asking import accepted, listed
from tests.domain.builds import Build, fold
from tests.domain.design import COSTS, acts, earlier, falls_to_a_role_anew
from tests.domain.duties import submitted_by
from tests.domain.people import OPERATOR, actor
from tests.domain.places import PLACES, place_of
from tests.domain.retelling import retell

OUTPUTS = {EventKind.PHASE_PASSED, EventKind.COMPLETED}


def the_fold_of_the_events_is_the_workflow(build: Build) -> None:
    assert fold(build.log) == build.workflow


def sequences_are_dense_and_the_version_is_the_last(build: Build) -> None:
    assert [event.sequence for event in build.log] == list(range(1, build.workflow.version + 1))


def each_event_starts_where_the_one_before_ended(build: Build) -> None:
    states = [None, *(event.to_state for event in build.log)]
    assert [event.from_state for event in build.log] == states[:-1]
    assert states[-1] == build.workflow.state


def an_event_is_a_handoff_when_who_has_to_act_changes_or_the_work_falls_back(build: Build) -> None:
    for (old, new), event in zip(pairwise(retell(build.log)), build.log[1:], strict=True):
        before, after = acts(old.state, closed=old.closed), acts(new.state, closed=new.closed)
        moved, claimed = old.state is not new.state, old.live is not None
        reviewed = old.closed or new.closed
        anew = falls_to_a_role_anew(event.kind, moved=moved, claimed=claimed, reviewed=reviewed)
        assert (event.from_role, event.to_role) == (before, after)
        assert event.is_handoff == (before != after or anew)


def cancelled_stays_cancelled_and_takes_only_notes(build: Build) -> None:
    kinds = [event.kind for event in build.log]
    if EventKind.CANCELLED in kinds:
        assert build.workflow.status is Status.CANCELLED
        assert set(kinds[kinds.index(EventKind.CANCELLED) + 1 :]) <= {EventKind.NOTED}


def complete_is_left_only_by_a_rollback(build: Build) -> None:
    after = [event for event in build.log if event.from_state is State.COMPLETE]
    assert {event.kind for event in after} <= {EventKind.ROLLED_BACK, EventKind.NOTED}
    assert (build.workflow.state is State.COMPLETE) == (build.workflow.status is Status.COMPLETED)


def an_output_is_a_result_of_its_phase_and_exactly_the_phases_before_have_one(build: Build) -> None:
    current = {phase: record.output for phase, record in build.workflow.phases.items() if record.output is not None}
    assert tuple(current) == earlier(build.workflow.state)
    for phase, sequence in current.items():
        event = build.events[sequence]
        assert (event.phase, event.kind in OUTPUTS, "result" in event.data) == (phase, True, True)


def every_output_is_current_or_superseded_once(build: Build) -> None:
    made = [event.sequence for event in build.log if event.kind in OUTPUTS]
    current = [record.output for record in build.workflow.phases.values() if record.output is not None]
    assert sorted([*current, *(sequence for event in build.log for sequence in superseded(event))]) == made


def superseded(event: Event) -> list[int]:
    """The outputs that no longer count since `event`."""
    found = event.data.get("superseded", {})
    assert isinstance(found, dict)
    return list(found.values())


def attempts_rounds_and_grants_are_what_the_log_counts(build: Build) -> None:
    entered = [event for event in build.log if event.from_state is not event.to_state]
    attempts = Counter(event.to_state for event in entered)
    costs = Counter(event.to_state for event in entered if event.kind in COSTS)
    for phase, record in build.workflow.phases.items():
        state = State(phase)
        rounds = costs[state] + 1 if attempts[state] else 0
        assert (record.attempt, record.round, record.max_rounds) == (attempts[state], rounds, granted(build, phase))
        assert record.attempt >= record.round


def granted(build: Build, phase: Phase) -> int:
    """The rounds of `phase` by its start and all grants."""
    total = build.workflow.max_rounds
    for event in build.log:
        grants = event.data.get("grantedRounds", {})
        assert isinstance(grants, dict)
        total += grants.get(phase, 0)
    return total


def a_phase_has_more_rounds_than_it_may_only_since_an_escalation_for_lack_of_them(build: Build) -> None:
    records = build.workflow.phases.values()
    over = [record.round > record.max_rounds for record in records]
    assert [record.exhausted for record in records] == over
    assert sum(over) == retell(build.log)[-1].exhausted


def what_is_listed_is_what_is_accepted(build: Build) -> None:
    for who in {actor(build.workflow.responsible), OPERATOR}:
        assert listed(build.workflow, who) == accepted(build.workflow, who)


def the_fold_knows_whose_work_it_is_exactly_where_duties_are_separate(build: Build) -> None:
    authors = {phase: record.author for phase, record in build.workflow.phases.items()}
    assert authors == {**dict.fromkeys(Phase), Phase.IMPLEMENTATION: submitted_by(build.log)}


def progress_counts_the_phases_before(build: Build) -> None:
    done = progress(build.workflow)
    assert done.completed_phases == len(earlier(build.workflow.state))
    assert 0 <= done.completed_phases <= done.total_phases == len(Phase)
    assert 0 <= done.percent <= 100


def the_place_is_one_that_the_other_tests_cover(build: Build) -> None:
    assert place_of(build.workflow) in PLACES


INVARIANTS = (
    the_fold_of_the_events_is_the_workflow,
    sequences_are_dense_and_the_version_is_the_last,
    each_event_starts_where_the_one_before_ended,
    an_event_is_a_handoff_when_who_has_to_act_changes_or_the_work_falls_back,
    cancelled_stays_cancelled_and_takes_only_notes,
    complete_is_left_only_by_a_rollback,
    an_output_is_a_result_of_its_phase_and_exactly_the_phases_before_have_one,
    every_output_is_current_or_superseded_once,
    attempts_rounds_and_grants_are_what_the_log_counts,
    a_phase_has_more_rounds_than_it_may_only_since_an_escalation_for_lack_of_them,
    what_is_listed_is_what_is_accepted,
    the_fold_knows_whose_work_it_is_exactly_where_duties_are_separate,
    progress_counts_the_phases_before,
    the_place_is_one_that_the_other_tests_cover,
)
