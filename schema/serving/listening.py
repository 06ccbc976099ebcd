"""Uvicorn, as we use it: its configuration, its server, and the socket that it serves on."""

import asyncio
import socket
from functools import partial

import uvicorn

from schema.body import MAX_BODY
from schema.serving.http import HttpProtocol
from schema.serving.logs import said
from schema.serving.settings import Settings, SettingsError
from schema.serving.sockets import WebSocketProtocol

GRACE = 5
"""Seconds that requests under way get to finish when the server goes down."""


BACKLOG = 256
"""Clients that may wait to be accepted: of more, those would come first that have gone by then."""

Config = partial(
    uvicorn.Config,
    http=HttpProtocol,
    access_log=False,
    backlog=BACKLOG,
    ws=WebSocketProtocol,
    ws_max_size=MAX_BODY,
    ws_per_message_deflate=False,
    ws_ping_interval=8,
    ws_ping_timeout=10,
    timeout_worker_healthcheck=30,
    timeout_graceful_shutdown=GRACE,
    server_header=False,
)
"""How uvicorn serves, wherever it does: a client that has silently gone is given up within 20 seconds."""

AT_ONCE = 128
"""Connections that are accepted in one turn of the loop, which may take some hundredths of a second."""

UNREAD = 15_000
"""Milliseconds that a client may leave unread what was sent to it; then the kernel gives the connection up."""


class Server(uvicorn.Server):
    """Uvicorn's server, which sets `ending` first when it goes down."""

    def __init__(self, config: uvicorn.Config, ending: asyncio.Event) -> None:
        super().__init__(config)
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, and say so."""
        await super().startup(sockets)
        if self.started and sockets:
            announce(sockets[0])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Go down in order: streams, then requests, then the store."""
        self._ending.set()
        await super().shutdown(sockets)


def announce(listener: socket.socket) -> None:
    """Say where the server is, for people."""
    host, port = listener.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    lines = (
        f"Handoff serves on {address}",
        f"  GraphiQL, with examples to try: {address}/graphql (press the play button in the first tab)",
        f"  Is it ready?                    {address}/health/ready",
    )
    said.info("\n".join(lines))


def listen(settings: Settings) -> socket.socket:
    """The socket to serve on. Raises SettingsError if it can't be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sees by it that Nagle may be off
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; connections inherit it, elsewhere only the pings notice
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD)
        listener.bind((settings.host, settings.port))
        listener.listen()
    except OSError as error:
        listener.close()
        place = f"{settings.host}:{settings.port}"
        raise SettingsError(f"HOST and PORT: can't listen on {place}: {error.strerror}.") from error
    return listener


def doors(listener: socket.socket) -> list[socket.socket]:
    """The socket, as many times as connections are to be accepted at once: of each, libuv takes one in a turn."""
    return [listener, *(listener.dup() for _ in range(AT_ONCE - 1))]
