"""Who asks in these tests: one actor for each role, an operator, and people who act in several roles."""

from domain.commands import Actor
from domain.vocabulary import Role

OPERATOR = Actor("Olga")
ACTORS = (*(Actor(f"{role.label} One", role) for role in Role), OPERATOR)
WRITER = "Code Writer One"
"""Who writes the code, unless a test says otherwise."""
SUBJECTS = (WRITER, OPERATOR.name)
"""People who act in all roles."""
EVERYBODY = (*ACTORS, *(Actor(name, role) for name in SUBJECTS for role in (*Role, None)))


def actor(role: Role | None) -> Actor:
    """Whoever acts as `role`; None is the operator."""
    return next(one for one in ACTORS if one.role is role)


def called(name: str | None, who: Actor) -> Actor:
    """The same under another name, if there is one."""
    return who if name is None else Actor(name, who.role)
