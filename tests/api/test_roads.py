"""Which requests take which way, and that all of them are looked at, answered and counted once."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import CodeType
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.middleware.cors import CORSMiddleware

from schema.body import MAX_BODY
from schema.endpoint import Endpoint
from schema.short_way import ShortWay
from tests.api.client import Client
from tests.api.conftest import Running, run
from tests.calls import called

PAGE = "https://page.example"
JSON = {"content-type": "application/json"}
QUESTION = b'{"query": "{ cursor }"}'
CORS, SHORT, LONG = "cors", "short", "long"
WAYS: Mapping[str, CodeType] = {
    CORS: CORSMiddleware.__call__.__code__,
    SHORT: ShortWay._answer.__code__,
    LONG: Endpoint.__call__.__code__,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, the ways that it should take, and the status of its answer."""

    ways: set[str]
    status: int = 200
    method: str = "POST"
    path: str = "/graphql"
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    body: bytes = QUESTION


SENT = {
    "what nearly all send": Sent({SHORT}),
    "a page of an allowed origin": Sent({CORS, SHORT}, headers={**JSON, "origin": PAGE}),
    "a page of another origin": Sent({CORS, SHORT}, headers={**JSON, "origin": "https://other.example"}),
    "a charset": Sent({LONG}, headers={"content-type": "application/json; charset=utf-8"}),
    "another type": Sent({LONG}, 415, headers={"content-type": "text/plain"}),
    "no type": Sent({LONG}, 415, headers={}),
    "a coding": Sent({LONG}, headers={**JSON, "content-encoding": "identity"}),
    "events": Sent({LONG}, headers={**JSON, "accept": "text/event-stream"}),
    "many operations": Sent({SHORT, LONG}, 400, body=b"[]"),
    "no JSON": Sent({SHORT, LONG}, 400, body=b"{"),
    "a field that is not known": Sent({SHORT, LONG}, body=QUESTION.replace(b"{", b'{"more": 1, ', 1)),
    "a document with an error": Sent({SHORT, LONG}, body=b'{"query": "{ nothing }"}'),
    "too much": Sent(set(), 413, body=b" " * (MAX_BODY + 1)),
    "GET": Sent({CORS, LONG}, method="GET", path="/graphql?query={cursor}", headers={"accept": "*/*"}, body=b""),
    "HEAD": Sent({CORS, LONG}, method="HEAD", path="/graphql?query={cursor}", headers={"accept": "*/*"}, body=b""),
    "OPTIONS": Sent({CORS, LONG}, 204, method="OPTIONS", body=b""),
    "a preflight": Sent(
        {CORS}, method="OPTIONS", headers={"origin": PAGE, "access-control-request-method": "POST"}, body=b""
    ),
    "PUT": Sent({CORS, LONG}, 405, method="PUT"),
    "another path": Sent({CORS}, 307, path="/graphql/"),
    "no path": Sent({CORS}, 404, path="/graphq"),
    "another host": Sent(set(), 421, headers={**JSON, "host": "page.example"}),
}


def _counted(page: str) -> float:
    found = re.findall(r'^handoff_http_requests_total\{path="(?!/metrics).*\} (\S+)$', page, re.MULTILINE)
    return sum(map(float, found))


async def test_each_request_takes_its_way_and_is_counted_once(database: str, subtests: pytest.Subtests) -> None:
    async with run(database, ALLOWED_ORIGINS=PAGE) as served, httpx.AsyncClient() as http:
        origin = served.url.removesuffix("/graphql")
        for name, sent in SENT.items():
            before = _counted((await http.get(f"{origin}/metrics")).text)
            with called() as codes:
                answer = await http.request(sent.method, origin + sent.path, content=sent.body, headers=sent.headers)
            with subtests.test(name):
                assert answer.status_code == sent.status, answer.text
                assert {way for way, code in WAYS.items() if code in codes} == sent.ways
                assert len(answer.headers.get_list("x-request-id")) == 1
                allowed = answer.headers.get("access-control-allow-origin")
                assert allowed == (PAGE if sent.headers.get("origin") == PAGE else None)
                assert _counted((await http.get(f"{origin}/metrics")).text) == before + 1


async def _raw(running: Running, *parts: bytes) -> bytes:
    """All that is answered to these bytes, of which each part is sent when the one before was answered or taken."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(running.url).port)
    async with asyncio.timeout(10):
        for part in parts:
            writer.write(part)
            await writer.drain()
        found = await reader.read()
    writer.close()
    return found


def _head(*lines: str, version: str = "1.1") -> bytes:
    return "\r\n".join((f"POST /graphql HTTP/{version}", "Host: localhost", *lines, "", "")).encode()


LENGTH = f"Content-Length: {len(QUESTION)}"
TYPE, CLOSE = "Content-Type: application/json", "Connection: close"
CHUNKED = b"".join(b"1\r\n%c\r\n" % byte for byte in QUESTION) + b"0\r\n\r\n"


@pytest.mark.parametrize("kind", [TYPE, f"{TYPE}; charset=utf-8"])
@pytest.mark.parametrize(
    ("lines", "version", "body", "status"),
    [
        ((LENGTH,), "1.0", QUESTION, 200),
        ((CLOSE, "Transfer-Encoding: chunked"), "1.1", CHUNKED, 200),
        ((CLOSE, LENGTH, "Content-Type: text/plain"), "1.1", QUESTION, 200),
        ((CLOSE, LENGTH, "Authorization: Bearer x", "Authorization: Bearer y"), "1.1", QUESTION, 200),
        ((CLOSE, "Content-Length: 0"), "1.1", b"", 400),
    ],
)
async def test_however_a_request_is_framed_both_ways_take_it(
    running: Running, kind: str, lines: tuple[str, ...], version: str, body: bytes, status: int
) -> None:
    found = await _raw(running, _head(kind, *lines, version=version), body)
    assert re.findall(rb"HTTP/1.1 (\d+)", found) == [b"%d" % status]
    assert found.count(b"cursor") == (status == 200)


@pytest.mark.parametrize("kind", [TYPE, f"{TYPE}; charset=utf-8"])
async def test_whoever_waits_to_be_asked_for_the_body_is_asked(running: Running, kind: str) -> None:
    found = await _raw(running, _head(kind, LENGTH, CLOSE, "Expect: 100-continue"), QUESTION)
    assert re.findall(rb"HTTP/1.1 (\d+)", found) in ([b"100", b"200"], [b"200"])


@pytest.mark.parametrize("kind", [TYPE, f"{TYPE}; charset=utf-8"])
async def test_whoever_sends_half_a_body_and_goes_leaves_nothing_behind(running: Running, kind: str) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(running.url).port)
    writer.write(_head(kind, LENGTH) + QUESTION[:5])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    async with httpx.AsyncClient() as http:
        assert await Client(running.url, http).data("{ cursor }")


async def test_requests_that_are_sent_at_once_are_answered_in_their_order(running: Running) -> None:
    def asking(name: str, *lines: str) -> bytes:
        body = b'{"query": "{ %s: cursor }"}' % name.encode()
        return _head(TYPE, f"Content-Length: {len(body)}", *lines) + body

    found = await _raw(running, asking("one") + asking("two") + asking("three", CLOSE))
    assert re.findall(rb'"data":\{"(\w+)"', found) == [b"one", b"two", b"three"]
