"""The servers: one that lets everybody in and one that wants tokens, each a process of its own with its database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from db.audit.command import verify
from db.embedded import EmbeddedPostgres
from db.prepare import prepare_database
from tests.api.auth.making import SECRET, bearer, caller, signed
from tests.api.client import Client
from tests.conftest import database_url, execute
from tests.fuzz.case import FaultError
from tests.fuzz.known import Known
from tests.hostile.target import ALARMS
from tests.serving import ServerProcess, serving

MEMORY = 512 << 20
"""Bytes that a server may hold."""

ROLES = ["Q_ASSISTANT", "CODE_WRITER", "TEST_AUDITOR", "VERIFICATION_OVERSEER", "RELEASE_MANAGER"]


@dataclass(slots=True)
class Site:
    """A server, and what a client needs to use it."""

    name: str
    server: ServerProcess
    database: str
    log: Path
    token: str | None
    known: Known = field(default_factory=Known)
    most_memory: int = 0
    _read: int = 0

    @property
    def authorization(self) -> bytes:
        """The header that lets its sender in, with the end of its line; nothing where everybody is let in."""
        return b"" if self.token is None else f"Authorization: {bearer(self.token)}\r\n".encode()

    async def renew(self, chance: Random) -> None:
        """Have something new to ask for."""
        headers = {} if self.token is None else {"Authorization": bearer(self.token)}
        async with caller(headers=headers, timeout=30) as http:
            await self.known.renew(Client(f"{self.server.url}/graphql", http), chance)

    async def harm(self) -> str | None:
        """What has become of the server since this was asked before; None if it is well."""
        if self.server.process.poll() is not None:
            return f"the server has ended with {self.server.process.returncode}"
        self.most_memory = max(self.most_memory, _held(self.server.process.pid))
        if self.most_memory > MEMORY:
            return f"the server holds {self.most_memory >> 20} MiB"
        return self.alarm() or await self._unanswered()

    def alarm(self) -> str | None:
        """What is new in its log, from the first line of alarm."""
        with self.log.open("rb") as log:
            log.seek(self._read)
            news = log.read()
        self._read += len(news)
        lines = news.decode(errors="replace").splitlines()
        at = next((at for at, line in enumerate(lines) if any(word in line for word in ALARMS)), None)
        return None if at is None else "\n".join(lines[at : at + 60])

    async def _unanswered(self) -> str | None:
        headers = {} if self.token is None else {"Authorization": bearer(self.token)}
        try:
            async with caller(headers=headers, timeout=30) as http:
                answer = await http.post(f"{self.server.url}/graphql", json={"query": "{ cursor }"})
        except httpx.HTTPError as error:
            return f"somebody else was not answered: {error!r}"
        return None if "cursor" in (answer.json().get("data") or {}) else f"somebody else was answered {answer.text}"

    def close(self) -> None:
        """Stop the server and verify its log of events. Raises FaultError."""
        if code := self.server.stop(30):
            raise FaultError(self.name, f"the server ended with {code}")
        if (alarm := self.alarm()) is not None:
            raise FaultError(self.name, alarm)
        if not asyncio.run(verify(self.database)):
            raise FaultError(self.name, "the log of events does not verify")


@contextmanager
def sites(postgres: EmbeddedPostgres, folder: Path) -> Iterator[list[Site]]:
    """Both servers, over databases of this Postgres."""
    token = signed(sub="fuzz", roles=ROLES, projects="*", operator=True, exp=4_000_000_000)
    with _site(postgres, folder, "open") as first, _site(postgres, folder, "guarded", token) as second:
        yield [first, second]


@contextmanager
def _site(postgres: EmbeddedPostgres, folder: Path, name: str, token: str | None = None) -> Iterator[Site]:
    database = database_url(postgres, f"fuzz_{name}")
    asyncio.run(execute(postgres.url, f"create database fuzz_{name}"))
    asyncio.run(prepare_database(database))
    settings = {"DATABASE_URL": database, "HOME": str(folder)} | ({} if token is None else {"AUTH_SECRET": SECRET})
    log = folder / f"{name}.log"
    with serving(settings, log) as server:
        yield Site(name, server, database, log, token)
    asyncio.run(execute(postgres.url, f"drop database fuzz_{name} with (force)"))


def _held(process: int) -> int:
    """The bytes of memory that a process holds, where the system tells."""
    told = Path(f"/proc/{process}/status")
    lines = told.read_text().splitlines() if told.exists() else []
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS:")), 0)
