"""The body of a request, counted while it is read."""

import asyncio

from cross_web import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

MAX_BODY = 1024 * 1024
"""Bytes of a request body, and of a WebSocket message."""

BODY_SECONDS = 15.0
"""Seconds for a body to come."""


def bounded(receive: Receive, seconds: float = BODY_SECONDS) -> Receive:
    """`receive`, which raises HTTPException once more than MAX_BODY bytes have come, or when they take too long."""
    deadline = asyncio.get_running_loop().time() + seconds
    received = 0
    complete = False

    async def counting() -> Message:
        nonlocal received, complete
        try:
            async with asyncio.timeout_at(None if complete else deadline):
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408, f"The body did not come within {seconds:g} seconds.") from error
        received += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if received > MAX_BODY:
            raise HTTPException(413, f"The body is too large: at most {MAX_BODY} bytes are taken.")
        return message

    return counting


async def whole(receive: Receive, seconds: float = BODY_SECONDS) -> bytes:
    """All of the body. Raises HTTPException as `bounded` does, and ClientDisconnect."""
    following = bounded(receive, seconds)
    body: bytes = b""
    while True:
        message = await following()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` for somebody who has yet to read the body, which was read before."""
    again = True

    async def replaying() -> Message:
        nonlocal again
        if not again:
            return await receive()
        again = False
        return {"type": "http.request", "body": body, "more_body": False}

    return replaying
