"""The log can't be changed, and the handoffs are seen in it."""

from random import Random

import asyncpg
import pytest

from db.log.writer import LogWriter
from tests.conftest import execute
from tests.db.ledger import rows, sound_log
from tests.db.play import play
from tests.db.writers import begin, begin_many

CHANGES = (
    "update workflow_events set message = 'something else'",
    "update workflow_events set position = position + 1 where position = 1",
    "delete from workflow_events",
    "truncate workflow_events",
    "truncate build_workflows cascade",
    "with gone as (delete from workflow_events returning position) select * from gone",
)


async def test_not_even_the_superuser_can_change_the_log(writer: LogWriter, database: str) -> None:
    await begin(writer)
    (row,) = await rows(database, "select current_setting('is_superuser')")
    assert row[0] == "on"
    before = await sound_log(database)
    for change in CHANGES:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await execute(database, change)
    assert await sound_log(database) == before


async def test_a_workflow_that_has_events_can_not_be_deleted(writer: LogWriter, database: str) -> None:
    await begin(writer)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await execute(database, "delete from build_workflows")


async def test_there_is_one_head_only(database: str) -> None:
    for values in ("gen_random_uuid(), 0, 1", "gen_random_uuid(), 0, 2"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await execute(database, f"insert into log_head (log_id, position, singleton) values ({values})")


async def test_the_view_of_the_handoffs_holds_exactly_the_events_by_which_responsibility_passed(
    writer: LogWriter, database: str
) -> None:
    await play(writer, await begin_many(writer, 4), Random(3), players=8, turns=20)
    handoffs = [stored for stored in await sound_log(database) if stored.event.is_handoff]
    seen = await rows(database, "select * from workflow_handoffs order by position")
    assert [row["position"] for row in seen] == [stored.position for stored in handoffs]
    for row, stored in zip(seen, handoffs, strict=True):
        event = stored.event
        assert (row["from_role"], row["to_role"]) == (event.from_role, event.to_role)
        assert (str(row["workflow_id"]), row["sequence"]) == (event.workflow_id, event.sequence)
        assert (row["kind"], row["timestamp"], row["notes"]) == (event.kind, stored.recorded_at, event.notes)
    assert len({row["kind"] for row in seen}) >= 5
