"""Clients as they should be: one that follows and comes back with its cursor, one that asks until it is told."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from websockets.exceptions import WebSocketException

from tests.api.sockets import raw_socket

SERVED_BY = "x-served-by"
FOLLOW = """subscription($project: ID!, $after: String) {
  workflowEvents(projectId: $project, after: $after) { cursor workflowId sequence }
}"""
ADD_NOTE = """mutation($input: AddNoteInput!) {
  addNote(input: $input) { __typename ... on WorkflowError { code message } }
}"""
_PAUSE = 0.1
_NOT_YET = ("UNAVAILABLE", "OUTCOME_UNKNOWN")
_NOTICES = {"ping_interval": 2, "ping_timeout": 4, "open_timeout": 4, "proxy": None}

_PATIENCE = 15

Place = tuple[str, int]
"""Where an event is: its workflow, and its sequence there."""


def caller() -> httpx.AsyncClient:
    """A client for HTTP that begins quickly: it reads no certificates."""
    return httpx.AsyncClient(trust_env=False, verify=False, timeout=_PATIENCE)


@dataclass(slots=True)
class Follower:
    """Follows a project from its start; `seen` is what came, `hosts` who served it, one for each connection."""

    url: str
    project: str
    seen: list[Place] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    _cursor: str = "START"

    async def run(self) -> None:
        """Follow, for ever; whenever the connection is lost, come back with the cursor."""
        while True:
            try:
                await self._follow()
            except (OSError, WebSocketException):
                await asyncio.sleep(_PAUSE)

    async def _follow(self) -> None:
        async with raw_socket(f"{self.url}/graphql", **_NOTICES) as live:
            assert (await live.initialise())["type"] == "connection_ack"
            await live.subscribe("s", FOLLOW, project=self.project, after=self._cursor)
            response = live.connection.response
            self.hosts.append("" if response is None else response.headers.get(SERVED_BY, ""))
            async for message in live.connection:
                self._take(json.loads(message))

    def _take(self, message: Mapping[str, Any]) -> None:
        assert message["type"] == "next", message
        event = message["payload"]["data"]["workflowEvents"]
        self.seen.append((event["workflowId"], event["sequence"]))
        self._cursor = event["cursor"]


@dataclass(slots=True)
class Writer:
    """Adds notes to a workflow, each under a key of its own, again and again until it is `acknowledged`."""

    url: str
    workflow: str
    acknowledged: list[str] = field(default_factory=list)
    stopping: bool = False
    _name: str = field(default_factory=lambda: uuid4().hex)

    async def run(self) -> None:
        """Add notes until it is `stopping`; the last one is acknowledged, too."""
        while not self.stopping:
            await self.add(f"{self._name} {len(self.acknowledged)}")
            await asyncio.sleep(_PAUSE / 2)

    async def add(self, text: str) -> None:
        """Add a note, however often it takes."""
        note = {"workflowId": self.workflow, "text": text, "idempotencyKey": text}
        while not await self._ask(note):  # noqa: ASYNC110 - what is waited for happens on other machines
            await asyncio.sleep(_PAUSE)
        self.acknowledged.append(text)

    async def _ask(self, note: Mapping[str, str]) -> bool:
        try:
            async with caller() as http:
                response = await http.post(
                    f"{self.url}/graphql", json={"query": ADD_NOTE, "variables": {"input": note}}
                )
        except httpx.TransportError:
            return False
        if response.status_code in {502, 503, 504}:
            return False
        answer = response.json()["data"]["addNote"]
        assert answer["__typename"] == "AddNoteSuccess" or answer["code"] in _NOT_YET, answer
        return bool(answer["__typename"] == "AddNoteSuccess")
