"""The server's side of connections."""

from tests.conftest import execute
from tests.db.ledger import rows

_TERMINATE = """
select pg_terminate_backend(pid) from pg_stat_activity
where application_name = $1 and datname = coalesce($2, current_database())
"""


async def terminate(url: str, name: str, database: str | None = None) -> int:
    """End the backends that serve `name`, in this database or another one; how many there were."""
    return len(await rows(url, _TERMINATE, name, database))


async def admit(url: str, database: str, *, allow: bool) -> None:
    """Let `database` take new connections or not; `url` leads to another one on the same server."""
    await execute(url, f"alter database {database} with allow_connections {allow}")
