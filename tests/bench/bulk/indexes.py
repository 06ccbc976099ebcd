"""Tables without their indexes for a while: to build an index once is cheaper than to grow it row by row."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

_INDEXES = """
select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition,
       c.conname as constraint, c.conrelid::regclass::text as owner, pg_get_constraintdef(c.oid) as told
from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'u'
where i.indrelid in ('build_workflows'::regclass, 'workflow_events'::regclass) and not i.indisprimary
order by 1
"""


@asynccontextmanager
async def without_indexes(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Take all indexes but the primary keys off, and put them back as they were at the end of the block."""
    found = await connection.fetch(_INDEXES)
    for row in found:
        taken = f"alter table {row['owner']} drop constraint" if row["constraint"] else "drop index"
        await connection.execute(f"{taken} {row['constraint'] or row['name']}")
    yield
    for row in found:
        constraint = f"alter table {row['owner']} add constraint {row['constraint']} {row['told']}"
        await connection.execute(constraint if row["constraint"] else row["definition"])
