"""Who may do what, whatever stands in a workflow: the rights that a caller brings along."""

from dataclasses import dataclass
from typing import TypeAlias

from domain.commands import Actor
from domain.vocabulary import Role

OPERATOR = "OPERATOR"
"""The name under which an operator's deeds are recorded where nobody has to say who they are."""

Projects: TypeAlias = frozenset[str] | None
"""The projects that somebody may see; None for all."""


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


ANYONE = Caller()
"""Whoever asks where no authentication is configured: may do everything."""
