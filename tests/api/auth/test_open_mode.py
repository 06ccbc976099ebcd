"""Without authentication only this machine is served, and only under its own names."""

import httpx
from websockets.exceptions import InvalidStatus

from tests.api.auth.making import SECRET, bearer, caller, signed
from tests.api.conftest import Running, run
from tests.api.sockets import raw_socket

OWN = ("localhost", "LOCALHOST:8000", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:8000")
FOREIGN = (
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil.example",
    "192.0.2.1:8000",
    "[2001:db8::1]",
    "0.0.0.0:8000",
    "[::]:8000",
    "localhost:evil",
    "",
)


async def status(running: Running, host: str, path: str = "/graphql") -> int:
    """What a request for this host is answered."""
    async with caller() as http:
        answer = await http.post(
            running.url.replace("/graphql", path), json={"query": "{ __typename }"}, headers={"host": host}
        )
    if answer.status_code == 421:
        (error,) = answer.json()["errors"]
        assert error["extensions"] == {"code": "MISDIRECTED_REQUEST"}
        assert "OPEN_MODE=yes" in error["message"]
    return answer.status_code


async def opened(running: Running, host: str) -> int:
    """What the upgrade of a WebSocket for this host is answered."""
    port = httpx.URL(running.url).port
    try:
        async with raw_socket(f"http://{host}:{port}/graphql", host="127.0.0.1"):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


async def test_a_web_page_that_leads_here_under_another_name_is_answered_421(running: Running) -> None:
    assert {host: await status(running, host) for host in OWN} == dict.fromkeys(OWN, 200)
    assert {host: await status(running, host) for host in FOREIGN} == dict.fromkeys(FOREIGN, 421)
    assert await status(running, "evil.example", "/health/live") == 421
    assert [await opened(running, host) for host in ("localhost", "[::1]", "evil.example")] == [101, 101, 421]


async def test_with_open_mode_or_with_tokens_any_name_will_do(database: str) -> None:
    async with run(database, OPEN_MODE="yes") as running:
        assert await status(running, "evil.example") == 200
    async with run(database, AUTH_SECRET=SECRET) as running, caller() as http:
        headers = {"host": "handoff.example", "authorization": bearer(signed())}
        assert (await http.post(running.url, json={"query": "{ __typename }"}, headers=headers)).status_code == 200


async def test_without_authentication_a_token_is_not_looked_at(running: Running) -> None:
    async with caller(headers={"authorization": "Bearer of bad news"}) as http:
        assert (await http.post(running.url, json={"query": "{ __typename }"})).status_code == 200
    async with raw_socket(running.url) as live:
        await live.send({"type": "connection_init", "payload": {"Authorization": 7}})
        assert await live.receive() == {"type": "connection_ack"}
