"""A database with many workflows, each of one event."""

from domain.vocabulary import Role
from tests.conftest import execute
from tests.db.writers import begin, running

COUNT = 50_000
WORKFLOWS = f"""
insert into build_workflows
select made.* from build_workflows w cross join generate_series(1, {COUNT}) n
cross join lateral jsonb_populate_record(w,
    jsonb_build_object(
        'id', md5(n::text)::uuid,
        'project_id', 'project-' || n % 8,
        'owner', (array{[str(role) for role in Role]})[1 + n % 5],
        'waits_for', case when n % 3 = 0 then (array{[str(role) for role in Role]})[1 + n % 5] end,
        'created_at', w.created_at + n * interval '1 second',
        'since', w.since + n % 997 * interval '1 minute',
        'claim', case when n % 10 = 1 then 1 end,
        'worker', case when n % 10 = 1 then 'Wanda' end,
        'lease_seconds', case when n % 10 = 1 then 60 end,
        'lease_until', case when n % 10 = 1 then now() + n * interval '1 minute' end
    )) as made
"""
EVENTS = f"""
insert into workflow_events
select made.* from workflow_events e cross join generate_series(1, {COUNT}) n
cross join lateral jsonb_populate_record(e,
    jsonb_build_object(
        'position', n + 1,
        'workflow_id', md5(n::text)::uuid,
        'project_id', 'project-' || n % 8,
        'idempotency_key', 'key ' || n
    )) as made where e.position = 1
"""


async def fill(url: str) -> None:
    """Multiply one workflow, with the event that started it."""
    async with running(url) as writer:
        await begin(writer)
    await execute(url, WORKFLOWS, EVENTS, f"update log_head set position = {COUNT + 1}", "analyze")
