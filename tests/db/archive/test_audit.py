"""The audit looks at the archive as at the log, and accepts a hole in the one where the other has the position."""

import pytest

from db.audit import Auditor
from db.log.writer import LogWriter
from db.pool import Pool
from tests.conftest import execute
from tests.db.archive.archiving import archived, completed
from tests.db.audit.tampering import UNGUARDED
from tests.db.writers import begin


@pytest.fixture
async def auditor(writer: LogWriter, pool: Pool, database: str) -> Auditor:
    """The auditor of a log of which the first half was archived."""
    await completed(writer)
    await begin(writer)
    await completed(writer)
    await archived(database, limit=1)
    return Auditor(pool.engine)


async def test_nothing_is_wrong_with_a_log_of_which_a_part_was_archived(auditor: Auditor) -> None:
    found = [await auditor.verify(workflow_id) async for workflow_id in auditor.workflows()]
    assert [each is not None and each.valid for each in found] == [True] * 3
    assert (await auditor.verify_log()).problem is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("delete from archived_events where sequence = 2", "Expected an event at position 2, found the next one at 3."),
        (
            "insert into workflow_events select * from archived_events where sequence = 2",
            "The event at position 2 belongs to no workflow.",
        ),
        ("delete from archived_workflows", "The event at position 1 belongs to no workflow."),
        ("delete from archived_keys where sequence = 3", "The key of the archived event at position 3 is not kept."),
        ("update archived_keys set project_id = 'x' where sequence = 3", "The key of the archived event at position 3"),
        ("update log_head set archived_to = 2", "by the head of the log to 2."),
    ],
)
async def test_what_does_not_fit_between_the_log_and_the_archive_is_found(
    auditor: Auditor, database: str, change: str, said: str
) -> None:
    await execute(database, UNGUARDED, change)
    problem = (await auditor.verify_log()).problem
    assert problem is not None
    assert said in problem


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("update archived_events set message = 'Nothing happened.' where sequence = 2", "hash"),
        ("delete from archived_events where sequence = 2", "sequence"),
        ("update archived_workflows set title = 'Another'", "title"),
    ],
)
async def test_what_was_changed_in_the_archive_is_found(
    auditor: Auditor, database: str, change: str, field: str
) -> None:
    await execute(database, UNGUARDED, change)
    found = [await auditor.verify(workflow_id) async for workflow_id in auditor.workflows()]
    problems = [each.problem.field for each in found if each is not None and each.problem is not None]
    assert problems == [field]
