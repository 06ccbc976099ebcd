"""Many copies of the templates: new ids, projects, keys, positions, times and hashes, all else as it was written."""

from db.log.chain import content
from db.tables import build_workflows, workflow_events

PROJECTS = 4

PREPARE = """
create temp table template_workflows as select t.number, w.* from templates t join build_workflows w using (id);
create temp table template_events as
    select t.number, e.* from templates t join workflow_events e on e.workflow_id = t.id;
analyze template_workflows;
analyze template_events
"""
"""The templates, whose numbers and ids are in the table `templates`, where copying finds them without an index."""

_EVENTS = [column.name for column in workflow_events.c if column.name != "hash"]
_WORKFLOWS = [column.name for column in build_workflows.c]


def _selected(names: list[str], row: str, changed: dict[str, str]) -> str:
    return ", ".join(f"{changed.get(name, f'{row}.{name}')} as {name}" for name in names)


_IDENTITY = "md5('bulk ' || c.copy)::uuid"
_POSITION = "(select position from log_head) + row_number() over (order by e.sequence, c.copy)"
_TIME = f"timestamptz '2024-01-01' + 3 * interval '1 second' * ({_POSITION})"
_NAMED = "e.data || jsonb_build_object('projectId', c.project_id, 'buildId', c.build_id)"
_COPIED_EVENTS = _selected(
    _EVENTS,
    "e",
    {
        "position": _POSITION,
        "workflow_id": _IDENTITY,
        "project_id": "c.project_id",
        "data": f"case e.sequence when 1 then {_NAMED} else e.data end",
        "idempotency_key": "'bulk ' || c.copy || ' ' || e.sequence",
        "recorded_at": _TIME,
    },
)
_COPIED_WORKFLOWS = _selected(
    _WORKFLOWS,
    "w",
    {
        "id": "t.workflow_id",
        "project_id": "t.project_id",
        "build_id": "t.build_id",
        "created_at": "t.created_at",
        "updated_at": "t.updated_at",
        "completed_at": "t.completed_at",
        "since": "t.since",
    },
)
MULTIPLY = f"""
with copies as (
    select copy, copy % $3 as number, 'project-' || copy / $3 % {PROJECTS} as project_id, 'build-' || copy as build_id
    from generate_series($1::bigint, $2::bigint) copy
),
copied as materialized (
    select {_COPIED_EVENTS}, e.number, c.build_id from copies c join template_events e using (number)
),
times as (
    select p.workflow_id, p.project_id, p.build_id, p.number,
           min(p.recorded_at) as created_at, max(p.recorded_at) as updated_at,
           max(p.recorded_at) filter (where w.status = 'COMPLETED' and p.sequence = w.entered) as completed_at,
           max(p.recorded_at) filter (where p.sequence = w.waiting) as since
    from copied p join template_workflows w using (number) group by p.workflow_id, p.project_id, p.build_id, p.number
),
events as (
    insert into workflow_events ({", ".join(_EVENTS)}, hash)
    select {", ".join(_EVENTS)}, handoff_chain('', {content("p")}) over (partition by workflow_id order by sequence)
    from copied p order by position
),
head as (update log_head set position = position + (select count(*) from copied))
insert into build_workflows ({", ".join(_WORKFLOWS)})
select {_COPIED_WORKFLOWS} from times t join template_workflows w using (number)
"""
"""Copies from one number to another, of so many templates in turns; events of different workflows alternate."""
