"""Who may ask for what, and in which status: two tables, from which refusals and `allowedActions` both follow."""

from types import MappingProxyType

from domain.commands import Actor
from domain.limits import MAX_EVENTS
from domain.refusals import NotActive, NothingToChange, NotOwner, NotPermitted
from domain.vocabulary import Action, Role, Status
from domain.workflow import Workflow

OWNER_ONLY = frozenset({Action.ADVANCE, Action.REQUEST_RETRY})

PERMITTED_ROLES = MappingProxyType(
    {
        Action.ROLLBACK: (Role.Q_ASSISTANT,),
        Action.PAUSE: tuple(Role),
        Action.RESUME: (),
        Action.CANCEL: (),
        Action.ADD_NOTE: tuple(Role),
    }
)
"""The roles that may ask for an action that is not the owner's alone; an operator may ask for all of these."""

STATUSES = MappingProxyType(
    {
        Action.ADVANCE: frozenset({Status.ACTIVE}),
        Action.REQUEST_RETRY: frozenset({Status.ACTIVE}),
        Action.ROLLBACK: frozenset({Status.ACTIVE, Status.PAUSED, Status.ESCALATED, Status.COMPLETED}),
        Action.PAUSE: frozenset({Status.ACTIVE}),
        Action.RESUME: frozenset({Status.PAUSED, Status.ESCALATED}),
        Action.CANCEL: frozenset({Status.ACTIVE, Status.PAUSED, Status.ESCALATED}),
        Action.ADD_NOTE: frozenset(Status),
    }
)

_LEADS_TO = {Action.PAUSE: Status.PAUSED, Action.RESUME: Status.ACTIVE, Action.CANCEL: Status.CANCELLED}


def roles_for(action: Action, workflow: Workflow) -> tuple[Role, ...]:
    """The roles that may ask for `action` now, its status aside."""
    if action in OWNER_ONLY:
        return () if workflow.owner is None else (workflow.owner,)
    return PERMITTED_ROLES[action]


def operator_may(action: Action) -> bool:
    """Whether an operator may ask for `action`."""
    return action not in OWNER_ONLY


def is_full(workflow: Workflow, action: Action) -> bool:
    """Whether the workflow has too many events for `action` to add another; a cancel is always taken."""
    return workflow.version >= MAX_EVENTS and action is not Action.CANCEL


def forbidden(
    workflow: Workflow, action: Action, actor: Actor
) -> NotActive | NothingToChange | NotOwner | NotPermitted | None:
    """Why `actor` can't ask for `action` now, or nothing if that is allowed."""
    if workflow.status not in STATUSES[action]:
        unchanged = _LEADS_TO.get(action) is workflow.status
        return NothingToChange(action, workflow.status) if unchanged else NotActive(action, workflow.status)
    allowed = roles_for(action, workflow)
    if actor.role in allowed or (actor.role is None and operator_may(action)):
        return None
    if action in OWNER_ONLY and workflow.owner is not None:
        return NotOwner(workflow.state, workflow.owner, actor.role)
    return NotPermitted(action, actor.role, allowed)
