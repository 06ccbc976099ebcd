"""Start: what a new workflow is."""

from dataclasses import replace

import pytest

from domain.commands import Actor
from domain.decide import decide
from domain.limits import DEFAULT_ROUNDS
from domain.phase_record import PhaseRecord
from domain.vocabulary import Phase, Role, State, Status
from tests.domain.builds import ID, Build, start
from tests.domain.people import ACTORS


def test_a_new_workflow_stands_in_discovery_and_waits_for_the_q_assistant() -> None:
    workflow = Build().workflow
    assert (workflow.state, workflow.status) == (State.DISCOVERY, Status.ACTIVE)
    assert (workflow.owner, workflow.next_role, workflow.phase) == (Role.Q_ASSISTANT, Role.Q_ASSISTANT, "DISCOVERY")
    assert (workflow.version, workflow.entered, workflow.notes) == (1, 1, ())
    assert (workflow.waits_for, workflow.waiting, workflow.claim) == (Role.Q_ASSISTANT, 1, None)


def test_a_new_workflow_is_what_its_start_says() -> None:
    workflow, command = Build(max_rounds=7).workflow, start()
    assert (workflow.id, workflow.project_id, workflow.build_id) == (ID, command.project_id, command.build_id)
    assert (workflow.title, workflow.max_rounds) == (command.title, 7)
    assert (workflow.gates, workflow.origin, workflow.findings) == ((), None, ())


@pytest.mark.parametrize("by", ACTORS)
def test_the_first_event_tells_who_started_it_and_as_what(by: Actor) -> None:
    events = decide(None, replace(start(), actor=by))
    assert isinstance(events, tuple)
    assert [(event.actor, event.actor_role) for event in events] == [(by.name, by.role)]


def test_discovery_is_in_its_first_round_and_no_other_phase_has_been_entered() -> None:
    phases = Build().workflow.phases
    assert phases[Phase.DISCOVERY] == PhaseRecord(DEFAULT_ROUNDS, attempt=1, round=1, opened=1)
    assert {phases[phase] for phase in Phase if phase is not Phase.DISCOVERY} == {PhaseRecord(DEFAULT_ROUNDS)}


def test_a_phase_has_five_rounds_unless_the_start_says_otherwise() -> None:
    assert (DEFAULT_ROUNDS, start().max_rounds) == (5, 5)
