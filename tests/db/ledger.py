"""The log as it stands in the database, and what must hold for it always."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

import asyncpg

from db.audit import Auditor
from db.codec import event_from, workflow_from
from db.log.replay import fold
from db.pool import create_engine
from db.records import StoredEvent, StoredWorkflow
from domain.vocabulary import EventKind, WorkflowId
from domain.workflow import Workflow

ENDINGS = {EventKind.CLAIM_RELEASED, EventKind.CLAIM_EXPIRED, EventKind.CLAIM_REVOKED}


async def rows(url: str, query: str, *arguments: object) -> list[asyncpg.Record]:
    """What the database answers."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(query, *arguments)
    finally:
        await connection.close()


async def whole_log(url: str) -> list[StoredEvent]:
    """All events, by position."""
    return [event_from(row) for row in await rows(url, "select * from workflow_events order by position")]


async def log_size(url: str) -> int:
    """How many events there are."""
    (row,) = await rows(url, "select count(*) from workflow_events")
    return int(row[0])


async def noted(url: str) -> list[str | None]:
    """The notes of all events that have any, sorted."""
    found = await rows(url, "select notes from workflow_events where notes is not null order by notes")
    return [row["notes"] for row in found]


async def stored_workflows(url: str) -> dict[WorkflowId, StoredWorkflow]:
    """All workflows, as they are stored."""
    records = map(workflow_from, await rows(url, "select * from build_workflows"))
    return {record.workflow.id: record for record in records}


def by_workflow(log: Iterable[StoredEvent]) -> dict[WorkflowId, Sequence[StoredEvent]]:
    """The events of each workflow, in the log's order."""
    identity = attrgetter("event.workflow_id")
    return {key: tuple(events) for key, events in groupby(sorted(log, key=identity), identity)}


async def sound_log(url: str) -> list[StoredEvent]:
    """The log, once it was checked: no holes, each workflow in order, and every row the fold of its events."""
    log = await whole_log(url)
    assert [stored.position for stored in log] == list(range(1, len(log) + 1))
    assert [row["position"] for row in await rows(url, "select position from log_head")] == [len(log)]
    handoffs = await rows(url, "select position from workflow_events where handoff order by position")
    assert [row["position"] for row in handoffs] == [stored.position for stored in log if stored.event.is_handoff]
    histories = by_workflow(log)
    for history in histories.values():
        assert [stored.event.sequence for stored in history] == list(range(1, len(history) + 1))
        claims_follow_each_other(history)
    folded = {key: fold(history) for key, history in histories.items()}
    assert await stored_workflows(url) == folded
    for row in await rows(url, "select * from build_workflows"):
        columns_that_follow_from_the_rest(row, folded[WorkflowId(str(row["id"]))].workflow)
    await chained(url, len(log))
    return log


async def chained(url: str, events: int) -> None:
    """The audit must find nothing, and look at all events."""
    engine = create_engine(url, pool_size=2)
    try:
        auditor, seen = Auditor(engine), 0
        async for workflow_id in auditor.workflows():
            found = await auditor.verify(workflow_id)
            assert found is not None
            assert found.problem is None, found.problem.message
            seen += found.events
        whole = await auditor.verify_log()
        assert (whole.problem, whole.head, seen) == (None, events, events)
    finally:
        await engine.dispose()


def claims_follow_each_other(history: Sequence[StoredEvent]) -> None:
    """Nobody claims what is claimed; a claim that ends is the one that is live, and each ends once."""
    live: int | None = None
    for stored in history:
        event = stored.event
        if event.kind is EventKind.CLAIMED:
            assert live is None
            live = event.sequence
        elif event.kind in ENDINGS:
            assert event.data["claim"] == live
            live = None
        elif event.kind is EventKind.CANCELLED or event.from_state is not event.to_state:
            live = None


def columns_that_follow_from_the_rest(row: asyncpg.Record, workflow: Workflow) -> None:
    """Columns that the database needs, and that the fold only implies."""
    assert (row["owner"], row["waits_for"]) == (workflow.owner, workflow.waits_for)
    assert (row["lease_until"] is None) == (workflow.claim is None)
    if workflow.claim is None:
        assert {row[column] for column in ("heartbeat_at", "progress_note", "progress_percent")} == {None}
