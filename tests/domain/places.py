"""Every state and status that a workflow can be in at once, and how to get there."""

from itertools import product

from domain.limits import DEFAULT_ROUNDS
from domain.vocabulary import Phase, State, Status
from tests.domain.builds import Build

MOVING = tuple(state for state in State if state is not State.COMPLETE)
CAN_ESCALATE = (State.DISCOVERY, State.PLANNING, State.IMPLEMENTATION, State.TESTING, State.VERIFICATION)
REACHABLE = (
    *product(MOVING, (Status.ACTIVE, Status.PAUSED, Status.CANCELLED)),
    *product(CAN_ESCALATE, (Status.ESCALATED,)),
    (State.COMPLETE, Status.COMPLETED),
)


def at(state: State, status: Status, max_rounds: int = DEFAULT_ROUNDS) -> Build:
    """A build that stands in `state` with `status`, which must be a reachable pair."""
    build = Build(max_rounds).go(state)
    match status:
        case Status.PAUSED:
            build.pause()
        case Status.CANCELLED:
            build.cancel()
        case Status.ESCALATED:
            exhaust(build, Phase(state))
        case Status.ACTIVE | Status.COMPLETED:
            pass
    assert (build.workflow.state, build.workflow.status) == (state, status)
    return build


def send_back(build: Build, phase: Phase) -> None:
    """The next owner sends `phase`, which `build` is working on, back to it."""
    build.go(State(phase)).step()
    build.retry(phase)


def exhaust(build: Build, phase: Phase) -> None:
    """Send `phase` back until it has used up its rounds."""
    while build.workflow.status is not Status.ESCALATED:
        send_back(build, phase)
