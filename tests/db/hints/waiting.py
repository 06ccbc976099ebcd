"""Waiting for what is heard, and for what the log says of it."""

import pytest

from db.hints.relay import Relay
from tests.db.waiting import soon, until

LOST = "no hints between processes"


async def hears(relay: Relay, message: str) -> None:
    """Wait until `relay` hears `message`, whatever it hears before."""

    async def heard() -> bool:
        return (await relay.next_published()).message == message

    await soon(until(heard))


async def lost(caplog: pytest.LogCaptureFixture) -> None:
    """Wait until a line is known to be lost."""

    async def reported() -> bool:
        return any(LOST in message for message in caplog.messages)

    await until(reported)
