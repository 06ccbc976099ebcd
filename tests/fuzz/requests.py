"""HTTP, byte by byte: right requests, changed at random."""

from random import Random

from tests.fuzz.case import Case
from tests.fuzz.mutating import mutated, rearranged
from tests.fuzz.site import Site
from tests.hostile.http_cases import CHUNKED, CHUNKS, GET, ask, post, sized
from tests.hostile.http_cases import cases as hostile
from tests.hostile.wire import HANDSHAKE

EVENTS = b"Accept: text/event-stream\r\n"
FOLLOW = b'{"query":"subscription { workflowEvents { id } }"}'
VALID = (
    sized(),
    post(CHUNKED, CHUNKS + b"\r\n"),
    GET + b"\r\n",
    GET + EVENTS + b"\r\n",
    sized(EVENTS, FOLLOW),
    sized(b"Expect: 100-continue\r\n"),
    sized(b"Origin: http://localhost\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"),
    sized(b"X-Request-Id: abc\r\nAccept-Encoding: gzip\r\nConnection: close\r\n"),
    ask(b"/graphql?query=query($a:ID!){workflow(id:$a){id}}&variables=%7B%22a%22:%22x%22%7D&operationName="),
    ask(b"/graphql", b"OPTIONS", b"Origin: http://localhost\r\nAccess-Control-Request-Method: POST\r\n"),
    ask(b"/graphql", headers=b"Accept: text/html\r\n"),
    ask(b"/graphql/assets/app.css", headers=b'Range: bytes=0-10\r\nIf-None-Match: "x"\r\n'),
    ask(b"/graphql/assets/examples/%2e%2e/app.js"),
    ask(b"/health/ready", b"HEAD"),
    ask(b"/metrics"),
    ask(b"/nowhere"),
    HANDSHAKE + b"\r\n",
)
HOSTILE = [data for data, _ in hostile().values() if len(data) < 4096]


def cases(chance: Random, site: Site) -> list[Case]:
    """Requests that were right, or nearly so."""
    return [Case("requests", (_request(chance, site),)) for _ in range(96)]


def _request(chance: Random, site: Site) -> bytes:
    request = chance.choice(VALID if chance.random() < 0.7 else HOSTILE)
    if chance.random() < 0.2:
        request += chance.choice(VALID)
    head, end, body = request.partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    if site.authorization:
        headers.append(site.authorization.rstrip())
    if headers and chance.random() < 0.3:
        headers = rearranged(chance, headers)
    request = b"\r\n".join((line, *headers)) + end + body
    return mutated(chance, request) if chance.random() < 0.9 else request
