"""Finding what was already carried out: keys that the log bears, and the answers that went with them."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from db.archive.reading import everywhere
from db.codec import event_from
from db.faults import is_lost, is_passing
from db.log.answers import Answer, Committed, Refused
from db.log.batch import scope_of
from db.log.item import Item
from db.log.link import Link
from db.records import StoredEvent, StoredWorkflow, succeed
from domain.evolve import evolve
from domain.refusals import IdempotencyConflict
from domain.vocabulary import WorkflowId

if TYPE_CHECKING:
    import asyncpg

_FIND = """
select t.ord, e.* from unnest($1::text[], $2::text[], $3::text[]) with ordinality as t(project_id, holder, key, ord)
join workflow_events e on e.project_id = t.project_id and e.idempotency_key = t.key and e.key_holder is null
where t.holder is null
union all
select t.ord, e.* from unnest($1::text[], $2::text[], $3::text[]) with ordinality as t(project_id, holder, key, ord)
join workflow_events e on e.key_holder = t.holder and e.idempotency_key = t.key
where t.holder is not null
union all
select t.ord, e.* from unnest($1::text[], $2::text[], $3::text[]) with ordinality as t(project_id, holder, key, ord)
join archived_keys k on k.project_id = t.project_id and k.idempotency_key = t.key and k.key_holder is null
join archived_events e using (workflow_id, sequence)
where t.holder is null and (select archived_to from log_head) > 0
union all
select t.ord, e.* from unnest($1::text[], $2::text[], $3::text[]) with ordinality as t(project_id, holder, key, ord)
join archived_keys k on k.key_holder = t.holder and k.idempotency_key = t.key
join archived_events e using (workflow_id, sequence)
where t.holder is not null and (select archived_to from log_head) > 0
"""
"""A key is in the log or in the archive; one statement looks at both, so that none is missed on its way."""

_HISTORY = """
select * from workflow_events where workflow_id = $1 and sequence between $2 and $3 order by sequence limit $4
"""
_PAGE = 500
_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Recorded:
    """A command that was carried out: the last of its events, and the digest of what it asked for."""

    first: StoredEvent
    last_sequence: int
    fingerprint: bytes


async def find_recorded(
    connection: "asyncpg.Connection", items: Iterable[Item], stored: Mapping[WorkflowId, StoredWorkflow]
) -> dict[Item, Recorded]:
    """Those of `items` whose key the log bears already."""
    workflows = {identity: record.workflow for identity, record in stored.items()}
    wanted = list(items)
    if not wanted:
        return {}
    asked = ((*scope_of(item, workflows.get(item.command.workflow_id)), item.key) for item in wanted)
    rows = await connection.fetch(_FIND, *zip(*asked, strict=True))
    return {wanted[row["ord"] - 1]: _recorded(row) for row in rows}


def _recorded(row: "asyncpg.Record") -> Recorded:
    last = row["sequence"] + row["command_size"] - 1
    return Recorded(event_from(row), last, row["request_fingerprint"])


class Replayer:
    """Gives first answers again, on a connection of its own, so that nobody else waits for a long history."""

    def __init__(self, dsn: str) -> None:
        self._link = Link(dsn, name="handoff replays", settings="set default_transaction_read_only = on")
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, item: Item, recorded: Recorded, stored: StoredWorkflow | None) -> None:
        """Answer `item`, whose key the log bears, as soon as it can be done."""
        if item.replaying:
            return
        replayed, item.replaying = not item.uncertain, True
        task = asyncio.create_task(self._answer(item, recorded, stored, replayed=replayed), name="replay")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give the answers that are owed, then take leave."""
        await asyncio.gather(*self._tasks)
        await self._link.close()

    async def _answer(self, item: Item, recorded: Recorded, stored: StoredWorkflow | None, *, replayed: bool) -> None:
        while not item.answer.done():
            try:
                async with self._turn:
                    item.resolve(await self._again(item, recorded, stored, replayed=replayed))
            except Exception as error:  # noqa: BLE001 - each command must get an answer, whatever went wrong
                self._link.drop()
                if not (is_lost(error) or is_passing(error)):
                    item.fail(error)
                await asyncio.sleep(_PAUSE)

    async def _again(self, item: Item, recorded: Recorded, stored: StoredWorkflow | None, *, replayed: bool) -> Answer:
        """The first answer to the request that used the item's key, or a refusal if that was another request."""
        if recorded.fingerprint != item.fingerprint:
            return Refused(IdempotencyConflict(item.key), stored)
        first, last = recorded.first.event.sequence, recorded.last_sequence
        present = None if stored is None else (stored.workflow.id, stored.workflow.version)
        if stored is not None and present == (recorded.first.event.workflow_id, last):
            return Committed(await self._page(recorded, first), stored, replayed)
        made: list[StoredEvent] = []
        found, after = None, 0
        while found is None or after < last:
            page = await self._page(recorded, after + 1)
            found, after = fold(page, found), page[-1].event.sequence
            made += [event for event in page if event.event.sequence >= first]
        return Committed(tuple(made), found, replayed)

    async def _page(self, recorded: Recorded, since: int) -> tuple[StoredEvent, ...]:
        connection = await self._link.get()
        identity = UUID(recorded.first.event.workflow_id)
        place = identity, since, recorded.last_sequence, _PAGE
        rows = await connection.fetch(_HISTORY, *place) or await connection.fetch(everywhere(_HISTORY), *place)
        return tuple(event_from(row) for row in rows)


def fold(events: Iterable[StoredEvent], stored: StoredWorkflow | None = None) -> StoredWorkflow:
    """The workflow that events add up to, onto what those before them have made of it."""
    for event in events:
        workflow = evolve(None if stored is None else stored.workflow, event.event)
        stored = succeed(stored, workflow, event.recorded_at)
    if stored is None:
        raise LookupError("a workflow has at least the event that started it")
    return stored
