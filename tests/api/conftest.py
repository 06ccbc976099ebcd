"""The application on a real socket, in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
import uvicorn

from db.store import Store
from server import Server, Settings, application
from tests.api.client import Client


@dataclass(frozen=True, slots=True)
class Running:
    """A served application: its address, its server, and the store that it opened."""

    url: str
    server: Server
    store: Store


@asynccontextmanager
async def run(database: str, **settings: str) -> AsyncIterator[Running]:
    """Serve the application over `database` on a free port."""
    ending = asyncio.Event()
    app = application(Settings.read({"DATABASE_URL": database, **settings}), ending)
    config = uvicorn.Config(app, lifespan="on", log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=5)
    server = Server(config, ending)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        task = asyncio.create_task(server.serve([listener]))
        async with asyncio.timeout(10):
            while not server.started:
                if task.done():
                    task.result()
                await asyncio.sleep(0.01)
        try:
            yield Running(f"http://127.0.0.1:{listener.getsockname()[1]}/graphql", server, app.state.store)
        finally:
            server.should_exit = True
            await task


@pytest.fixture
async def running(database: str) -> AsyncIterator[Running]:
    """The application over the test's database."""
    async with run(database) as served:
        yield served


@pytest.fixture
async def client(running: Running) -> AsyncIterator[Client]:
    """A client of the application."""
    async with httpx.AsyncClient() as http:
        yield Client(running.url, http)
