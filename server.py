"""The server: application and main; the one place where everything is put together."""

import asyncio
import gc
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import NoReturn

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from db.embedded import EmbeddedPostgresError, embedded_postgres
from db.prepare import DatabaseUnfitError, prepare_database
from db.store import Store, open_store
from schema import graphiql
from schema.answers import not_served
from schema.endpoint import Endpoint
from schema.serving.auth.admission import NotAdmittedError
from schema.serving.auth.announcing import announce_entry
from schema.serving.auth.bearer import sent
from schema.serving.auth.door import Door
from schema.serving.auth.issuing import issue
from schema.serving.auth.loopback import LoopbackOnly
from schema.serving.auth.refusing import refuse_entry
from schema.serving.connections import Connections
from schema.serving.direct import Direct
from schema.serving.figures import Figures, figures
from schema.serving.http import PLAIN_CONNECTIONS, TURNSTILE
from schema.serving.listening import Config, Server, announce, doors, listen
from schema.serving.logs import configure_logs, said
from schema.serving.observing import Observer
from schema.serving.settings import METRICS_DIR, Settings, SettingsError
from schema.serving.traces import tracing
from schema.serving.worker import ending_of_worker
from schema.short_way import ShortWay

GENERATIONS = (100_000, 10, 10)
"""How much more there must be than before when Python looks for garbage: more than all requests under way consist of.

With less, what they consist of counts as lasting while they come and go, and then all that ten thousand connections
consist of is gone through again and again, for 0.2 seconds each time.
"""


def create_app() -> Starlette:
    """The application of one of several processes, with its settings from the environment."""
    settings = Settings.read(os.environ)
    configure_logs(settings.log_level, as_json=settings.log_format == "json")
    return _for_good(application(settings, ending_of_worker()))


def application(settings: Settings, ending: asyncio.Event) -> Starlette:
    """The application, over a database that is prepared. Its streams end when `ending` is set."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, object]]:
        async with (
            tracing(wanted=settings.traces),
            open_store(settings.database_url or "", settings.broadcast_url) as store,
            figures(store, endpoint.cohorts, settings.metrics_dir) as app.state.figures,
        ):
            app.state.store = store
            yield {TURNSTILE: endpoint.turnstile}

    connections = Connections(settings.max_connections, settings.max_connections_per_client)
    door = Door(settings.auth)
    endpoint = Endpoint(door, ending, connections, settings.allowed_origins)
    short_way = ShortWay(endpoint)
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "authorization", "x-request-id", "traceparent"],
        expose_headers=["x-request-id"],
    )
    routes = [
        Route("/", lambda _: RedirectResponse("/graphql")),
        Mount("/graphql/assets", graphiql.assets()),
        Route("/graphql", short_way),
        WebSocketRoute("/graphql", endpoint),
        Route("/health/live", lambda _: JSONResponse({"live": True})),
        Route("/health/ready", _ready),
        Route("/metrics", partial(_metrics, door)),
    ]
    own = [Middleware(LoopbackOnly)] if settings.auth.loopback_only else []
    return Starlette(
        routes=routes,
        middleware=[Middleware(Observer), *own, Middleware(Direct, short_way), cors],
        lifespan=lifespan,
        exception_handlers={HTTPException: not_served, NotAdmittedError: refuse_entry},
    )


def _for_good(app: Starlette) -> Starlette:
    """What is there now stays, and need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GENERATIONS)
    return app


async def _ready(request: Request) -> Response:
    store: Store = request.app.state.store
    problems = await store.problems()
    return JSONResponse({"ready": not problems, "problems": problems}, 503 if problems else 200)


async def _metrics(door: Door, request: Request) -> Response:
    await door.admit_scraper(sent(request.headers))
    found: Figures = request.app.state.figures
    return Response(await found.page(), media_type=CONTENT_TYPE_LATEST)


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    """The URL of a database that is ready: the one named by the settings, or the embedded one for as long as we run."""
    if settings.database_url is not None:
        asyncio.run(prepare_database(settings.database_url))
        yield settings.database_url
        return
    with embedded_postgres(settings.data_dir) as server:
        asyncio.run(prepare_database(server.url))
        yield server.url


@contextmanager
def _shared_figures(settings: Settings) -> Iterator[None]:
    """Where several processes share their figures, for as long as we run."""
    if settings.web_concurrency == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="handoff-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ[METRICS_DIR] = folder
        yield


def _serve(settings: Settings, listener: socket.socket) -> int:
    """Serve until told to stop. Gives the exit code."""
    announce_entry(settings.auth)
    several, ending = settings.web_concurrency > 1, asyncio.Event()
    config = Config(
        "server:create_app" if several else _for_good(application(settings, ending)),
        factory=several,
        workers=settings.web_concurrency,
        limit_concurrency=settings.max_connections + PLAIN_CONNECTIONS,
        log_level="info" if settings.log_level == "debug" else settings.log_level,  # at debug it tells what clients say
        log_config=None,  # uvicorn's own would write a client's address as it came, from a header even
    )
    if several:
        announce(listener)
        supervisor = Multiprocess(config, sockets=doors(listener))
        supervisor.run()
        return int(any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes))
    Server(config, ending).run(doors(listener))
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(0)


def main(arguments: Sequence[str] = ()) -> int:
    """Serve until told to stop. Gives the exit code: 0, or 1 with one line that says what is wrong.

    With the argument `token` it prints a token instead.
    """
    if arguments[:1] == ["token"]:
        return issue(arguments[1:], os.environ)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        settings = Settings.read(os.environ)
        configure_logs(settings.log_level, as_json=settings.log_format == "json")
        with listen(settings) as listener, _database(settings) as url, _shared_figures(settings):
            os.environ["DATABASE_URL"] = url
            return _serve(replace(settings, database_url=url), listener)
    except (SettingsError, EmbeddedPostgresError, DatabaseUnfitError) as error:
        said.critical("handoff: %s", error)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
