"""Documents over every transport: made from the schema, or right ones with other variables or changed at random."""

import json
import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from schema.decoding import decode
from tests.api.auth.making import signed
from tests.api.documents import document, mutations
from tests.fuzz import generated
from tests.fuzz.answers import ended, is_answered
from tests.fuzz.case import Case
from tests.fuzz.messages import opening
from tests.fuzz.mutating import mutated
from tests.fuzz.site import Site
from tests.fuzz.values import anything, variables
from tests.hostile.http_cases import JSON_TYPE, sized
from tests.hostile.socket_cases import asks
from tests.hostile.wire import HANDSHAKE, told
from tests.serving import PROJECT

Payload = dict[str, Any]
COUNT = 24
_BLOCK = re.compile(r"^```graphql\n(.*?)^```", re.DOTALL | re.MULTILINE)
STREAM = b"Accept: text/event-stream\r\n"


@cache
def _written() -> tuple[str, ...]:
    """The operations that our own pages and files show."""
    pages = [PROJECT / "README.md", *sorted((PROJECT / "schema" / "guides").glob("*.md"))]
    blocks = [found for page in pages for found in _BLOCK.findall(page.read_text())]
    return (*blocks, *(file.read_text() for file in sorted(Path(PROJECT, "schema/graphiql").rglob("*.graphql"))))


def payloads(chance: Random, site: Site) -> list[Payload]:
    """Requests of all sorts; some of the changed ones may be subscriptions."""
    found = [{"query": text} for text in generated.operations(chance, site.known, COUNT // 3)]
    for _ in range(COUNT // 3):
        found += [_filled(chance, site), _changed(chance, site)]
    chance.shuffle(found)
    return found


def _filled(chance: Random, site: Site) -> Payload:
    name = chance.choice(list(mutations()))
    return {"query": document(name), "variables": variables(chance, site.known, name)}


def _changed(chance: Random, site: Site) -> Payload:
    text = chance.choice((*_written(), document(chance.choice(list(mutations())))))
    text = text.replace("WORKFLOW_ID", chance.choice(site.known.ids))
    given = {name: chance.choice(site.known.ids) for name in re.findall(r"\$(\w+)", text)}
    broken = mutated(chance, text.encode()).decode(errors="surrogateescape")
    more = {"operationName": anything(chance)} if chance.random() < 0.2 else {}
    return {"query": broken, "variables": given if chance.random() < 0.7 else anything(chance), **more}


def _posted(site: Site, payload: Payload, headers: bytes = b"") -> bytes:
    body = json.dumps(payload).encode()
    head = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n" % len(body)
    return head + JSON_TYPE + site.authorization + headers + b"\r\n" + body


def over_http(chance: Random, site: Site) -> list[Case]:
    """Each in a request."""
    return [Case("HTTP", (_posted(site, payload),), is_answered) for payload in payloads(chance, site)]


def over_streams(chance: Random, site: Site) -> list[Case]:
    """Each in a request that is answered by events."""
    followed = [{"query": text} for text in generated.subscriptions(chance, site.known, COUNT // 2)]
    asked = payloads(chance, site)[: COUNT // 2] + followed
    return [Case("SSE", (_posted(site, each, STREAM),), None if _follows(each) else is_answered) for each in asked]


def over_sockets(chance: Random, site: Site) -> list[Case]:
    """Many on each WebSocket: one with operations that end, one on which others follow the log meanwhile."""
    asked = [each for each in payloads(chance, site) + payloads(chance, site) if _is_shaped(each)]
    ending = [each for each in asked if not _follows(each)]
    followed = [{"query": text} for text in generated.subscriptions(chance, site.known, COUNT // 2)]
    return [
        Case("WebSocket", _socket(site, ending), lambda heard: ended(heard) >= len(ending), upgrades=True),
        Case("WebSocket", _socket(site, asked[:COUNT] + followed), upgrades=True),
    ]


def _follows(payload: Payload) -> bool:
    """Whether it may have no end."""
    return "subscription" in payload["query"]


def _is_shaped(payload: Payload) -> bool:
    """Whether it does not end the whole connection."""
    try:
        decode(json.dumps(payload))
    except ValueError:
        return False
    shapes = isinstance(payload.get("variables"), dict | None), isinstance(payload.get("operationName"), str | None)
    return all(shapes)


def _socket(site: Site, asked: list[Payload]) -> tuple[bytes, ...]:
    subscribed = (told({"id": str(at), "type": "subscribe", "payload": each}) for at, each in enumerate(asked))
    return opening(site), told({"type": "connection_init"}), *subscribed


def with_tokens(chance: Random, site: Site) -> list[Case]:
    """Tokens that were changed, for requests and for WebSockets."""
    found = []
    for _ in range(COUNT):
        token = mutated(chance, (site.token or signed()).encode())
        found.append(Case("tokens", (sized(b"Authorization: Bearer " + token + b"\r\n"),)))
        init = {"type": "connection_init", "payload": {"Authorization": f"Bearer {token.decode('latin-1')}"}}
        found.append(Case("tokens", (HANDSHAKE + b"\r\n", told(init), asks()), upgrades=True))
    return found
