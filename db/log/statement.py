"""The one statement that writes: it swaps workflows, advances the head and appends events, or changes nothing.

Rows are locked in the order of their ids, so that two statements never wait for each other in a circle. The head is
locked last and until the commit: that makes positions dense, and visible in their order.

Positions and times are known only here, so the hashes of the events are made here too. Times never run backwards in
a workflow, even if the clock was set back or is another node's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from db.fold import details_json, phases_json
from db.json_text import to_json
from db.log.chain import content
from domain.events import Event
from domain.workflow import Workflow

WRITE = f"""
with stamp as materialized (select clock_timestamp() as at),
wanted as (
    select * from unnest(
        $1::uuid[], $2::bigint[], $3::bool[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::int[],
        $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::text[],
        $17::int[], $18::jsonb[], $19::jsonb[]
    ) as t(id, old_version, expires, version, project_id, build_id, title, max_rounds,
           state, status, owner, waits_for, entered, waiting, claim, worker, lease_seconds, phases, details)
),
locked as materialized (
    select w.id, w.version, greatest(stamp.at, w.updated_at) as at
    from build_workflows w join wanted using (id) cross join stamp order by w.id for update of w
),
moved as (
    update build_workflows w
    set state = i.state, status = i.status, owner = i.owner, waits_for = i.waits_for, version = i.version,
        entered = i.entered, waiting = i.waiting, phases = i.phases, details = i.details, updated_at = l.at,
        completed_at = case when i.status = 'COMPLETED' then
                       case when i.entered > i.old_version then l.at else w.completed_at end end,
        since = case when i.waiting > i.old_version then l.at else w.since end,
        claim = i.claim, worker = i.worker, lease_seconds = i.lease_seconds,
        lease_until = case when i.claim = w.claim then w.lease_until
                      else stamp.at + i.lease_seconds * interval '1 second' end,
        heartbeat_at = case when i.claim = w.claim then w.heartbeat_at end,
        progress_note = case when i.claim = w.claim then w.progress_note end,
        progress_percent = case when i.claim = w.claim then w.progress_percent end
    from wanted i join locked l using (id) cross join stamp
    where w.id = i.id and w.version = i.old_version
          and i.expires = coalesce(w.lease_until <= stamp.at, false)
    returning w.id, w.updated_at
),
started as (
    insert into build_workflows (id, project_id, build_id, title, max_rounds, state, status, owner, waits_for, version,
                                 entered, waiting, claim, worker, lease_seconds, lease_until, phases, details,
                                 created_at, updated_at, completed_at, since)
    select i.id, i.project_id, i.build_id, i.title, i.max_rounds, i.state, i.status, i.owner, i.waits_for, i.version,
           i.entered, i.waiting, i.claim, i.worker, i.lease_seconds, stamp.at + i.lease_seconds * interval '1 second',
           i.phases, i.details, stamp.at, stamp.at, case when i.status = 'COMPLETED' then stamp.at end, stamp.at
    from wanted i cross join stamp where i.old_version = 0
    on conflict (id) do nothing
    returning id, updated_at
),
pending as (
    select t.*, w.updated_at as recorded_at from unnest(
        $20::uuid[], $21::text[], $22::bigint[], $23::text[], $24::text[], $25::int[], $26::text[], $27::text[],
        $28::text[], $29::text[], $30::text[], $31::text[], $32::text[], $33::jsonb[], $34::text[], $35::bytea[],
        $36::smallint[], $37::bool[], $38::text[], $39::text[]
    ) with ordinality as t(workflow_id, project_id, sequence, kind, phase, attempt, from_state, to_state,
                           from_role, to_role, actor, message, notes, data, idempotency_key, request_fingerprint,
                           command_size, handoff, actor_role, key_holder, ord)
    join (select * from moved union all select * from started) w on w.id = t.workflow_id
),
head as (
    update log_head set position = position + (select count(*) from pending) returning position
),
placed as (
    select p.*, head.position - (select count(*) from pending) + row_number() over (order by p.ord) as position
    from pending p cross join head
)
insert into workflow_events (position, workflow_id, project_id, sequence, kind, phase, attempt, from_state, to_state,
                             from_role, to_role, actor, message, notes, data, idempotency_key, request_fingerprint,
                             command_size, handoff, actor_role, key_holder, recorded_at, hash)
select p.position, p.workflow_id, p.project_id, p.sequence, p.kind, p.phase, p.attempt, p.from_state, p.to_state,
       p.from_role, p.to_role, p.actor, p.message, p.notes, p.data, p.idempotency_key, p.request_fingerprint,
       p.command_size, p.handoff, p.actor_role, p.key_holder, p.recorded_at,
       handoff_chain(case p.sequence when 1 then '' else (
           select before.hash from workflow_events before
           where before.workflow_id = p.workflow_id and before.sequence = p.sequence - 1
       ) end, {content("p")}) over (partition by p.workflow_id order by p.sequence)
from placed p
returning workflow_id, sequence, position, recorded_at, hash
"""  # noqa: S608 - what is put in is a constant


@dataclass(frozen=True, slots=True)
class Swap:
    """One workflow's row: what it becomes, if it still is at `old_version` (0: if there is none).

    `expires` says that a claim has run out by it, so that it also depends on no heartbeat having come meanwhile. All
    other changes depend on no claim having run out meanwhile, so that a late result is not applied.
    """

    old_version: int
    workflow: Workflow
    expires: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to append. The first of a command bears its key, its fingerprint and how many events it made.

    `holder` is in whose name the key counts, if it counts in no project.
    """

    event: Event
    project_id: str
    key: str | None = None
    holder: str | None = None
    fingerprint: bytes | None = None
    size: int | None = None


def arguments(swaps: Sequence[Swap], entries: Sequence[Entry]) -> list[list[Any]]:
    """The statement's arguments: one list for each column."""
    return [*_columns(map(_swap_row, swaps), 19), *_columns(map(_entry_row, entries), 20)]


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _swap_row(swap: Swap) -> tuple[Any, ...]:
    w = swap.workflow
    return (
        w.id,
        swap.old_version,
        swap.expires,
        w.version,
        w.project_id,
        w.build_id,
        w.title,
        w.max_rounds,
        w.state,
        w.status,
        w.owner,
        w.waits_for,
        w.entered,
        w.waiting,
        *((None, None, None) if w.claim is None else (w.claim.number, w.claim.worker, w.claim.lease_seconds)),
        phases_json(w),
        details_json(w),
    )


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    e = entry.event
    return (
        e.workflow_id,
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
        e.is_handoff,
        e.actor_role,
        entry.holder,
    )
