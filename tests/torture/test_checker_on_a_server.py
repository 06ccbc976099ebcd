"""The checker has nothing to say about what real servers do for clients that all ask at once."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import httpx

from domain.vocabulary import WorkflowId
from tests.api.client import Client
from tests.api.conftest import Running, run
from tests.api.streams import stream
from tests.torture.checker.check import tally, violations
from tests.torture.checker.database import read_database
from tests.torture.pretend.asking import anything, fork, oldest, start
from tests.torture.records import Answer, Beat, Call, Delivery, Filter, Read, Records, Refused, Stream, Success

_TURNS = 12
_CLIENTS = 6
_EVENTS = "subscription($after: String) { workflowEvents(after: $after) { id cursor } }"
_READ = "query($id: ID!) { workflow(id: $id) { version state status } }"


class Crowd:
    """Clients of several servers, and what they write down."""

    def __init__(self, servers: list[Running], http: httpx.AsyncClient) -> None:
        self._servers = servers
        self._clients = [Client(server.url, http) for server in servers]
        self._ids: list[str] = []
        self._calls: list[Call] = []
        self._reads: list[Read] = []

    async def play(self) -> Records:
        """Let them all do what they like; gives the records, with a stream of all events."""
        await asyncio.gather(*(self._live(f"client {number}", Random(number)) for number in range(_CLIENTS)))
        return Records(tuple(self._calls), tuple(self._reads), (await self._follow(),))

    async def _live(self, name: str, random: Random) -> None:
        tokens: dict[str, list[str]] = {}
        for turn in range(_TURNS):
            mutation, asked = await self._choose(random, tokens)
            sent = Call(client=name, key=f"{name} {turn}", mutation=mutation, input=asked, invoked_at=0)
            calls = [self._call(random, sent) for _ in range(random.choice([1, 1, 1, 2]))]
            for answer in await asyncio.gather(*calls):
                if isinstance(answer, Success) and answer.claim_token is not None:
                    tokens.setdefault(answer.workflow_id, []).append(answer.claim_token)
            if random.random() < 0.3 and self._ids:
                await self._read(name, random)

    async def _choose(self, random: Random, tokens: Mapping[str, list[str]]) -> tuple[str, dict[str, Any]]:
        chance = random.random()
        if len(self._ids) < 4 or chance < 0.05:
            return start(random)
        if chance < 0.1:
            return oldest(random)
        chosen = random.choice(self._ids)
        found = await random.choice(self._servers).store.queries.workflow(WorkflowId(chosen))
        assert found is not None
        asked = found.workflow
        return fork(random, asked) if chance < 0.15 else anything(random, asked, tokens.get(chosen, []))

    async def _call(self, random: Random, sent: Call) -> Answer | None:
        """One request; some clients hang up before its answer comes."""
        call = replace(sent, invoked_at=time.monotonic_ns(), input={**sent.input, "idempotencyKey": sent.key})
        request = random.choice(self._clients).mutate(call.mutation, **call.input)
        try:
            wire = await asyncio.wait_for(request, 0.005 if random.random() < 0.1 else None)
        except TimeoutError:
            self._calls.append(call)
            return None
        answer = _answer(wire)
        self._calls.append(replace(call, answered_at=time.monotonic_ns(), answer=answer))
        if isinstance(answer, Success) and answer.sequence == 1:
            self._ids.append(answer.workflow_id)
        return answer

    async def _read(self, name: str, random: Random) -> None:
        chosen, since = random.choice(self._ids), time.monotonic_ns()
        found = (await random.choice(self._clients).data(_READ, id=chosen))["workflow"]
        until = time.monotonic_ns()
        self._reads.append(Read(client=name, workflow_id=chosen, invoked_at=since, answered_at=until, **found))

    async def _follow(self) -> Stream:
        head = (await self._clients[0].data("{ cursor }"))["cursor"]
        deliveries: list[Delivery] = []
        async with stream(self._clients[-1], _EVENTS, after="START") as opened:
            while not deliveries or deliveries[-1].cursor != head:
                event = (await opened.next())["workflowEvents"]
                place = Delivery(event_id=event["id"], cursor=event["cursor"], connection=1, at=time.monotonic_ns())
                deliveries.append(place)
        return Stream(subscriber="one", filter=Filter(), after="START", until=head, deliveries=tuple(deliveries))


def _answer(wire: dict[str, Any]) -> Answer:
    if "code" in wire:
        return Refused(code=wire["code"], facts=wire)
    workflow = wire["workflow"]
    if "signal" in wire:
        return Beat(workflow_id=workflow["id"], version=workflow["version"], signal=wire["signal"])
    return Success(
        workflow_id=workflow["id"],
        version=workflow["version"],
        state=workflow["state"],
        status=workflow["status"],
        event_id=wire["event"]["id"],
        sequence=wire["event"]["sequence"],
        cursor=wire["event"]["cursor"],
        replayed=wire["replayed"],
        claim_token=(wire.get("claim") or {}).get("token"),
    )


async def test_nothing_is_found_in_a_run_against_two_servers(database: str) -> None:
    async with run(database) as one, run(database) as other, httpx.AsyncClient(timeout=30) as http:
        records = await Crowd([one, other], http).play()
    found = violations(records, await read_database(database))
    assert found == []
    counted = tally(records)
    assert min(counted["SUCCESS"], counted["REPLAYED"]) > 0, counted
