"""The application on a real socket, in the test's own event loop."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from db.store import Store
from schema.endpoint import Endpoint
from schema.serving.listening import Config, Server, listen
from schema.serving.settings import Settings
from server import application
from tests.api.client import Client
from tests.api.sockets import Socket, socket


@dataclass(frozen=True, slots=True)
class Running:
    """A served application: its address, its server, and the store that it opened."""

    url: str
    server: Server
    app: Starlette

    @property
    def store(self) -> Store:
        """The database that it serves."""
        store: Store = self.app.state.store
        return store

    @property
    def endpoint(self) -> Endpoint:
        """What answers at /graphql."""
        (found,) = (route.endpoint for route in self.app.routes if isinstance(route, WebSocketRoute))
        assert isinstance(found, Endpoint)
        return found

    async def events(self) -> int:
        """How many events there are."""
        return await self.store.log.head()


@asynccontextmanager
async def run(
    database: str, options: Mapping[str, Any] = MappingProxyType({}), **settings: str
) -> AsyncIterator[Running]:
    """Serve the application over `database` on a free port, with other `options` for uvicorn."""
    ending = asyncio.Event()
    chosen = Settings.read({"DATABASE_URL": database, "PORT": "0", **settings})
    app = application(chosen, ending)
    config = Config(app, **{"lifespan": "on", "log_config": None, **options})
    config.load()
    server = Server(config, ending)
    server.lifespan = config.lifespan_class(config)
    with listen(chosen) as listener:
        await server.startup([listener])
        try:
            yield Running(f"http://127.0.0.1:{listener.getsockname()[1]}/graphql", server, app)
        finally:
            await server.shutdown([listener])


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


@pytest.fixture
async def live(running: Running) -> AsyncIterator[Socket]:
    """A WebSocket of the application, ready for operations."""
    async with socket(running.url) as opened:
        yield opened
