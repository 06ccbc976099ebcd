"""What is read often, in plain SQL. Where `$2` are projects, what is in no other exists; null stands for all."""

from db.tables import workflow_events

BY_ID = "select * from build_workflows where id = any($1::uuid[])"
"""Of all projects."""

_WAITING = """
select {columns} from build_workflows
where waits_for = $1 and (since, id) > ($2, $3) {conditions}
order by since, id limit $4
"""
_IN_PROJECTS = """
select w.* from unnest($5::text[]) as p(project_id) cross join lateral ({of_one}) w order by w.since, w.id limit $4
"""
_CLAIMABLE = """
and owner = waits_for
and ({submitter}::text is null or phases #>> '{{IMPLEMENTATION,author}}' is distinct from {submitter})
"""


def _in_projects(columns: str, conditions: str) -> str:
    """Each project's own oldest, by its own index, and of these the oldest."""
    of_one = _WAITING.format(columns=columns, conditions=f"and project_id = p.project_id {conditions}")
    return _IN_PROJECTS.format(of_one=of_one)


INBOX = _WAITING.format(columns="*", conditions=""), _in_projects("*", "")
"""Of all projects, and of some."""

CLAIMABLE = (
    _WAITING.format(columns="since, id", conditions=_CLAIMABLE.format(submitter="$5")),
    _in_projects("since, id", _CLAIMABLE.format(submitter="$6")),
)
"""The places of those that can be claimed, save for what one has submitted: of all projects, and of some."""

EVENTS_AT = """
select workflow_events.* from unnest($1::uuid[], $3::bigint[]) as t(workflow_id, sequence)
join workflow_events using (workflow_id, sequence)
where $2::text[] is null or project_id = any($2)
"""

_EVENTS_OF = """
select e.* from unnest($1::uuid[]) as t(id) cross join lateral (
    select * from workflow_events
    where workflow_id = t.id and position > $3 and sequence >= $4 and ($2::text[] is null or project_id = any($2))
          {conditions}
    order by sequence limit $5
) e order by e.workflow_id, e.sequence
"""
EVENTS_OF = _EVENTS_OF.format(conditions="")
HANDOFFS_OF = _EVENTS_OF.format(conditions="and handoff")

_CLAIMED_WITH = """
select workflow_id from {keys}
where k.idempotency_key = $1 and kind in ('ACKNOWLEDGED', 'CLAIMED')
      and {scope} and ($2::text[] is null or k.project_id = any($2))
"""
_KEYS = "workflow_events k", "archived_keys k join archived_events using (workflow_id, sequence)"
_OF_A_PROJECT, _OF_A_HOLDER = "k.project_id = $3 and k.key_holder is null", "k.key_holder = $3"
CLAIMED_WITH = [_CLAIMED_WITH.format(keys=keys, scope=_OF_A_PROJECT) for keys in _KEYS]
CLAIMED_ANYWHERE_WITH = [_CLAIMED_WITH.format(keys=keys, scope=_OF_A_HOLDER) for keys in _KEYS]
"""In the log, and in the archive, where only keys that are kept are looked for."""

_LEFT_OUT = {"data": "'{}'::jsonb as data", "notes": "null as notes", "message": "'' as message"}
OUTLINES = """
select {columns} from workflow_events
where workflow_id = any($1::uuid[]) and ($2::text[] is null or project_id = any($2)) order by workflow_id, sequence
""".format(columns=", ".join(_LEFT_OUT.get(column.name, column.name) for column in workflow_events.c))
