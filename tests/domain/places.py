"""Every place that a workflow can be in, and how to get there."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import pytest

from domain.limits import DEFAULT_ROUNDS
from domain.vocabulary import Phase, State, Status
from domain.workflow import Workflow
from tests.domain.builds import Build


class Gate(StrEnum):
    """Whether the state is gated, and if so, whether the handoff has been approved."""

    NONE = "NONE"
    CLOSED = "CLOSED"
    APPROVED = "APPROVED"


@dataclass(frozen=True, slots=True)
class Place:
    """All by which the rules tell workflows apart. `exhausted`: it is ESCALATED for lack of rounds, not by expiries."""

    state: State
    status: Status
    claimed: bool = False
    gate: Gate = Gate.NONE
    exhausted: bool = False

    def __str__(self) -> str:
        gate = "" if self.gate is Gate.NONE else f"-gate {self.gate.lower()}"
        return f"{self.state}-{self.status}{'-claimed' * self.claimed}{gate}{'-exhausted' * self.exhausted}"


MOVING = tuple(state for state in State if state is not State.COMPLETE)
WORKING = tuple(State(phase) for phase in Phase)
HANDOFFS = tuple(state for state in MOVING if state not in WORKING)
CAN_EXHAUST = tuple(state for state in WORKING if state is not State.DEPLOYMENT)
"""Where rounds can be used up: nothing comes after DEPLOYMENT that would send the work back to it."""

REACHABLE = (
    *product(MOVING, (Status.ACTIVE, Status.PAUSED, Status.CANCELLED)),
    *product(WORKING, (Status.ESCALATED,)),
    (State.COMPLETE, Status.COMPLETED),
)
"""The pairs of state and status."""

PLACES = (
    *(Place(state, status) for state, status in REACHABLE),
    *(Place(state, Status.ESCALATED, exhausted=True) for state in CAN_EXHAUST),
    *(Place(state, status, claimed=True) for state, status in product(WORKING, (Status.ACTIVE, Status.PAUSED))),
    *(
        Place(state, status, gate=gate)
        for state, status, gate in product(
            HANDOFFS, (Status.ACTIVE, Status.PAUSED, Status.CANCELLED), (Gate.CLOSED, Gate.APPROVED)
        )
    ),
)
each_place = pytest.mark.parametrize("place", PLACES, ids=str)


def place_of(workflow: Workflow) -> Place:
    """Where `workflow` is."""
    gate = Gate.APPROVED if workflow.approved else Gate.CLOSED
    escalated = workflow.status is Status.ESCALATED
    return Place(
        workflow.state,
        workflow.status,
        claimed=workflow.claim is not None,
        gate=gate if workflow.state in workflow.gates else Gate.NONE,
        exhausted=escalated and any(record.round > record.max_rounds for record in workflow.phases.values()),
    )


def at(state: State, status: Status, max_rounds: int = DEFAULT_ROUNDS) -> Build:
    """A build that stands in `state` with `status`, unclaimed and not gated; out of rounds if it is ESCALATED."""
    return stand(Place(state, status, exhausted=status is Status.ESCALATED and state in CAN_EXHAUST), max_rounds)


def stand(
    place: Place, max_rounds: int = DEFAULT_ROUNDS, gates: Iterable[State] = (), *, separate_duties: bool = False
) -> Build:
    """A build that is at `place`, which must be a reachable one; `gates` are those besides the one there."""
    there = () if place.gate is Gate.NONE else (place.state,)
    every = (*there, *(gate for gate in gates if gate is not place.state))
    build = Build(max_rounds, every, separate_duties=separate_duties).go(place.state)
    if place.gate is Gate.APPROVED:
        build.approve()
    if place.claimed:
        build.claim()
    match place.status:
        case Status.PAUSED:
            build.pause()
        case Status.CANCELLED:
            build.cancel()
        case Status.ESCALATED if place.exhausted:
            exhaust(build, Phase(place.state))
        case Status.ESCALATED:
            give_up(build)
        case Status.ACTIVE | Status.COMPLETED:
            pass
    assert place_of(build.workflow) == place
    return build


def send_back(build: Build, phase: Phase) -> None:
    """The next owner sends `phase`, which `build` is working on, back to it."""
    build.go(State(phase)).step()
    build.retry(phase)


def exhaust(build: Build, phase: Phase) -> None:
    """Send `phase` back until it has used up its rounds."""
    while build.workflow.status is not Status.ESCALATED:
        send_back(build, phase)


def give_up(build: Build) -> None:
    """Let claims run out until there have been too many."""
    while build.workflow.status is not Status.ESCALATED:
        build.expire()
