"""The machine as data. Owners, phases and their order follow from the table; so does all that may happen next."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.vocabulary import Outcome, Phase, Role, State


@dataclass(frozen=True, slots=True)
class Row:
    """One state: who owns it, and where an advance leads."""

    state: State
    owner: Role | None
    on_pass: State | None = None
    on_fail: State | None = None


TABLE = (
    Row(State.DISCOVERY, Role.Q_ASSISTANT, State.PLANNING),
    Row(State.PLANNING, Role.Q_ASSISTANT, State.HANDOFF_TO_CODER),
    Row(State.HANDOFF_TO_CODER, Role.CODE_WRITER, State.IMPLEMENTATION),
    Row(State.IMPLEMENTATION, Role.CODE_WRITER, State.HANDOFF_TO_TESTER),
    Row(State.HANDOFF_TO_TESTER, Role.TEST_AUDITOR, State.TESTING),
    Row(State.TESTING, Role.TEST_AUDITOR, State.HANDOFF_TO_VERIFIER, State.IMPLEMENTATION),
    Row(State.HANDOFF_TO_VERIFIER, Role.VERIFICATION_OVERSEER, State.VERIFICATION),
    Row(State.VERIFICATION, Role.VERIFICATION_OVERSEER, State.HANDOFF_TO_RELEASER, State.IMPLEMENTATION),
    Row(State.HANDOFF_TO_RELEASER, Role.RELEASE_MANAGER, State.DEPLOYMENT),
    Row(State.DEPLOYMENT, Role.RELEASE_MANAGER, State.COMPLETE),
    Row(State.COMPLETE, None),
)

INITIAL = TABLE[0].state
FINAL = TABLE[-1].state
_WORK = {State(phase): phase for phase in Phase}
PHASES = tuple(_WORK[row.state] for row in TABLE if row.state in _WORK)
HANDOFFS = tuple(row.state for row in TABLE if row.state not in _WORK and row.state is not FINAL)

_ROWS = {row.state: row for row in TABLE}


def owner_of(state: State) -> Role | None:
    """The one role that may act in `state`; nobody acts in COMPLETE."""
    return _ROWS[state].owner


def states_of(role: Role) -> tuple[State, ...]:
    """The states that `role` owns, in the machine's order."""
    return tuple(row.state for row in TABLE if row.owner is role)


def outcomes_of(state: State) -> Mapping[Outcome, State]:
    """The outcomes that an advance of `state` may have, and where each leads."""
    row = _ROWS[state]
    leads_to = {Outcome.PASS: row.on_pass, Outcome.FAIL: row.on_fail}
    return MappingProxyType({outcome: target for outcome, target in leads_to.items() if target is not None})


def phase_in(state: State) -> Phase | None:
    """The phase worked on in `state`; none in a handoff state and in COMPLETE."""
    return _WORK.get(state)


def phase_at(state: State) -> Phase | None:
    """The phase worked on in `state`, or about to be: a handoff state stands before the phase it leads to."""
    ahead = _ROWS[state].on_pass
    return phase_in(state) or (None if ahead is None else phase_in(ahead))


def phases_before(state: State) -> tuple[Phase, ...]:
    """The phases that work in `state` can be sent back to, in order."""
    boundary = phase_at(state)
    return PHASES if boundary is None else PHASES[: PHASES.index(boundary)]


def phases_from(phase: Phase) -> tuple[Phase, ...]:
    """`phase` and every later one."""
    return PHASES[PHASES.index(phase) :]
