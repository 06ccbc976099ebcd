"""What may happen next: read off the same tables that `decide` obeys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from domain.machine import outcomes_of, phases_before
from domain.permissions import STATUSES, is_full, operator_may, roles_for
from domain.vocabulary import Action, Outcome, Role, State
from domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class AllowedAction:
    """One thing that can be asked for now, where it leads, and who may ask: `roles`, and an operator if `operator`."""

    action: Action
    outcome: Outcome | None
    leads_to: State
    roles: tuple[Role, ...]
    operator: bool


def allowed_actions(workflow: Workflow, role: Role | None = None) -> tuple[AllowedAction, ...]:
    """All that may be asked for now; with `role`, what that role may ask for."""
    found = _all(workflow)
    return tuple(item for item in found if role is None or role in item.roles)


def _all(workflow: Workflow) -> Iterator[AllowedAction]:
    for action in Action:
        if workflow.status not in STATUSES[action] or is_full(workflow, action):
            continue
        for outcome, leads_to in _targets(workflow.state, action):
            yield AllowedAction(action, outcome, leads_to, roles_for(action, workflow), operator_may(action))


def _targets(state: State, action: Action) -> Iterator[tuple[Outcome | None, State]]:
    match action:
        case Action.ADVANCE:
            yield from outcomes_of(state).items()
        case Action.REQUEST_RETRY | Action.ROLLBACK:
            yield from ((None, State(phase)) for phase in reversed(phases_before(state)))
        case Action.PAUSE | Action.RESUME | Action.CANCEL | Action.ADD_NOTE:
            yield None, state
        case _:
            assert_never(action)
