"""Texts that go straight to the transport: what they look like there, when they do not, and what that relies on."""

import inspect

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

from schema.serving.listening import Config
from schema.serving.sockets import WebSocketProtocol, frame_header
from tests.api.client import Client
from tests.api.cohorts.watching import FOLLOW, joined, note
from tests.api.conftest import Running, run
from tests.api.places import bring
from tests.api.sockets import socket


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])
def test_a_frame_is_the_one_that_the_library_would_send(length: int) -> None:
    text = b"x" * length
    assert frame_header(length) + text == Frame(Opcode.TEXT, text).serialize(mask=False)


def test_the_protocol_has_what_is_used_of_it() -> None:
    assert Config("server:create_app").ws is WebSocketProtocol
    made = inspect.getsource(WebSocketsSansIOProtocol)
    for used in ("self.conn = ServerProtocol(", "self.writable = asyncio.Event()", "self.disconnected = False"):
        assert used in made
    assert '"extensions": {"websocket.http.response": {}},' in inspect.getsource(
        WebSocketsSansIOProtocol.handle_connect
    )


async def follows(running: Running, client: Client) -> None:
    identity = (await bring(Client(running.url, client.http)))["id"]
    async with socket(running.url) as live:
        await live.subscribe('"quoted\\ \N{SNOWMAN}', FOLLOW, id=identity, after="START")
        for number in range(2, 6):
            await note(running, identity, "\N{SNOWMAN}" * 10 ** (number - 2))
        found = await live.events('"quoted\\ \N{SNOWMAN}', 5)
        assert [event["sequence"] for event in found] == [1, 2, 3, 4, 5]


async def test_an_id_and_texts_of_any_length_and_alphabet_arrive_as_they_are(client: Client, running: Running) -> None:
    await follows(running, client)


@pytest.mark.parametrize("options", [{"ws": "websockets-sansio"}, {"ws_per_message_deflate": True}])
async def test_over_a_socket_that_can_not_send_at_once_all_arrives_as_well(
    client: Client, database: str, options: dict[str, object]
) -> None:
    async with run(database, options) as running:
        await follows(running, client)


async def test_a_client_that_has_gone_is_no_error(
    client: Client, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    identity = (await bring(client))["id"]
    async with socket(running.url) as leaving:
        await leaving.subscribe("s", FOLLOW, id=identity)
        await joined(running, 1)
        leaving.connection.transport.abort()
        for _ in range(10):
            await note(running, identity)
        await joined(running, 0, of=0)
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
