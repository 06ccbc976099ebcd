"""Carrying out commands."""

from db.log.answers import Answer, Refused
from db.store import Store
from domain.commands import Actor, Command
from domain.limits import MAX_NAME
from domain.texts import check_required
from domain.vocabulary import Role

OPERATOR = "OPERATOR"
"""The name under which an operator's deeds are recorded."""


def actor_of(role: Role | None) -> Actor:
    """Who acts: a role, or an operator if none is given."""
    return Actor(OPERATOR if role is None else str(role), role)


async def carry_out(store: Store, command: Command, key: str | None) -> Answer:
    """Carry out `command`, once however often it comes with the same `key`."""
    if key is not None and (invalid := check_required("idempotencyKey", key, MAX_NAME)):
        return Refused(invalid, None)
    return await store.writer.submit(command, key)
