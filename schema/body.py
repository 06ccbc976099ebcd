"""The body of a request, counted while it is read."""

from cross_web import HTTPException
from starlette.types import Message, Receive

MAX_BODY = 1024 * 1024
"""Bytes of a request body, and of a WebSocket message."""


def bounded(receive: Receive) -> Receive:
    """`receive`, which raises HTTPException once more than MAX_BODY bytes have come."""
    received = 0

    async def counting() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY:
            raise HTTPException(413, f"The body is too large: at most {MAX_BODY} bytes are taken.")
        return message

    return counting
