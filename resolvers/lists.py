"""Carrying out many commands that came as one list."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.log.answers import Answer, Refused
from db.store import Store
from domain.commands import Command
from resolvers.availability import or_unavailable
from resolvers.commands import NO_PROOFS, Proofs, check_key, prove, signed
from resolvers.requests import RequestError, RequestErrorCode

MAX_COMMANDS = 100
"""The most commands that one list holds."""


@dataclass(frozen=True, slots=True)
class Order:
    """One command of a list, with its key and its proofs."""

    command: Command
    key: str | None
    proofs: Proofs = NO_PROOFS


async def carry_out_all(store: Store, orders: Sequence[Order]) -> Sequence[Answer | BaseException]:
    """Carry out the commands, each on its own, those of one workflow in their order; gives what came of each.

    They go to the writer together, once all are ready, so that one commit can carry them. What failed for a reason
    that is no refusal is given as its exception. Raises RequestError, before anything is done, for a list that is too
    short or too long, and for a missing right, which it names.
    """
    if not 1 <= len(orders) <= MAX_COMMANDS:
        message = f"`inputs`: expected 1 to {MAX_COMMANDS} of them, received {len(orders)}. Send several lists."
        raise RequestError(RequestErrorCode.BAD_INPUT_SIZE, message)
    mine = [_signed(store, place, order) for place, order in enumerate(orders)]
    ready = await asyncio.gather(*(or_unavailable(_ready(store, order)) for order in mine), return_exceptions=True)
    submitted = (_submit(store, each, order.key) for each, order in zip(ready, mine, strict=True))
    return await asyncio.gather(*submitted, return_exceptions=True)


def _signed(store: Store, place: int, order: Order) -> Order:
    try:
        return replace(order, command=signed(store, order.command))
    except RequestError as error:
        raise RequestError(error.code, f"inputs[{place}]: {error} Nothing of the list was done.") from error


async def _ready(store: Store, order: Order) -> Command | Refused:
    if invalid := check_key(order.key):
        return Refused(invalid, None)
    return await prove(store, order.command, order.proofs)


async def _submit(store: Store, ready: Command | Refused | BaseException, key: str | None) -> Answer:
    """Give a command to the writer, without a pause before, so that those that begin in order arrive in order."""
    if isinstance(ready, BaseException):
        raise ready
    return ready if isinstance(ready, Refused) else await or_unavailable(store.writer.submit(ready, key))
