"""What is multiplied is as sound as what was written."""

import pytest

from db.audit.command import verify
from tests.bench.bulk.generate import fill
from tests.bench.bulk.templates import COUNT
from tests.db.ledger import rows

INDEXES = "select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1"
CONSTRAINTS = "select conname, pg_get_constraintdef(oid) as definition from pg_constraint order by 1"


async def test_a_log_in_bulk_passes_the_audit_and_keeps_its_indexes(
    database: str, empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    await fill(empty_database, 3 * COUNT + 5, said.append, chunk=COUNT)
    assert await verify(empty_database), capsys.readouterr().out
    for catalog in (INDEXES, CONSTRAINTS):
        assert await rows(empty_database, catalog) == await rows(database, catalog)
    (row,) = await rows(
        empty_database, "select count(*) as found, count(distinct project_id) as projects from build_workflows"
    )
    assert (row["found"], row["projects"]) == (3 * COUNT + 5, 3)
