"""What is in the database, to see whether anything came of asking."""

from tests.api.conftest import Running

_EVERYTHING = """
select (select position from log_head), (select md5(string_agg(e::text, '' order by position)) from workflow_events e),
       (select md5(string_agg(w::text, '' order by id)) from build_workflows w)
"""


async def stored(running: Running) -> tuple[object, ...]:
    """The head of the log, all events, and all workflows with their leases, in a few characters."""
    (row,) = await running.store.pool.fetch(_EVERYTHING)
    return tuple(row)
