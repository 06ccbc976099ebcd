"""Lists of workflows."""

from functools import partial
from uuid import UUID

from db.cursors import ListPlace
from db.queries import WorkflowFilter
from db.records import StoredWorkflow
from db.store import Store
from domain.texts import check_characters
from domain.vocabulary import Role
from resolvers.paging import Page, page_of, page_size, read_cursor
from resolvers.requests import RequestError, RequestErrorCode


async def list_workflows(store: Store, wanted: WorkflowFilter, first: int, after: str | None) -> Page[StoredWorkflow]:
    """The newest workflows first. Raises RequestError for a bad page size, cursor or filter."""
    _check_texts(projectId=wanted.project_id, buildId=wanted.build_id)
    size, place = page_size(first), read_cursor(store.cursors.place, after)
    found = await store.queries.newest(wanted, place, size + 1)
    return page_of(found, size, partial(_created, store))


async def list_inbox(
    store: Store, role: Role, project_id: str | None, first: int, after: str | None
) -> Page[StoredWorkflow]:
    """What waits for `role`, longest first. Raises RequestError for a bad page size, cursor or filter."""
    _check_texts(projectId=project_id)
    size, place = page_size(first), read_cursor(store.cursors.place, after)
    found = await store.queries.waiting(role, project_id, place, size + 1)
    return page_of(found, size, partial(_since, store))


def _check_texts(**texts: str | None) -> None:
    for field, text in texts.items():
        if text is not None and (invalid := check_characters(field, text)):
            raise RequestError(RequestErrorCode.BAD_FILTER, invalid.message)


def _created(store: Store, record: StoredWorkflow) -> str:
    return store.cursors.of_place(ListPlace(record.created_at, UUID(record.workflow.id)))


def _since(store: Store, record: StoredWorkflow) -> str:
    return store.cursors.of_place(ListPlace(record.since, UUID(record.workflow.id)))
