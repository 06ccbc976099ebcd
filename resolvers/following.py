"""Following the log."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from db.cursors import BadCursorError
from db.log.horizon import CursorTooOldError
from db.log.reader import EventFilter
from db.progress import WorkProgress
from db.records import Position, StoredEvent
from db.store import Store
from domain.refusals import WorkflowNotFound
from domain.texts import check_characters
from domain.vocabulary import WorkflowId
from resolvers.requests import RequestError, RequestErrorCode

_NOWHERE = Position(0)


@dataclass(slots=True)
class Course:
    """The course of a stream through the log: where it begins and ends, if that is not left to its arguments.

    `position` is where it has come to; `started` is set once the arguments were found good and it begins to read.
    """

    begin: Position | None = None
    end: Position | None = None
    position: Position = _NOWHERE
    started: asyncio.Event = field(default_factory=asyncio.Event)


async def follow(store: Store, wanted: EventFilter, after: str | None, course: Course) -> AsyncIterator[StoredEvent]:
    """All wanted events after the cursor, each once and in order, then what is new; without a cursor, from now on.

    Raises RequestError for a bad filter or a cursor that can't be followed, before anything is given; later, too, for
    a stream that is so far behind that what it has yet to read is archived.
    """
    wanted = replace(wanted, projects=store.caller.projects)
    if course.end is None:  # else it is part of a course that was checked
        await _check(store, wanted)
    begin = await start_of(store, after) if course.begin is None else course.begin
    if wanted.workflow_id is None and begin < store.horizon.archived_to:  # memory may hold it, but other servers don't
        raise _too_old(store, store.horizon.archived_to)
    feed = store.feed
    events = feed.follow(begin, wanted) if course.end is None else feed.replay(begin, course.end, wanted)
    course.started.set()
    try:
        async for stored in events:
            course.position = stored.position
            yield stored
    except CursorTooOldError as error:
        raise _too_old(store, error.oldest) from error


def _too_old(store: Store, oldest: Position) -> RequestError:
    message = (
        "`after`: events after this cursor were archived, and a stream from here would leave them out. Read anew what "
        "you keep: query `cursor`, then `workflows`, then subscribe after that cursor. `oldest` is the first cursor "
        "that is good. The history of one workflow is whole: follow it with `workflowId`."
    )
    facts = {"oldest": store.cursors.of_position(oldest)}
    return RequestError(RequestErrorCode.CURSOR_TOO_OLD, message, facts)


async def start_of(store: Store, after: str | None) -> Position:
    """The position after which a stream with this cursor begins. Raises RequestError for one that can't be followed."""
    if after is None:
        return await store.log.head()
    try:
        return await store.position_after(after)
    except BadCursorError as error:
        raise RequestError(RequestErrorCode.BAD_CURSOR, f"`after`: {error}") from error


async def follow_progress(
    store: Store, workflow_id: WorkflowId | None, project_id: str | None
) -> AsyncIterator[WorkProgress]:
    """What the heartbeats of live claims say, the newest of each, now and from now on.

    Raises RequestError for a bad filter, before anything is given.
    """
    await _check(store, EventFilter(workflow_id, project_id))
    return store.progress.follow(workflow_id, project_id, store.caller.projects)


async def _check(store: Store, wanted: EventFilter) -> None:
    if wanted.project_id is not None and (invalid := check_characters("projectId", wanted.project_id)):
        raise RequestError(RequestErrorCode.BAD_FILTER, invalid.message)
    if wanted.workflow_id is not None and await store.queries.workflow(wanted.workflow_id) is None:
        raise RequestError(RequestErrorCode.WORKFLOW_NOT_FOUND, WorkflowNotFound(wanted.workflow_id).message)
