"""The one statement that writes: it swaps workflows, advances the head and appends events, or changes nothing.

Rows are locked in the order of their ids, so that two statements never wait for each other in a circle. The head is
locked last and until the commit: that makes positions dense, and visible in their order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.codec import phases_json, to_json
from domain.events import Event
from domain.workflow import Workflow

WRITE = """
with stamp as materialized (select clock_timestamp() as at),
wanted as (
    select * from unnest(
        $1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::int[],
        $8::text[], $9::text[], $10::text[], $11::bigint[], $12::jsonb[], $13::jsonb[]
    ) as t(id, old_version, version, project_id, build_id, title, max_rounds,
           state, status, owner, entered, phases, notes)
),
locked as materialized (
    select w.id, w.version from build_workflows w join wanted using (id) order by w.id for update of w
),
moved as (
    update build_workflows w
    set state = i.state, status = i.status, owner = i.owner, version = i.version, entered = i.entered,
        phases = i.phases, notes = i.notes, updated_at = stamp.at,
        completed_at = case when i.status = 'COMPLETED' then
                       case when i.entered > i.old_version then stamp.at else w.completed_at end end,
        since = case when i.entered > i.old_version then stamp.at else w.since end
    from wanted i join locked l using (id) cross join stamp
    where w.id = i.id and w.version = i.old_version
    returning w.id
),
started as (
    insert into build_workflows (id, project_id, build_id, title, max_rounds, state, status, owner, version, entered,
                                 phases, notes, created_at, updated_at, completed_at, since)
    select i.id, i.project_id, i.build_id, i.title, i.max_rounds, i.state, i.status, i.owner, i.version, i.entered,
           i.phases, i.notes, stamp.at, stamp.at, case when i.status = 'COMPLETED' then stamp.at end, stamp.at
    from wanted i cross join stamp where i.old_version = 0
    on conflict (id) do nothing
    returning id
),
pending as (
    select * from unnest(
        $14::uuid[], $15::text[], $16::bigint[], $17::text[], $18::text[], $19::int[], $20::text[], $21::text[],
        $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::jsonb[], $28::text[], $29::bytea[],
        $30::smallint[]
    ) with ordinality as t(workflow_id, project_id, sequence, kind, phase, attempt, from_state, to_state,
                           from_role, to_role, actor, message, notes, data, idempotency_key, request_fingerprint,
                           command_size, ord)
    where workflow_id in (select id from moved union all select id from started)
),
head as (
    update log_head set position = position + (select count(*) from pending) returning position
)
insert into workflow_events (position, workflow_id, project_id, sequence, kind, phase, attempt, from_state, to_state,
                             from_role, to_role, actor, message, notes, data, idempotency_key, request_fingerprint,
                             command_size, recorded_at)
select head.position - (select count(*) from pending) + row_number() over (order by p.ord),
       p.workflow_id, p.project_id, p.sequence, p.kind, p.phase, p.attempt, p.from_state, p.to_state,
       p.from_role, p.to_role, p.actor, p.message, p.notes, p.data, p.idempotency_key, p.request_fingerprint,
       p.command_size, stamp.at
from pending p cross join head cross join stamp
returning workflow_id, sequence, position, recorded_at
"""


@dataclass(frozen=True, slots=True)
class Swap:
    """One workflow's row: what it becomes, if it still is at `old_version` (0: if there is none)."""

    old_version: int
    workflow: Workflow


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to append. The first of a command bears its key, its fingerprint and how many events it made."""

    event: Event
    project_id: str
    key: str | None = None
    fingerprint: bytes | None = None
    size: int | None = None


def arguments(swaps: Sequence[Swap], entries: Sequence[Entry]) -> list[list[Any]]:
    """The statement's arguments: one list for each column."""
    return [*_columns(map(_swap_row, swaps), 13), *_columns(map(_entry_row, entries), 17)]


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _swap_row(swap: Swap) -> tuple[Any, ...]:
    w = swap.workflow
    return (
        UUID(w.id),
        swap.old_version,
        w.version,
        w.project_id,
        w.build_id,
        w.title,
        w.max_rounds,
        w.state,
        w.status,
        w.owner,
        w.entered,
        phases_json(w),
        to_json(w.notes),
    )


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    e = entry.event
    return (
        UUID(e.workflow_id),
        entry.project_id,
        e.sequence,
        e.kind,
        e.phase,
        e.attempt,
        e.from_state,
        e.to_state,
        e.from_role,
        e.to_role,
        e.actor,
        e.message,
        e.notes,
        to_json(e.data),
        entry.key,
        entry.fingerprint,
        entry.size,
    )
