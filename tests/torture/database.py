"""The one Postgres of a run: a server of its own, which can be stopped and killed under those who use it."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from db.embedded import embedded_postgres
from db.embedded.data_folder import DataFolder
from db.embedded.database import database_url
from db.embedded.server import server_settings, stop
from db.embedded.sockets import socket_folder
from db.embedded.user import server_user
from db.prepare import prepare_database
from tests.failover.children import start
from tests.torture.kept import Kept

_SETTINGS = {"full_page_writes": "on", "max_wal_size": "96MB", "min_wal_size": "32MB", "max_connections": "100"}
"""A killed process may leave half a page behind, so pages are logged whole; the log fits on a small disk."""


class Postgres(Kept):
    """Runs on the data in `data` with `programs`; `url` is the way in that no fault disturbs."""

    def __init__(self, data: Path, programs: Path, socket: Path) -> None:
        super().__init__()
        self.data = data
        self.url = database_url(socket)
        self._program = [str(programs / "postgres"), "-D", str(data / "postgres")]
        for name, value in server_settings(_SETTINGS, socket, durable=False).items():
            self._program += ["-c", f"{name}={value}"]

    def _start(self) -> "subprocess.Popen[bytes]":
        """As ever; where a killed one has left processes behind, Postgres itself ends at once until they are gone."""
        return start(self._program, self.data / "torture.log", {})

    def end(self) -> None:
        """End it in an orderly way."""
        if self._process is not None:
            stop(self._process)

    async def answers(self) -> bool:
        """Whether it lets somebody in."""
        try:
            connection = await asyncpg.connect(self.url, timeout=2)
        except (OSError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True


@asynccontextmanager
async def database(data: Path) -> AsyncIterator[Postgres]:
    """A database with our schema in the folder `data`, which nobody runs yet; it ends with the block."""
    with embedded_postgres(data, durable=False) as made:
        await prepare_database(made.url)
    with socket_folder(DataFolder(data, server_user(data))) as socket:
        postgres = Postgres(data, made.binaries, socket)
        try:
            yield postgres
        finally:
            postgres.end()
