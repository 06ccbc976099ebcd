"""A row is decoded once for as long as it says the same, and is never taken for another."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from db.codec import workflow_from
from db.decoded import Decoded
from db.log.writer import LogWriter
from db.pool import Pool
from db.reading import BY_ID
from tests.db.asks import note
from tests.db.writers import begin, do


async def _row(pool: Pool, identity: str) -> Mapping[str, Any]:
    (found,) = await pool.fetch(BY_ID, [identity])
    return dict(found)


async def test_a_row_is_decoded_again_when_its_version_or_its_time_is_another(pool: Pool, writer: LogWriter) -> None:
    decoded, workflow = Decoded(), await begin(writer)
    first = await _row(pool, workflow.id)
    known = decoded.one(first)
    assert decoded.one(await _row(pool, workflow.id)) is known
    await do(writer, note(workflow.id))
    second = await _row(pool, workflow.id)
    elsewhere = {**second, "title": "Another", "updated_at": second["updated_at"] + timedelta(microseconds=1)}
    for row in (second, elsewhere, first, second):
        assert decoded.one(row) == workflow_from(row)


async def test_no_more_rows_are_remembered_than_there_is_room_for(pool: Pool, writer: LogWriter) -> None:
    decoded = Decoded(capacity=3)
    row = await _row(pool, (await begin(writer)).id)
    rows = [{**row, "id": uuid4()} for _ in range(5)]
    known = decoded.all(rows)
    assert known == [workflow_from(each) for each in rows]
    assert [decoded.one(each) is one for each, one in zip(rows[2:], known[2:], strict=True)] == [True, True, True]
    assert decoded.one(rows[0]) is not known[0]
    assert decoded.one(rows[0]) == known[0]
