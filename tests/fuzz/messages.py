"""graphql-transport-ws, message by message: right ones, changed at random."""

import json
from random import Random
from typing import Any

from tests.fuzz.case import Case
from tests.fuzz.known import NUMBERS, TEXTS
from tests.fuzz.mutating import rearranged
from tests.fuzz.site import Site
from tests.hostile.wire import HANDSHAKE, TEXT, frame

QUERIES = (
    "{ cursor }",
    "{ __typename }",
    "{ transitions { from } }",
    'mutation { addNote(input: {workflowId: "x", text: "t"}) { __typename } }',
    'subscription { workflowEvents(after: "START") { id } }',
    "subscription { handoffs { id sequence } }",
    "subscription { workProgress { __typename } }",
    'subscription { workflowEvents(after: "x") { id } }',
    "{",
    "",
)
TYPES = (
    "connection_init",
    "subscribe",
    "complete",
    "ping",
    "pong",
    "next",
    "error",
    "connection_ack",
    "start",
    "stop",
    "",
)
ODD: tuple[Any, ...] = (None, True, [], {}, [[]], {"a": None}, *NUMBERS, *TEXTS)
BURST = 190
"""Messages that may come at once without being too many."""


def opening(site: Site) -> bytes:
    """The handshake of one who is let in."""
    return HANDSHAKE + site.authorization + b"\r\n"


def encoded(message: object) -> bytes:
    """A message as text."""
    return json.dumps(message).encode()


def conversation(chance: Random, site: Site) -> list[dict[str, Any]]:
    """What a good client may say."""
    said: list[dict[str, Any]] = [{"type": "connection_init"}]
    for number in range(chance.randint(1, 6)):
        identity = str(chance.choice((number, number, 0)))
        payload = {"query": chance.choice(QUERIES), "variables": chance.choice((None, {}, {"id": site.known.ids[0]}))}
        said.append({"id": identity, "type": "subscribe", "payload": payload})
        said += chance.choice(([], [], [{"type": "ping"}], [{"type": "pong"}], [{"id": identity, "type": "complete"}]))
    return said


def cases(chance: Random, site: Site) -> list[Case]:
    """Conversations whose messages are in disorder."""
    return [Case("messages", _pieces(chance, site), upgrades=True) for _ in range(96)]


def _pieces(chance: Random, site: Site) -> tuple[bytes, ...]:
    said: list[Any] = list(conversation(chance, site))
    for _ in range(chance.randint(1, 4)):
        said = rearranged(chance, said) or said
        at = chance.randrange(len(said))
        said[at] = _changed(chance, said[at])
    if chance.random() < 0.1:
        said += [chance.choice(said)] * BURST
    return opening(site), *(frame(TEXT, encoded(message)) for message in said[:BURST])


def _changed(chance: Random, message: Any) -> Any:
    """The message with something wrong."""
    if not isinstance(message, dict) or chance.random() < 0.1:
        return chance.choice(ODD)
    where = chance.choice(("type", "id", "payload", "query", "variables", "operationName", "extensions", "more"))
    if where in {"type", "id", "payload", "more"}:
        return {**message, where: chance.choice(TYPES if where == "type" and chance.random() < 0.8 else ODD)}
    payload = message.get("payload")
    return {**message, "payload": {**(payload if isinstance(payload, dict) else {}), where: chance.choice(ODD)}}
