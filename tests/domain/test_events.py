"""What every event says, whatever made it happen."""

from domain.commands import ReleaseClaim
from domain.vocabulary import EventKind, State
from tests.domain.builds import ID, Build, fold
from tests.domain.commands import accepted_at
from tests.domain.design import ahead
from tests.domain.places import Place, each_place, stand

ALWAYS = {
    EventKind.STARTED: {"projectId", "buildId", "title", "requirements", "maxRounds", "gates"},
    EventKind.PHASE_PASSED: {"result"},
    EventKind.COMPLETED: {"result"},
    EventKind.PHASE_FAILED: {"result", "superseded"},
    EventKind.RETRY_REQUESTED: {"superseded"},
    EventKind.ROLLED_BACK: {"superseded"},
    EventKind.REJECTED: {"superseded"},
    EventKind.ESCALATED: {"exhausted", "round", "maxRounds", "tried"},
    EventKind.RESUMED: {"grantedRounds"},
    EventKind.CLAIMED: {"worker", "leaseSeconds"},
    EventKind.CLAIM_RELEASED: {"claim", "worker", "expiries"},
    EventKind.CLAIM_REVOKED: {"claim", "worker", "expiries"},
}
"""The keys of `data` by kind, where nothing optional came; the other kinds have none."""

BY_THE_WORKER = {
    EventKind.PHASE_PASSED,
    EventKind.COMPLETED,
    EventKind.PHASE_FAILED,
    EventKind.RETRY_REQUESTED,
    EventKind.ROLLED_BACK,
}
"""By these work that was claimed ends, and so they name its worker."""


@each_place
def test_events_are_numbered_densely_and_each_starts_where_the_one_before_ended(place: Place) -> None:
    workflow = stand(place, 1).workflow
    for command, events in accepted_at(place, 1):
        assert [event.sequence for event in events] == [workflow.version + n for n, _ in enumerate(events, start=1)]
        assert [event.from_state for event in events] == [workflow.state, *(event.to_state for event in events[:-1])]
        assert fold(events, onto=workflow).version == events[-1].sequence
        assert {event.workflow_id for event in events} == {ID}
        if not isinstance(command, ReleaseClaim):
            assert {event.actor for event in events} == {command.actor.name}


@each_place
def test_the_data_of_an_event_has_the_keys_of_its_kind(place: Place) -> None:
    for _, events in (*accepted_at(place, 1), *accepted_at(place, 5)):
        for event in events:
            worker = {"worker"} if place.claimed and event.kind in BY_THE_WORKER else set()
            assert set(event.data) == ALWAYS.get(event.kind, set()) | worker


@each_place
def test_an_event_names_the_phase_it_is_about_and_that_is_the_one_stood_at(place: Place) -> None:
    for _, events in accepted_at(place, 5):
        assert events[0].phase == ahead(place.state)


def test_the_first_event_is_the_start_and_hands_the_build_to_the_q_assistant() -> None:
    (event,) = Build().log
    assert (event.kind, event.sequence, event.attempt) == (EventKind.STARTED, 1, 1)
    assert (event.from_state, event.to_state, event.from_role, event.to_role) == (
        None,
        "DISCOVERY",
        None,
        "Q_ASSISTANT",
    )
    assert event.is_handoff
    assert set(event.data) == ALWAYS[EventKind.STARTED]


def test_the_attempt_of_an_event_is_the_one_of_the_work_it_is_about() -> None:
    build = Build().go(State.TESTING)
    build.fail()
    build.go(State.TESTING)
    made = [(event.kind, event.phase, event.attempt) for event in build.log[-4:]]
    assert made == [
        ("ACKNOWLEDGED", "TESTING", 1),
        ("PHASE_FAILED", "TESTING", 1),
        ("PHASE_PASSED", "IMPLEMENTATION", 2),
        ("ACKNOWLEDGED", "TESTING", 2),
    ]


def test_in_a_handoff_state_no_attempt_of_the_phase_ahead_has_begun() -> None:
    build = Build().go(State.HANDOFF_TO_TESTER)
    (note,) = build.note("Wait for me.")
    assert (note.phase, note.attempt) == ("TESTING", None)
