"""Who asks in these tests: one actor for each role, and an operator."""

from domain.commands import Actor
from domain.vocabulary import Role

OPERATOR = Actor("Olga")
ACTORS = (*(Actor(f"{role.label} One", role) for role in Role), OPERATOR)


def actor(role: Role | None) -> Actor:
    """Whoever acts as `role`; None is the operator."""
    return next(one for one in ACTORS if one.role is role)
