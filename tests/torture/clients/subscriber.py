"""A subscriber: keeps its cursor, and comes back with it to either server."""

import asyncio
import json
import time
from collections.abc import Sequence
from random import Random
from typing import Any

from websockets.exceptions import WebSocketException

from tests.api.sockets import Socket, raw_socket
from tests.torture.clients.documents import subscription
from tests.torture.records import Delivery, Filter, Stream
from tests.torture.tally import Tally

_START = "START"
_NOTICES = {"ping_interval": 2, "ping_timeout": 4, "open_timeout": 4, "close_timeout": 0.5, "proxy": None}
_STAYS = (50, 2_000)
"""For how many events it stays before it leaves by itself."""


class Subscriber:
    """Follows what `asked` lets through, from the start of the log, by the servers at `ports`."""

    def __init__(self, name: str, asked: Filter, ports: Sequence[int], tally: Tally, chance: Random) -> None:
        self.name = name
        self.asked = asked
        self._ports = chance.sample(ports, len(ports))
        self._tally = tally
        self._chance = chance
        self._cursor = _START
        self._connections = 0
        self._deliveries: list[Delivery] = []

    @property
    def last(self) -> str | None:
        """The id of the event that came last."""
        return self._deliveries[-1].event_id if self._deliveries else None

    async def follow(self) -> None:
        """Follow for ever."""
        while True:
            why = "left"
            try:
                async with raw_socket(f"http://127.0.0.1:{self._ports[0]}/graphql", **_NOTICES) as socket:
                    why = await self._listen(socket)
            except (OSError, EOFError, WebSocketException, TimeoutError) as error:
                why = type(error).__name__
            self._tally.ended[why] += 1
            if self._chance.random() < 0.5:
                self._ports.reverse()
            await asyncio.sleep(self._chance.uniform(0.02, 0.3))

    def stream(self, until: str | None) -> Stream:
        """What came, for the records; `until` is a cursor up to which all should have come."""
        return Stream(
            subscriber=self.name,
            filter=self.asked,
            after=_START,
            until=until,
            deliveries=tuple(self._deliveries),
        )

    async def _listen(self, socket: Socket) -> str:
        """Take what comes; gives why there is no more."""
        await socket.initialise()
        document, variables = subscription(self.asked)
        await socket.subscribe("all", document, **variables, after=self._cursor)
        self._connections += 1
        self._tally.connections += 1
        stays = self._chance.randint(*_STAYS)
        async for text in socket.connection:
            message = json.loads(text)
            match message["type"]:
                case "next" if "errors" not in message["payload"]:
                    self._take(message["payload"]["data"]["event"])
                case "ping":
                    await socket.send({"type": "pong"})
                case "complete":
                    return "completed by the server"
                case _:
                    return f"error: {json.dumps(message['payload'])[:300]}"
            stays -= 1
            if stays < 0:
                return "left"
        return "closed by the server"

    def _take(self, event: dict[str, Any]) -> None:
        now = time.monotonic_ns()
        self._tally.deliveries += 1
        self._cursor = event["cursor"]
        self._deliveries.append(
            Delivery(event_id=event["id"], cursor=event["cursor"], connection=self._connections, at=now)
        )
