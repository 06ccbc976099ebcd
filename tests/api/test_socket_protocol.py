"""Clients that get graphql-transport-ws wrong: each is told by a close code, and the server goes on."""

from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from schema.endpoint import SUBSCRIPTIONS_PER_CONNECTION
from schema.problems import BAD_REQUEST, PARSE_FAILED, VALIDATION_FAILED
from tests.api.bad.messages import FAULTY, FOLLOW, HARMLESS, INIT, QUERY, WRONG
from tests.api.conftest import Running
from tests.api.sockets import raw_socket, socket


async def test_each_mistake_closes_with_its_code_and_says_what_was_expected(
    running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    for name, (messages, code, words) in WRONG.items():
        with subtests.test(name):
            async with raw_socket(running.url) as wrong:
                for message in messages:
                    await wrong.send(message)
                found, reason = await wrong.closed()
            assert found == code
            assert words in reason
            async with socket(running.url) as good:
                await good.subscribe("q", QUERY)
                assert "cursor" in await good.next("q")
    assert [record for record in caplog.records if record.exc_info] == []


async def test_harmless_messages_are_passed_over_and_a_ping_gets_its_pong(
    running: Running, subtests: pytest.Subtests
) -> None:
    for name, message in HARMLESS.items():
        with subtests.test(name):
            async with socket(running.url) as live:
                await live.send(message)
                await live.settle()


async def test_an_init_may_have_any_object_or_null_for_a_payload(running: Running) -> None:
    payloads: tuple[dict[str, Any], ...] = ({}, {"payload": None}, {"payload": {}}, {"payload": {"token": "x"}})
    for payload in payloads:
        async with raw_socket(running.url) as live:
            await live.send({**INIT, **payload})
            assert await live.receive() == {"type": "connection_ack"}


async def test_a_faulty_operation_gets_an_error_of_its_own_and_the_others_go_on(
    running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    async with socket(running.url) as live:
        for name, (message, words) in FAULTY.items():
            with subtests.test(name):
                await live.send(message)
                error = await live.failure("s")
                assert error["message"].startswith(words)
                expected = PARSE_FAILED if words.startswith("Syntax Error") else error["extensions"]["code"]
                assert error["extensions"] == {"code": expected}
                assert expected in {PARSE_FAILED, VALIDATION_FAILED, BAD_REQUEST}
        await live.subscribe("q", QUERY)
        assert "cursor" in await live.next("q")
    assert [record for record in caplog.records if record.exc_info] == []


async def test_more_operations_at_once_than_a_connection_may_have_are_refused(running: Running) -> None:
    async with socket(running.url) as live:
        for number in range(SUBSCRIPTIONS_PER_CONNECTION):
            await live.subscribe(str(number), FOLLOW)
        await live.subscribe("one more", FOLLOW)
        error = await live.failure("one more")
        assert error["extensions"] == {"code": "TOO_MANY_OPERATIONS"}
        assert f"{SUBSCRIPTIONS_PER_CONNECTION} operations" in error["message"]
        await live.complete("0")
        await live.subscribe("q", QUERY)
        assert "cursor" in await live.next("q")


async def test_who_does_not_init_in_time_is_closed_out(running: Running) -> None:
    running.endpoint.connection_init_wait_timeout = timedelta(milliseconds=50)
    async with raw_socket(running.url) as silent:
        assert await silent.closed() == (4408, "Connection initialisation timeout")


async def test_a_client_without_the_subprotocol_is_closed_out(running: Running) -> None:
    async with connect(running.url.replace("http:", "ws:")) as connection:
        await connection.wait_closed()
        assert (connection.close_code, connection.close_reason) == (4406, "Subprotocol not acceptable")


async def test_a_websocket_elsewhere_is_refused(running: Running) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(running.url.replace("http:", "ws:") + "/nowhere")
    assert refused.value.response.status_code == 403
