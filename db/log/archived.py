"""What the writer has to know of workflows that have left the log."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

import asyncpg

from db.codec import uuid_of, workflow_from
from db.log.answers import Refused
from db.log.item import Item
from db.records import StoredWorkflow
from domain.commands import StartWorkflow
from domain.refusals import WorkflowArchived
from domain.vocabulary import WorkflowId

_ARCHIVED = "select * from archived_workflows where id = any($1::uuid[])"


async def find_archived(
    connection: asyncpg.Connection, items: Iterable[Item], stored: Mapping[WorkflowId, StoredWorkflow]
) -> dict[WorkflowId, StoredWorkflow]:
    """The workflows that `items` would change and that are not `stored` in the log, but in the archive.

    The database is asked only if there is one that is not stored.
    """
    missing = {
        item.command.workflow_id for item in items if not isinstance(item.command, StartWorkflow)
    } - stored.keys()
    uuids: set[UUID] = {found for identity in missing if (found := uuid_of(identity)) is not None}
    if not uuids:
        return {}
    records = map(workflow_from, await connection.fetch(_ARCHIVED, uuids))
    return {record.workflow.id: replace(record, archived=True) for record in records}


def refuse_archived(items: Iterable[Item], archived: Mapping[WorkflowId, StoredWorkflow]) -> list[Item]:
    """Refuse those of `items` that would change what is archived, and give the rest."""
    left: list[Item] = []
    for item in items:
        record = archived.get(item.command.workflow_id)
        if record is None:
            left.append(item)
        else:
            item.resolve(Refused(WorkflowArchived(record.workflow.id), record))
    return left
