-- A note in one statement: lock the workflow, swap it on its version, advance the head, and append the event at its
-- dense position, with its hash. It gives no row if there is no such workflow, at this version, with room for an event;
-- nor if it had to wait for the workflow, which somebody else has moved on meanwhile.
-- $1: workflow, $2: text, $3: role, $4: idempotency key, $5: expected version; the last two may be null.
with stamp as materialized (select clock_timestamp() as at),
locked as materialized (
    select w.*, greatest(stamp.at, w.updated_at) as at,
           coalesce(w.details->'notes', '[]') || to_jsonb(w.version + 1) as notes,
           case when w.details->'gates' ? w.state and not coalesce((w.details->>'approved')::bool, false)
                then 'Q_ASSISTANT' else w.owner end as responsible,
           case w.state when 'HANDOFF_TO_CODER' then 'IMPLEMENTATION' when 'HANDOFF_TO_TESTER' then 'TESTING'
                        when 'HANDOFF_TO_VERIFIER' then 'VERIFICATION' when 'HANDOFF_TO_RELEASER' then 'DEPLOYMENT'
                        when 'COMPLETE' then null else w.state end as phase
    from build_workflows w cross join stamp
    where w.id = $1::uuid and w.version = coalesce($5::bigint, w.version) and w.version < 10000
    for update of w
),
moved as (
    update build_workflows w
    set version = l.version + 1, updated_at = l.at,
        waits_for = case when l.version + 1 < 10000 then w.waits_for end,
        details = jsonb_set(w.details, '{notes}', case when jsonb_array_length(l.notes) > 10 then l.notes - 0
                                                       else l.notes end)
    from locked l
    where w.id = l.id and w.version = l.version
    returning w.id, w.project_id, w.state, w.status, w.version, l.at, l.phase, l.responsible,
              nullif((w.phases->l.phase->>'attempt')::int, 0) as attempt
),
head as (
    update log_head set position = position + (select count(*) from moved) returning position
),
said as materialized (
    select head.position, m.id as workflow_id, m.project_id, m.version as sequence, 'NOTED' as kind, m.phase, m.attempt,
           m.state as from_state, m.state as to_state, m.responsible as from_role, m.responsible as to_role,
           $3::text as actor, $3::text as actor_role,
           initcap(replace($3::text, '_', ' ')) || ' left a note on the workflow in ' || m.state || ': ' || $2::text
               as message,
           $2::text as notes, '{}'::jsonb as data, false as handoff,
           coalesce($4::text, gen_random_uuid()::text) as idempotency_key, null::text as key_holder,
           sha256(convert_to(jsonb_build_array('AddNote', $1::uuid, $3::text, $2::text)::text, 'UTF8'))
               as request_fingerprint,
           1::smallint as command_size, m.at as recorded_at
    from moved m cross join head
),
written as (
    insert into workflow_events (position, workflow_id, project_id, sequence, kind, phase, attempt, from_state,
                                 to_state, from_role, to_role, actor, actor_role, message, notes, data, handoff,
                                 idempotency_key, key_holder, request_fingerprint, command_size, recorded_at, hash)
    select e.*, handoff_link(null, (
               select before.hash from workflow_events before
               where before.workflow_id = e.workflow_id and before.sequence = e.sequence - 1
           ), jsonb_build_array(
               e.position, e.workflow_id, e.project_id, e.sequence, e.kind, e.phase, e.attempt, e.from_state,
               e.to_state, e.from_role, e.to_role, e.actor, e.actor_role, e.message, e.notes, e.data, e.handoff,
               e.idempotency_key, e.key_holder, encode(e.request_fingerprint, 'hex'), e.command_size,
               extract(epoch from e.recorded_at)
           )::text)
    from said e
    returning kind, message, recorded_at
)
select m.id, m.state, m.status, m.version, case when m.status <> 'CANCELLED' then m.responsible end as next_role,
       w.kind, w.message, w.recorded_at
from moved m cross join written w
