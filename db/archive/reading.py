"""Reading what may be in the archive: it is looked at only when the log does not have all that is asked for."""

import re
from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import Table

from db.pool import Pool, Rows
from db.tables import archived_events, archived_workflows, build_workflows, workflow_events


def _whole(log: Table, archive: Table) -> str:
    """Both halves of a table under the name of the one, with a column that tells them apart."""
    columns = ", ".join(column.name for column in log.c)
    halves = ((log, "false"), (archive, "true"))
    read = " union all ".join(f"select {columns}, {told} as archived from {half.name}" for half, told in halves)  # noqa: S608 - no input
    return f"({read}) {log.name}"


_WHOLE = {
    "build_workflows": _whole(build_workflows, archived_workflows),
    "workflow_events": _whole(workflow_events, archived_events),
}
_TABLE = re.compile(rf"\b(from|join) ({'|'.join(_WHOLE)})\b(?!\.)")


@lru_cache
def everywhere(statement: str) -> str:
    """`statement`, which gives its tables no other names, over the log and the archive as they are at one moment."""
    return _TABLE.sub(lambda found: f"{found[1]} {_WHOLE[found[2]]}", statement)


async def fetch_whole(pool: Pool, statement: str, *arguments: object, complete: Callable[[Rows], bool]) -> Rows:
    """The rows of the log, or if these are not `complete` those of the archive with them."""
    rows = await pool.fetch(statement, *arguments)
    return rows if complete(rows) else await pool.fetch(everywhere(statement), *arguments)
