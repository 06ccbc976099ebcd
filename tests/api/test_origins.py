"""Pages of other origins: what they may do, and with whose leave."""

import httpx
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.api.conftest import run
from tests.api.sockets import raw_socket

OURS, THEIRS = "https://tool.example", "https://evil.example"
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}


async def _allowed(url: str, origin: str) -> tuple[bool, bool, bool]:
    """Whether a page of `origin` may ask first, read an answer, and open a WebSocket."""
    async with httpx.AsyncClient() as http:
        asked = await http.options(url, headers={"origin": origin, **PREFLIGHT})
        answer = await http.post(url, json={"query": "{ __typename }"}, headers={"origin": origin})
    assert answer.status_code == 200
    may = {origin, "*"}
    first = asked.is_success and asked.headers.get("access-control-allow-origin") in may
    return first, answer.headers.get("access-control-allow-origin") in may, await _may_open(url, origin)


async def _may_open(url: str, origin: str | None) -> bool:
    try:
        async with raw_socket(url, origin=None if origin is None else Origin(origin)) as opened:
            return await opened.initialise() == {"type": "connection_ack"}
    except InvalidStatus as refused:
        if refused.response.status_code != 403:
            raise
        return False


async def test_without_a_setting_only_our_own_pages_may(database: str) -> None:
    async with run(database) as served:
        own = served.url.removesuffix("/graphql")
        assert await _may_open(served.url, None)
        assert await _may_open(served.url, own)
        for origin in (THEIRS, "null", "https://[", own.replace("127.0.0.1", "localhost"), own + "0"):
            assert await _allowed(served.url, origin) == (False, False, False)


async def test_the_origins_that_are_named_may_and_no_others_however_they_were_written(database: str) -> None:
    async with run(database, ALLOWED_ORIGINS=f"{OURS.upper()}:443/, http://localhost:3000 ,") as served:
        for origin in (OURS, "http://localhost:3000"):
            assert await _allowed(served.url, origin) == (True, True, True)
        for origin in (THEIRS, "null", "http://tool.example", f"{OURS}:8443", f"{OURS}.evil.example"):
            assert await _allowed(served.url, origin) == (False, False, False)


async def test_a_star_lets_all_of_them(database: str) -> None:
    async with run(database, ALLOWED_ORIGINS="*") as served:
        assert await _allowed(served.url, THEIRS) == (True, True, True)


async def test_no_cookie_or_other_credential_is_ever_asked_for(database: str) -> None:
    async with run(database, ALLOWED_ORIGINS=OURS) as served, httpx.AsyncClient() as http:
        answer = await http.post(served.url, json={"query": "{ __typename }"}, headers={"origin": OURS})
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers
