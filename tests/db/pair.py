"""Two real servers behind one URL, of which one takes writes."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import asyncpg

from db.embedded import embedded_postgres
from tests.conftest import execute

READ_ONLY = "default_transaction_read_only"


@dataclass(frozen=True, slots=True)
class Pair:
    """The URLs of both, and the one that names them in this order."""

    first: str
    second: str

    @property
    def url(self) -> str:
        """Both, in this order."""
        return together(self.first, self.second)

    async def demote(self, url: str) -> None:
        """Let one take no writes, without ending its connections."""
        await self._set(url, READ_ONLY, "on")

    async def promote(self, url: str) -> None:
        """Let one take writes."""
        await self._set(url, READ_ONLY, "off")

    async def move(self) -> None:
        """Let the second take writes instead of the first."""
        await self.demote(self.first)
        await self.promote(self.second)

    async def wait_for_standby(self, name: str) -> None:
        """Let the first acknowledge no commit before the standby `name` has it; an empty name ends that."""
        await self._set(self.first, "synchronous_standby_names", f"'{name}'")

    async def _set(self, url: str, name: str, value: str) -> None:
        await execute(url, "set default_transaction_read_only = off", f"alter system set {name} = {value}")
        await execute(url, "select pg_reload_conf()")
        await _until_set(url, name, value.strip("'"))


async def _until_set(url: str, name: str, value: str) -> None:
    """Processes that are there hear of it when they are next idle; new ones start with it once the first knows it."""
    while await ask(url, f"show {name}") != value:
        pass


async def ask(url: str, query: str) -> object:
    """The one value of a query on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def together(*urls: str) -> str:
    """One URL for the servers of several."""
    queries = [parse_qs(urlsplit(url).query) for url in urls]
    hosts = {name: ",".join(query[name][0] for query in queries) for name in ("host", "port")}
    return f"{urls[0].partition('?')[0]}?{urlencode(hosts)}"


@contextmanager
def pair_of_servers(folder: Path) -> Iterator[Pair]:
    """Two servers with data in `folder`."""
    with ExitStack() as stack:
        urls = [stack.enter_context(embedded_postgres(folder / name, durable=False)).url for name in ("a", "b")]
        yield Pair(*urls)
