"""Over WebSocket nobody gets further than connection_init without a good token."""

import asyncio
from typing import Any

import pytest

from schema.close_codes import FORBIDDEN, MAX_REASON
from tests.api.auth.making import bearer, signed
from tests.api.auth.wrong import WRONG, Wrong
from tests.api.conftest import Running
from tests.api.sockets import raw_socket

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUERY = "{ __typename }"


def init(authorization: object, name: str = "Authorization") -> dict[str, Any]:
    """What a WebSocket begins with."""
    return {"type": "connection_init", "payload": {name: authorization}}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_token_closes_with_4403_and_a_reason_that_fits(guarded: Running, case: Wrong) -> None:
    async with raw_socket(guarded.url) as live:
        await live.send(init(case.sent))
        await live.subscribe("q", QUERY)
        code, reason = await live.closed()
    assert code == FORBIDDEN
    assert reason.startswith("Forbidden: ")
    assert len(reason.encode()) <= MAX_REASON


@pytest.mark.parametrize(
    "payload", [None, {}, {"token": signed()}, {"Authorization": 7}, {"Authorization": [signed()]}]
)
async def test_a_payload_without_a_token_closes_with_4403(guarded: Running, payload: object) -> None:
    async with raw_socket(guarded.url) as live:
        await live.send({"type": "connection_init", "payload": payload})
        assert (await live.closed())[0] == FORBIDDEN


async def test_a_reason_says_what_is_wrong(guarded: Running) -> None:
    async with raw_socket(guarded.url) as live:
        await live.send(init(WRONG["expired"].sent))
        assert "Forbidden: the token has expired" in (await live.closed())[1]


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
async def test_a_good_token_in_the_payload_is_let_in(guarded: Running, name: str) -> None:
    async with raw_socket(guarded.url) as live:
        await live.send(init(bearer(signed()), name))
        assert await live.receive() == {"type": "connection_ack"}
        await live.subscribe("q", QUERY)
        assert await live.next("q") == {"__typename": "Query"}


async def test_a_token_in_the_header_counts_when_the_payload_has_none(guarded: Running) -> None:
    async with raw_socket(guarded.url, additional_headers={"Authorization": bearer(signed())}) as live:
        assert await live.initialise() == {"type": "connection_ack"}
    async with raw_socket(guarded.url, additional_headers={"Authorization": bearer(signed())}) as live:
        await live.send(init("Bearer garbage"))
        assert (await live.closed())[0] == FORBIDDEN


async def test_nothing_is_answered_before_a_token_has_come(guarded: Running) -> None:
    async with raw_socket(guarded.url, additional_headers={"Authorization": bearer(signed())}) as live:
        await live.subscribe("q", QUERY)
        assert await live.closed() == (4401, "Unauthorized")


async def test_a_token_in_the_url_is_none(guarded: Running) -> None:
    async with raw_socket(f"{guarded.url}?token={signed()}&Authorization=Bearer%20{signed()}") as live:
        await live.send({"type": "connection_init"})
        assert (await live.closed())[0] == FORBIDDEN


async def test_who_was_let_in_can_not_become_somebody_else(guarded: Running) -> None:
    async with raw_socket(guarded.url) as live:
        await live.send(init(bearer(signed())))
        assert await live.receive() == {"type": "connection_ack"}
        await live.send(init(bearer(signed(sub="bob", operator=True))))
        assert (await live.closed())[0] == 4429


async def test_who_says_nothing_is_closed_out_within_five_seconds(guarded: Running) -> None:
    assert guarded.endpoint.connection_init_wait_timeout.total_seconds() < 5


async def test_the_timer_of_a_socket_ends_with_it(guarded: Running) -> None:
    def timers() -> int:
        return sum(task.get_name() == "expiry" for task in asyncio.all_tasks())

    async with raw_socket(guarded.url) as live:
        await live.send(init(bearer(signed())))
        assert await live.receive() == {"type": "connection_ack"}
        assert timers() == 1
    async with asyncio.timeout(10):
        while timers():  # noqa: ASYNC110 - tasks tell nobody that they have ended
            await asyncio.sleep(0.01)
