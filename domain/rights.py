"""Who may ask at all, whatever stands in a workflow: the rights that a caller brings along."""

from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from domain.commands import Actor, Command, StartWorkflow
from domain.vocabulary import Role

OPERATOR = "OPERATOR"
"""The name under which an operator's deeds are recorded where nobody has to say who they are."""

Projects: TypeAlias = frozenset[str] | None
"""The projects that somebody may see; None for all."""

Signed = TypeVar("Signed", bound=Command)
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks: who it is, if that is known, and what it may act as and see.

    `subject` is the name that its token proves; None where no authentication is configured. An `operator` may act
    without a role.
    """

    subject: str | None = None
    roles: frozenset[Role] = frozenset(Role)
    projects: Projects = None
    operator: bool = True

    def may_see(self, project_id: str) -> bool:
        """Whether it may see and touch what belongs to the project."""
        return self.projects is None or project_id in self.projects

    def actor(self, role: Role | None) -> Actor:
        """Who is recorded when it acts as `role`, or as an operator."""
        return Actor(self.subject or (OPERATOR if role is None else str(role)), role)


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The caller has no right to ask for this, in words that say which rights it has and what would help."""

    message: str


ANYONE = Caller()
"""Whoever asks where no authentication is configured: may do everything."""


def act(caller: Caller, role: Role | None) -> Actor | Forbidden:
    """Who `caller` is when it acts as `role`; without one as an operator, or as the only role that it has."""
    if role is None and not caller.operator and len(caller.roles) == 1:
        (role,) = caller.roles
    if role in caller.roles or (role is None and caller.operator):
        return caller.actor(role)
    if role is None and caller.roles:
        return Forbidden(f"Your token is no operator's. Say with `role` as what you act: {_roles(caller)}.")
    wanted = "an operator" if role is None else str(role)
    return Forbidden(
        f"Your token does not let you act as {wanted}, but as {_roles(caller)}. "
        "Leave this to whoever may, or ask for a token with that right."
    )


def sign(caller: Caller, command: Signed) -> Signed | Forbidden:
    """`command` in the name of `caller`, or why it may not ask for that: the one rule for all commands."""
    actor = act(caller, command.actor.role)
    if isinstance(actor, Forbidden):
        return actor
    if isinstance(command, StartWorkflow) and not caller.may_see(command.project_id):
        return Forbidden(
            f"Your token does not cover the project {command.project_id[:200]!r}, but {_projects(caller)}. "
            "Start the build in one of these, or ask for a token that covers it."
        )
    return replace(command, actor=actor)


def _roles(caller: Caller) -> str:
    names = [str(role) for role in Role if role in caller.roles] + ["an operator"] * caller.operator
    return " or ".join(names) or "nobody"


def _projects(caller: Caller) -> str:
    names = sorted(caller.projects or ())
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(repr(name) for name in names[:_NAMED]) + more if names else "none"
