"""Who asks: what stands in their tokens, and as what they act."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.vocabulary import Role
from tests.api.auth.making import bearer, caller, signed
from tests.api.client import Client
from tests.api.conftest import Running

MINE, THEIRS = "mine-0", "theirs"
ROLES = tuple(str(role) for role in Role)


@dataclass(frozen=True, slots=True)
class Person:
    """The claims of a token, and the role that its holder names when it acts; None names none."""

    roles: Sequence[str] = ()
    projects: Sequence[str] | str = (MINE,)
    operator: bool = False
    acts: str | None = None
    subject: str = "alice"

    @property
    def token(self) -> str:
        """What it sends."""
        return bearer(signed(sub=self.subject, roles=self.roles, projects=self.projects, operator=self.operator))


EVERYTHING = Person(ROLES, "*", operator=True, subject="root")
STRANGERS = {
    "operator of another project": Person(ROLES, operator=True),
    "Code Writer of another project": Person(["CODE_WRITER"], acts="CODE_WRITER"),
    "other role than the token's": Person(["CODE_WRITER"], acts="Q_ASSISTANT"),
    "no projects": Person(ROLES, (), operator=True, acts="Q_ASSISTANT"),
    "no roles": Person(),
    "operator without roles": Person(operator=True),
    "several roles, none named": Person(["Q_ASSISTANT", "CODE_WRITER"]),
    "several projects": Person(ROLES, (MINE, "mine-1", "mine-2"), acts="CODE_WRITER"),
    "nothing at all": Person((), ()),
}
"""Whose tokens do not cover the project THEIRS."""


@asynccontextmanager
async def speaking(running: Running, person: Person) -> AsyncIterator[Client]:
    """A client that bears the person's token."""
    async with caller(headers={"authorization": person.token}) as http:
        yield Client(running.url, http)
