"""The table of states, held against the copy of it that is written out in `design`."""

import pytest

from domain.machine import (
    FINAL,
    INITIAL,
    PHASES,
    TABLE,
    outcomes_of,
    owner_of,
    phase_at,
    phase_in,
    phases_before,
    phases_from,
    states_of,
)
from domain.vocabulary import Outcome, Phase, Role, State
from tests.domain import design

each_state = pytest.mark.parametrize("state", State)


def test_the_table_is_the_one_of_the_design_in_its_order() -> None:
    assert [(row.state, (row.owner, row.on_pass, row.on_fail)) for row in TABLE] == list(design.MACHINE.items())


def test_a_build_goes_from_discovery_to_complete() -> None:
    assert (INITIAL, FINAL) == ("DISCOVERY", "COMPLETE")


def test_the_phases_are_the_states_in_which_work_is_done() -> None:
    assert PHASES == design.PHASES
    assert set(Phase) == set(design.PHASES)


@each_state
def test_each_state_has_the_owner_and_the_outcomes_of_the_table(state: State) -> None:
    owner, on_pass, on_fail = design.MACHINE[state]
    leads_to = {Outcome.PASS: on_pass, Outcome.FAIL: on_fail}
    assert owner_of(state) == owner
    assert outcomes_of(state) == {outcome: target for outcome, target in leads_to.items() if target is not None}


@pytest.mark.parametrize("role", Role)
def test_each_role_owns_the_states_that_name_it(role: Role) -> None:
    assert states_of(role) == tuple(state for state, (owner, _, _) in design.MACHINE.items() if owner == role)


@each_state
def test_a_handoff_state_stands_before_the_phase_that_its_acknowledgement_begins(state: State) -> None:
    assert phase_in(state) == (str(state) if state in design.PHASES else None)
    assert phase_at(state) == design.ahead(state)


@each_state
def test_the_phases_before_a_state_are_those_that_lie_above_it_in_the_table(state: State) -> None:
    assert phases_before(state) == design.earlier(state)


@pytest.mark.parametrize("phase", Phase)
def test_a_phase_and_all_later_ones_are_what_going_back_to_it_supersedes(phase: Phase) -> None:
    assert phases_from(phase) == design.PHASES[design.PHASES.index(phase) :]


def test_every_state_is_reached_by_passing_and_none_twice() -> None:
    state, seen = "DISCOVERY", ["DISCOVERY"]
    while (ahead := design.MACHINE[state][1]) is not None:
        state = ahead
        seen.append(state)
    assert seen == list(State)
