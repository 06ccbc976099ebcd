-- What PostGraphile finds besides the tables: a mutation, and the fields that are not columns.
create type workflow_progress as (completed_phases int, total_phases int, percent int);
create type workflow_phase as (phase text, attempt int, round int, max_rounds int, status text);
create type noted_workflow as (id uuid, state text, status text, version int, next_role text);
create type noted_event as (kind text, message text, sequence int, recorded_at timestamptz);
create type noted as (workflow noted_workflow, event noted_event, replayed bool);

create function build_workflows_next_role(w build_workflows) returns text language sql stable return
    case when w.status = 'CANCELLED' then null
         when w.details->'gates' ? w.state and not coalesce((w.details->>'approved')::bool, false) then 'Q_ASSISTANT'
         else w.owner end;

create function build_workflows_progress(w build_workflows) returns workflow_progress language sql stable return (
    select row(count(*), 6, 100 * count(*) / 6)::workflow_progress
    from jsonb_each(w.phases) p where p.value->'output' is not null
);

create function build_workflows_steps(w build_workflows) returns workflow_phase[] language sql stable return (
    select array_agg(row(
        phase, (p->>'attempt')::int, (p->>'round')::int, (p->>'maxRounds')::int,
        case when p->'output' is not null then 'COMPLETED' when w.state = phase then 'CURRENT' else 'WAITING' end
    )::workflow_phase order by number)
    from unnest(array['DISCOVERY', 'PLANNING', 'IMPLEMENTATION', 'TESTING', 'VERIFICATION', 'DEPLOYMENT'])
         with ordinality as named(phase, number), lateral (select w.phases->phase as p) as stored
);

create function add_note(
    workflow_id uuid, text text, role text, idempotency_key text default null, expected_version int default null
) returns noted language plpgsql volatile as $body$
#variable_conflict use_column
declare
    before record;
    made record;
begin
    if $2 !~ '\S' or length($2) > 20000 then
        raise exception 'the text must say something, in at most 20,000 characters';
    end if;
    -- A lock of its own: what follows sees all that was committed while it waited.
    perform from build_workflows where id = $1 for update;
    select e.*, e.request_fingerprint = sha256(convert_to(jsonb_build_array('AddNote', $1, $3, $2)::text, 'UTF8'))
        as same into before
    from workflow_events e join build_workflows w on w.project_id = e.project_id
    where w.id = $1 and e.idempotency_key = $4 and e.key_holder is null;
    if before.same then
        return (select row(row(w.id, w.state, w.status, w.version, build_workflows_next_role(w))::noted_workflow,
                           row(before.kind, before.message, before.sequence, before.recorded_at)::noted_event, true)
                from build_workflows w where w.id = $1);
    elsif before.same is not null then
        raise exception 'the idempotency key was used for another request';
    end if;
    /* note.sql */
    into made;
    if made.id is null then
        raise exception 'there is no such workflow at this version with room for an event';
    end if;
    return row(row(made.id, made.state, made.status, made.version, made.next_role)::noted_workflow,
               row(made.kind, made.message, made.version, made.recorded_at)::noted_event, false);
end $body$;

-- Their indexes are partial, and so pass it by.
comment on column build_workflows.waits_for is '@behavior +filterBy';
comment on column build_workflows.since is '@behavior +orderBy';
-- It holds a secret.
comment on table log_head is '@behavior -*';
