"""A server that starts and then has nothing to do, against a process that only imports, and a bare uvicorn."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from db.embedded import EmbeddedPostgres
from tests.bench.children import small_server
from tests.bench.cpu import proportional, proportional_below, resident
from tests.bench.peers.documents import waiting
from tests.bench.requests import HOST, connected
from tests.bench.rounds import Effort, Part, Round, Row
from tests.serving import serving

STARTS = ("new data folder", "existing data folder")
"""What each start over one folder finds, in their order."""

_READY = f"GET /health/ready HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
_READY_SECONDS = 60
_IMPORTS = "import sys, asyncpg, sqlalchemy, strawberry, uvicorn; print(0, flush=True); sys.stdin.read()"
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Begun:
    """When a server was ready, and the seconds that its first two answers took."""

    ready: float
    first: float
    second: float


def measure(postgres: EmbeddedPostgres, effort: Effort, starts: Sequence[str] = STARTS) -> Part:
    """Start servers with a Postgres of their own, over a folder that the first of each round makes."""
    del postgres
    rounds = [_round(len(starts)) for _ in range(effort.rounds)]
    rows = [Row(label, [one[number] for one in rounds]) for number, label in enumerate(starts)]
    return Part("start", "Start, first answers and idle memory, against imports alone and a bare uvicorn", rows)


def _round(starts: int) -> list[Round]:
    """What one folder and its `starts` came to."""
    more = {**_imports(), **_bare()}
    with tempfile.TemporaryDirectory(prefix="handoff-bench-") as folder:
        Path(folder).chmod(0o755)
        return [_compared({**_ours(Path(folder)), **more}) for _ in range(starts)]


def _compared(found: Round) -> Round:
    return {
        **found,
        "ready : imports": found["ready ms"] / found["imports ms"],
        "PSS : imports": found["PSS MiB"] / found["imports PSS MiB"],
    }


def _ours(folder: Path) -> Round:
    """Handoff's server, without authentication."""
    began = time.perf_counter()
    settings = {"DATA_DIR": str(folder / "data"), "LOG_LEVEL": "warning"}
    with serving(settings, folder / "server.log") as server:
        begun = asyncio.run(_begin(urlsplit(server.url).port or 0))
        pid = server.process.pid
        return {
            "ready ms": (begun.ready - began) * 1000,
            "first answer ms": begun.first * 1000,
            "second answer ms": begun.second * 1000,
            "RSS MiB": resident(pid) / _MIB,
            "PSS MiB": proportional(pid) / _MIB,
            **_postgres(pid),
        }


def _postgres(launcher: int) -> Round:
    """The memory of its Postgres; nothing where we may not look, as root of most containers."""
    try:
        return {"Postgres PSS MiB": proportional_below(launcher) / _MIB}
    except PermissionError:
        return {}


def _bare() -> Round:
    began = time.perf_counter()
    with small_server([sys.executable, "-m", "tests.bench.bare_app"]) as (port, pid):
        begun = asyncio.run(_begin(port))
        return {
            "bare ready ms": (begun.ready - began) * 1000,
            "bare first answer ms": begun.first * 1000,
            "bare second answer ms": begun.second * 1000,
            "bare PSS MiB": proportional(pid) / _MIB,
        }


def _imports() -> Round:
    began = time.perf_counter()
    with small_server([sys.executable, "-c", _IMPORTS]) as (_, pid):
        return {
            "imports ms": (time.perf_counter() - began) * 1000,
            "imports PSS MiB": proportional(pid) / _MIB,
        }


async def _begin(port: int) -> Begun:
    """Wait until it is ready, and ask it twice for an empty inbox."""
    async with asyncio.timeout(_READY_SECONDS), connected(port) as connection:
        while (await connection.reply(_READY)).status != 200:
            pass
        times = [time.perf_counter()]
        for _ in range(2):
            await connection.send(waiting("ours"))
            times.append(time.perf_counter())
        ready, first, second = times
        return Begun(ready, first - ready, second - first)
