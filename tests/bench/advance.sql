-- One advance: lock the workflow and swap it on its version, advance the head, append the event at its dense position.
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
)
insert into workflow_events (position, workflow_id, project_id, sequence, kind, phase, attempt, from_state, to_state,
                             from_role, to_role, actor, message, notes, data, idempotency_key, request_fingerprint,
                             command_size, handoff, recorded_at)
select head.position, m.id, m.project_id, m.version, 'PHASE_PASSED', 'TESTING', 1, 'TESTING', m.state,
       'TEST_AUDITOR', m.owner, 'Test Auditor One', 'Test Auditor finished TESTING and hands over to the next role.',
       null, '{"result": {"of": "TESTING", "after": 12}, "digest": "0123456789abcdef0123456789abcdef"}', gen_random_uuid()::text,
       '\x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 1, true, stamp.at
from moved m cross join head cross join stamp
returning workflow_id, sequence, position, recorded_at;
