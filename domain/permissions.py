"""Who may ask for what, in which status and where: tables, from which refusals and `allowedActions` both follow."""

from types import MappingProxyType
from typing import TypeAlias

from domain.commands import Actor
from domain.duties import ONLY_OF_OTHERS, own_work
from domain.limits import MAX_EVENTS
from domain.refusals import (
    AlreadyClaimed,
    ApprovalRequired,
    NotActive,
    NotClaimed,
    NothingToApprove,
    NothingToChange,
    NotOwner,
    NotPermitted,
    OwnWork,
)
from domain.vocabulary import Action, Role, Status
from domain.workflow import APPROVER, Workflow

OWNER_ONLY = frozenset({Action.ADVANCE, Action.REQUEST_RETRY, Action.CLAIM})
OWNERS = OWNER_ONLY | {Action.RELEASE_CLAIM}
"""What the owner's role does; a release is proved by its token, so that the role may be left out."""

PERMITTED_ROLES = MappingProxyType(
    {
        Action.ROLLBACK: (Role.Q_ASSISTANT,),
        Action.PAUSE: tuple(Role),
        Action.RESUME: (),
        Action.CANCEL: (),
        Action.ADD_NOTE: tuple(Role),
        Action.REVOKE_CLAIM: (),
        Action.APPROVE: (APPROVER,),
        Action.REJECT: (APPROVER,),
    }
)
"""The roles that may ask for an action that is not the owner's; an operator may ask for all of these."""

_MOVING = frozenset({Status.ACTIVE})
_NOT_ENDED = frozenset({Status.ACTIVE, Status.PAUSED, Status.ESCALATED})

STATUSES = MappingProxyType(
    {
        Action.ADVANCE: _MOVING,
        Action.REQUEST_RETRY: _MOVING,
        Action.ROLLBACK: _NOT_ENDED | {Status.COMPLETED},
        Action.PAUSE: _MOVING,
        Action.RESUME: frozenset({Status.PAUSED, Status.ESCALATED}),
        Action.CANCEL: _NOT_ENDED,
        Action.ADD_NOTE: frozenset(Status),
        Action.CLAIM: _MOVING,
        Action.RELEASE_CLAIM: _NOT_ENDED,
        Action.REVOKE_CLAIM: _NOT_ENDED,
        Action.APPROVE: _MOVING,
        Action.REJECT: _MOVING,
    }
)

NEEDS_TOKEN = frozenset({Action.ADVANCE, Action.REQUEST_RETRY, Action.RELEASE_CLAIM})
"""What only the holder of the claim may do while there is one."""

_ENDS = frozenset({Action.CANCEL, Action.RELEASE_CLAIM, Action.REVOKE_CLAIM})
_LEADS_TO = {Action.PAUSE: Status.PAUSED, Action.RESUME: Status.ACTIVE, Action.CANCEL: Status.CANCELLED}

Misplaced: TypeAlias = ApprovalRequired | NothingToApprove | AlreadyClaimed | NotClaimed
Forbidden: TypeAlias = NotActive | NothingToChange | NotOwner | NotPermitted | Misplaced | OwnWork


def roles_for(action: Action, workflow: Workflow) -> tuple[Role, ...]:
    """The roles that may ask for `action` now, its status aside."""
    if action in OWNERS:
        return () if workflow.owner is None else (workflow.owner,)
    return PERMITTED_ROLES[action]


def operator_may(action: Action) -> bool:
    """Whether an operator may ask for `action`."""
    return action not in OWNER_ONLY


def is_full(workflow: Workflow, action: Action) -> bool:
    """Whether the workflow has too many events for `action` to add another; what ends something is always taken."""
    return workflow.version >= MAX_EVENTS and action not in _ENDS


def misplaced(workflow: Workflow, action: Action) -> Misplaced | None:
    """Why `action` has nothing to act on where the workflow stands, whoever asks."""
    claim, gated = workflow.claim, workflow.awaits_approval
    match action:
        case Action.ADVANCE | Action.CLAIM if gated:
            return ApprovalRequired(workflow.state, APPROVER)
        case Action.APPROVE | Action.REJECT if not gated:
            return NothingToApprove(action, workflow.state, workflow.state in workflow.gates)
        case Action.CLAIM if claim is not None:
            return AlreadyClaimed(workflow.state, claim.worker)
        case Action.RELEASE_CLAIM | Action.REVOKE_CLAIM if claim is None:
            return NotClaimed(action, workflow.state)
        case _:
            return None


def forbidden(workflow: Workflow, action: Action, actor: Actor) -> Forbidden | None:
    """Why `actor` can't ask for `action` now, or nothing if that is allowed."""
    if workflow.status not in STATUSES[action]:
        unchanged = _LEADS_TO.get(action) is workflow.status
        return NothingToChange(action, workflow.status) if unchanged else NotActive(action, workflow.status)
    allowed = roles_for(action, workflow)
    if actor.role in allowed or (actor.role is None and operator_may(action)):
        own = own_work(workflow, action, actor) if action in ONLY_OF_OTHERS else None
        return misplaced(workflow, action) or own
    if action in OWNERS and workflow.owner is not None:
        return NotOwner(workflow.state, workflow.owner, actor.role)
    return NotPermitted(action, actor.role, allowed)
