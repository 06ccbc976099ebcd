"""A server that is nothing but the `websockets` library: what one client sends, it sends to all others of its path.

It prints its port, and ends when its standard input does.
"""

import asyncio
import sys
from collections import defaultdict
from contextlib import suppress

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from tests.bench.requests import HOST


async def main() -> None:
    """Serve until the end of the input."""
    everyone: defaultdict[str, set[ServerConnection]] = defaultdict(set)

    async def handle(connection: ServerConnection) -> None:
        assert connection.request is not None
        together = everyone[connection.request.path]
        together.add(connection)
        with suppress(ConnectionClosed):
            async for message in connection:
                broadcast(together - {connection}, message)
        together.remove(connection)

    async with serve(handle, HOST, 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(main())
