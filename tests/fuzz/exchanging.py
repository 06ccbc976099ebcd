"""Saying bytes to a server, and listening."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from tests.fuzz.case import Case, Heard

FIRST, MORE = 0.5, 0.2
"""Seconds of silence, before the first word and after it, after which no more is expected of who owes nothing."""

DEADLINE = 30.0
"""Seconds for an answer that it owes."""

ENOUGH = 8 << 20
"""Bytes after which nobody listens any more."""


async def exchange(url: str, case: Case) -> Heard:
    """Say all of it on a connection of its own, and listen until all is answered, or nothing more comes."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    first = b""
    if case.upgrades:
        writer.write(case.pieces[0])
        first = await _first(reader)
    saying = asyncio.create_task(_say(writer, b"".join(case.pieces[case.upgrades :])))
    try:
        return await _listen(reader, case, first)
    finally:
        saying.cancel()
        with suppress(asyncio.CancelledError):
            await saying
        writer.transport.abort()


async def _first(reader: asyncio.StreamReader) -> bytes:
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(FIRST):
            return await reader.read(1 << 16)
    return b""


async def _say(writer: asyncio.StreamWriter, data: bytes) -> None:
    with suppress(ConnectionError):
        writer.write(data)
        await writer.drain()


async def _listen(reader: asyncio.StreamReader, case: Case, first: bytes) -> Heard:
    clock = asyncio.get_running_loop().time
    began = last = clock()
    heard = bytearray(first)
    while len(heard) < ENOUGH and not (case.finished is not None and case.finished(bytes(heard))):
        try:
            async with asyncio.timeout(DEADLINE if case.finished is not None else MORE if heard else FIRST):
                more = await reader.read(1 << 16)
        except TimeoutError:
            return Heard(bytes(heard), last - began, late=case.finished is not None)
        except ConnectionError:
            break
        if not more:
            break
        heard += more
        last = clock()
    return Heard(bytes(heard), last - began, late=False)
