"""What may happen next: read off the same tables that `decide` obeys."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.machine import outcomes_of, phase_at, phases_before
from domain.permissions import NEEDS_TOKEN, STATUSES, is_full, misplaced, operator_may, roles_for
from domain.vocabulary import Action, Outcome, Role, State
from domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class AllowedAction:
    """One thing that can be asked for now, where it leads, and who may ask: `roles`, and an operator if `operator`.

    `needs_token` says that only the holder of the live claim may, with the claim's token.
    """

    action: Action
    outcome: Outcome | None
    leads_to: State
    roles: tuple[Role, ...]
    operator: bool
    needs_token: bool


def allowed_actions(workflow: Workflow, role: Role | None = None) -> tuple[AllowedAction, ...]:
    """All that may be asked for now; with `role`, what that role may ask for."""
    found = _all(workflow)
    return tuple(item for item in found if role is None or role in item.roles)


def _all(workflow: Workflow) -> Iterator[AllowedAction]:
    for action in Action:
        if workflow.status not in STATUSES[action] or is_full(workflow, action) or misplaced(workflow, action):
            continue
        for outcome, leads_to in _targets(workflow.state, action):
            needs_token = workflow.claim is not None and action in NEEDS_TOKEN
            roles = roles_for(action, workflow)
            yield AllowedAction(action, outcome, leads_to, roles, operator_may(action), needs_token)


def _targets(state: State, action: Action) -> Iterator[tuple[Outcome | None, State]]:
    match action:
        case Action.ADVANCE:
            yield from outcomes_of(state).items()
        case Action.REQUEST_RETRY | Action.ROLLBACK:
            yield from ((None, State(phase)) for phase in reversed(phases_before(state)))
        case Action.CLAIM:
            yield None, State(phase_at(state) or state)
        case Action.REJECT:
            yield None, State(phases_before(state)[-1])
        case _:
            yield None, state
