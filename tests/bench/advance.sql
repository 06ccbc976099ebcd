-- One advance: lock the workflow and swap it on its version, advance the head, append the event at its dense position,
-- with its hash.
-- Each client has workflows of its own, so that no two wait for one row.
\set number :client_id + :clients * random(0, :workflows / :clients - 1)
\set step random(1, 10)
with stamp as materialized (select clock_timestamp() as at),
locked as materialized (
    select id, version from build_workflows
    where id = (lpad(to_hex(:number::int), 8, '0') || '-0000-4000-8000-000000000000')::uuid for update
),
moved as (
    update build_workflows w
    set state = (array['PLANNING', 'HANDOFF_TO_CODER', 'IMPLEMENTATION', 'HANDOFF_TO_TESTER', 'TESTING',
                       'HANDOFF_TO_VERIFIER', 'VERIFICATION', 'HANDOFF_TO_RELEASER', 'DEPLOYMENT', 'COMPLETE'])[:step],
        owner = (array['Q_ASSISTANT', 'CODE_WRITER', 'CODE_WRITER', 'TEST_AUDITOR', 'TEST_AUDITOR',
                       'VERIFICATION_OVERSEER', 'VERIFICATION_OVERSEER', 'RELEASE_MANAGER', 'RELEASE_MANAGER'])[:step],
        waits_for = (array['Q_ASSISTANT', 'CODE_WRITER', 'CODE_WRITER', 'TEST_AUDITOR', 'TEST_AUDITOR',
                           'VERIFICATION_OVERSEER', 'VERIFICATION_OVERSEER', 'RELEASE_MANAGER',
                           'RELEASE_MANAGER'])[:step],
        status = case :step::int when 10 then 'COMPLETED' else 'ACTIVE' end,
        completed_at = case :step::int when 10 then stamp.at end,
        version = l.version + 1, entered = l.version + 1, waiting = l.version + 1, details = '{}', updated_at = stamp.at, since = stamp.at,
        phases = '{"DISCOVERY": {"maxRounds": 5, "attempt": 1, "round": 1, "output": 2, "opened": 1},
                   "PLANNING": {"maxRounds": 5, "attempt": 1, "round": 1, "output": 3, "opened": 2},
                   "IMPLEMENTATION": {"maxRounds": 5, "attempt": 1, "round": 1, "output": 5, "opened": 4},
                   "TESTING": {"maxRounds": 5, "attempt": 1, "round": 1, "opened": 6},
                   "VERIFICATION": {"maxRounds": 5, "attempt": 0, "round": 0},
                   "DEPLOYMENT": {"maxRounds": 5, "attempt": 0, "round": 0}}'
    from locked l cross join stamp
    where w.id = l.id and w.version = l.version
    returning w.id, w.project_id, w.version, w.state, w.owner
),
head as (
    update log_head set position = position + (select count(*) from moved) returning position
),
said as materialized (
    select head.position, m.id as workflow_id, m.project_id, m.version as sequence, 'PHASE_PASSED' as kind,
           'TESTING' as phase, 1 as attempt, 'TESTING' as from_state, m.state as to_state, 'TEST_AUDITOR' as from_role,
           m.owner as to_role, 'Test Auditor One' as actor, 'TEST_AUDITOR' as actor_role,
           'Test Auditor finished TESTING and hands over to the next role.' as message, null::text as notes,
           '{"result": {"of": "TESTING", "after": 12}, "digest": "0123456789abcdef0123456789abcdef"}'::jsonb as data,
           true as handoff, gen_random_uuid()::text as idempotency_key,
           '\x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'::bytea as request_fingerprint,
           1::smallint as command_size, stamp.at as recorded_at
    from moved m cross join head cross join stamp
)
insert into workflow_events (position, workflow_id, project_id, sequence, kind, phase, attempt, from_state, to_state,
                             from_role, to_role, actor, actor_role, message, notes, data, handoff, idempotency_key,
                             request_fingerprint, command_size, recorded_at, hash)
select e.*, sha256((
           select before.hash from workflow_events before
           where before.workflow_id = e.workflow_id and before.sequence = e.sequence - 1
       ) || convert_to(jsonb_build_array(
           e.position, e.workflow_id, e.project_id, e.sequence, e.kind, e.phase, e.attempt, e.from_state, e.to_state,
           e.from_role, e.to_role, e.actor, e.actor_role, e.message, e.notes, e.data, e.handoff, e.idempotency_key,
           encode(e.request_fingerprint, 'hex'), e.command_size, extract(epoch from e.recorded_at)
       )::text, 'UTF8'))
from said e
returning workflow_id, sequence, position, recorded_at;
