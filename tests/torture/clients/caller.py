"""How a client carries out commands: it writes down all it does, and asks again under the same key."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from itertools import count
from random import Random
from typing import Any

from tests.bench.requests import operation
from tests.torture.clients.clock import WallClock
from tests.torture.clients.documents import READ, answer_of, mutation
from tests.torture.clients.lines import Lines
from tests.torture.journal import Journal
from tests.torture.records import Answer, Failed, Read, Refused, Success
from tests.torture.tally import Tally

_TRIES = 9
_PATIENCE = (13.0, 3.0, 2.0)
"""Seconds: the first is longer than a server lets a command wait; most clients rather ask the other server."""

_AGAIN, _TWICE, _IMPATIENT, _GIVES_UP = 0.05, 0.02, 0.03, 0.1
"""How likely it is to send again what was answered, to send to both servers, to hang up early, to ask no more."""

_NOT_YET = {"UNAVAILABLE", "OUTCOME_UNKNOWN", "OVERLOADED"}


class Caller:
    """A client called `name`, that is at home at one of the servers at `ports`."""

    def __init__(self, name: str, ports: Sequence[int], journal: Journal, tally: Tally, chance: Random) -> None:
        self.name = name
        self.chance = chance
        self.clock = WallClock(chance)
        self._ports = chance.sample(ports, len(ports))
        self._journal = journal
        self._tally = tally
        self._lines = Lines()
        self._patience = chance.choice(_PATIENCE)
        self._numbers = count(1)

    async def command(self, name: str, **fields: Any) -> Answer | None:
        """The answer to a command; None if it could not be had."""
        key = f"{self.name} {next(self._numbers)} at {self.clock.read()}"
        given = {field: value for field, value in fields.items() if value is not None}
        if name != "heartbeat":
            given["idempotencyKey"] = key
        for number in range(_TRIES):
            answer = await self._try(name, key, given)
            if is_known(answer):
                return await self._once_more(name, key, given, answer)
            if self.chance.random() < _GIVES_UP:
                return None
            self._ports.reverse()
            await asyncio.sleep(min(0.05 * 2**number, 2.0))
        return None

    async def read(self, workflow: str) -> dict[str, Any] | None:
        """The workflow as it is now; None if that could not be had."""
        began = time.monotonic_ns()
        reply = await self._lines.ask(self._ports[0], operation(READ, id=workflow), self._patience)
        if reply is None or reply.status != 200 or (content := json.loads(reply.body)).get("errors"):
            self._ports.reverse()
            await asyncio.sleep(0.1)
            return None
        found: dict[str, Any] | None = content["data"]["workflow"]
        facts = {name: (found or {}).get(name) for name in ("version", "state", "status")}
        ended = time.monotonic_ns()
        self._journal.read(Read(client=self.name, workflow_id=workflow, invoked_at=began, answered_at=ended, **facts))
        return found

    def close(self) -> None:
        """Hang up."""
        self._lines.close()

    async def _try(self, name: str, key: str, given: Mapping[str, Any]) -> Answer | None:
        if self.chance.random() >= _TWICE:
            return await self._send(self._ports[0], name, key, given)
        first, second = await asyncio.gather(*(self._send(port, name, key, given) for port in self._ports))
        return first if is_known(first) else second

    async def _once_more(self, name: str, key: str, given: Mapping[str, Any], answer: Answer | None) -> Answer | None:
        if self.chance.random() < _AGAIN and name != "heartbeat":
            await self._send(self.chance.choice(self._ports), name, key, given)
        return answer

    async def _send(self, port: int, name: str, key: str, given: Mapping[str, Any]) -> Answer | None:
        patience = self.chance.uniform(0.005, 1) if self.chance.random() < _IMPATIENT else self._patience
        call = self._journal.send(self.name, key, name, given)
        reply = await self._lines.ask(port, operation(mutation(name), input=given), patience)
        answer = None if reply is None else answer_of(reply)
        self._journal.answered(call, answer)
        if isinstance(answer, Success):
            self._tally.acknowledge(call.invoked_at / 1e9)
        return answer


def is_known(answer: Answer | None) -> bool:
    """Whether the answer says what became of the command."""
    match answer:
        case None | Failed():
            return False
        case Refused():
            return answer.code not in _NOT_YET
        case _:
            return True
