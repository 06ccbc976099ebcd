"""Players: each does what its guide says, with what its own answers have told it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from graphql import OperationType
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.end_to_end.guides import Guide

DEADLINE = 10
"""Seconds that an answer, or an event that has happened, may take to come."""

_PLACEHOLDER = re.compile(
    r"\b(?:WORKFLOW_ID|WORKFLOW_CURSOR|VERSION|CURSOR|CLAIM_TOKEN|PREVIEW_TOKEN|FINDING|KEY)(?=[\",}])"
)


@dataclass(frozen=True, slots=True)
class Player:
    """Plays the examples of `guide` through `client`, whose base is the server."""

    guide: Guide
    client: httpx.Client
    known: dict[str, str] = field(default_factory=dict)

    def play(self, name: str) -> dict[str, Any]:
        """Send the example, give the one field that it asks for, and remember what it tells."""
        self.known["KEY"] = str(uuid4())
        filled = _PLACEHOLDER.sub(lambda found: self.known[found[0]], self.guide.examples[name])
        request = {"query": self.guide.document, **json.loads(filled)}
        if "result" in request.get("variables", {}).get("input", {}):
            request["variables"]["input"]["result"]["work"] = self.known["KEY"]  # what comes of work is never the same
        answer = self._streamed(request) if self._streams(request["operationName"]) else post(self.client, request)
        assert "errors" not in answer, (self.guide.role, name, answer)
        self._learn(answer["data"])
        ((_, found),) = answer["data"].items()
        return found if isinstance(found, dict) else {}

    def _streams(self, operation_name: str) -> bool:
        named = {node.name.value: node.operation for node in self.guide.operations() if node.name}
        return named[operation_name] is OperationType.SUBSCRIPTION

    def _streamed(self, request: dict[str, Any]) -> dict[str, Any]:
        """The first event, which must be the same by both ways that the guides name."""
        event = over_websocket(str(self.client.base_url), request)
        assert event == over_http(self.client, request)
        return event

    def _learn(self, data: dict[str, Any]) -> None:
        for workflow in _found(data, {"id", "state", "version", "cursor"}):
            self.known["WORKFLOW_ID"] = workflow["id"]
            self.known["VERSION"] = str(workflow["version"])
            self.known["WORKFLOW_CURSOR"] = workflow["cursor"]
        for claim in _found(data, {"token", "expiresAt"}):
            self.known["CLAIM_TOKEN"] = claim["token"]
        for preview in _found(data, {"token", "superseded"}):
            self.known["PREVIEW_TOKEN"] = preview["token"]
        for finding in _found(data, {"id", "severity", "status"}):
            self.known["FINDING"] = finding["id"]
        if cursor := data.get("cursor"):
            self.known["CURSOR"] = cursor


def _found(value: Any, keys: set[str]) -> Iterator[dict[str, Any]]:
    """The objects with these keys, anywhere in an answer."""
    if isinstance(value, dict) and value.keys() >= keys:
        yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inside:
        yield from _found(item, keys)


def post(client: httpx.Client, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request."""
    answer: dict[str, Any] = client.post("/graphql", json=request).json()
    return answer


def over_websocket(url: str, request: dict[str, Any]) -> dict[str, Any]:
    """The first event of a subscription, over a WebSocket."""
    address, protocol = f"{url.replace('http://', 'ws://')}/graphql", Subprotocol("graphql-transport-ws")
    with connect(address, subprotocols=[protocol], open_timeout=DEADLINE) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv(DEADLINE)) == {"type": "connection_ack"}
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": request}))
        message = json.loads(socket.recv(DEADLINE))
    assert message["type"] == "next", message
    event: dict[str, Any] = message["payload"]
    return event


def over_http(client: httpx.Client, request: dict[str, Any]) -> dict[str, Any]:
    """The first event of a subscription, as a server-sent event."""
    headers = {"Accept": "text/event-stream"}
    with client.stream("POST", "/graphql", json=request, headers=headers) as response:
        data = next(line for line in response.iter_lines() if line.startswith("data:") and line != "data:")
    event: dict[str, Any] = json.loads(data.removeprefix("data:"))
    return event
