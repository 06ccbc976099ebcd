"""What is asked all the time stays fast with many workflows: it is found by an index, and in its order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from db.embedded import EmbeddedPostgres
from db.leases import Heartbeat, Leases
from db.log.expiry import ExpiryWatch
from db.pool import Pool
from db.queries import Queries
from db.records import Position
from db.standing import standing
from domain.vocabulary import Role, State, WorkflowId
from tests.conftest import TEMPLATE, _database, execute
from tests.db.asks import note, start
from tests.db.claims import run_out
from tests.db.ledger import rows
from tests.db.plans import Plan, PlanLog, log_plans
from tests.db.waiting import until
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
OFTEN = 7
"""So many times that the database has settled on a plan for whatever arguments may come."""
INBOX, PROJECT_INBOX, LEASES = (f"build_workflows_{name}_idx" for name in ("inbox", "project_inbox", "lease"))
HELD_KEYS = "workflow_events_holder_idx"
KEYS, PRIMARY, EVENTS_PRIMARY = "workflow_events_idempotency_idx", "build_workflows_pkey", "workflow_events_pkey"
CHAIN = "workflow_events_workflow_id_sequence_key"


@pytest.fixture(scope="module")
def full(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A database with many workflows."""
    for url in _database(postgres, TEMPLATE):
        asyncio.run(fill(url))
        yield url


async def fill(url: str) -> None:
    """Multiply one workflow, with the event that started it."""
    async with running(url) as writer:
        await begin(writer)
    await execute(url, WORKFLOWS, EVENTS, f"update log_head set position = {COUNT + 1}", "analyze")


@pytest.fixture
async def plans(full: str) -> PlanLog:
    return await log_plans(full)


@pytest.fixture
async def pool(full: str, plans: PlanLog) -> AsyncIterator[Pool]:  # noqa: ARG001 - plans are logged before
    """One connection, whose plans are logged."""
    opened = await Pool(full, size=1, composing=1).open()
    yield opened
    await opened.dispose()


async def asked(plans: PlanLog, ask: Callable[[], Awaitable[object]]) -> list[Plan]:
    """The plans of the statements about workflows and events that `ask` makes the database carry out."""
    plans.since()
    for _ in range(OFTEN):
        await ask()
    found = [plan for plan in plans.since() if plan.tables & {"build_workflows", "workflow_events"}]
    assert len(found) >= OFTEN
    return found


def in_order(plan: Plan, index: str) -> None:
    """`plan` must read in the order of one index, and no more than it needs."""
    assert (plan.kinds, plan.indexes) == ({"Limit", "Index Scan"}, {index}), plan.statement


def of_each(plan: Plan, index: str) -> None:
    """`plan` must read a page of each project in the order of one index, and sort no more than these."""
    assert (plan.scanned, plan.indexes) == (set(), {index}), plan.statement
    below = [node["Plans"][0]["Node Type"] for node in plan.nodes if node["Node Type"] == "Limit"]
    assert below == ["Sort", "Index Scan"], plan.statement


@pytest.mark.parametrize(("project", "index"), [(None, INBOX), ("project-3", PROJECT_INBOX)])
@pytest.mark.parametrize("read", [Queries.waiting, Queries.claimable])
async def test_an_inbox_is_read_in_the_order_of_an_index(
    plans: PlanLog, pool: Pool, project: str | None, index: str, read: Callable[..., Awaitable[object]]
) -> None:
    queries = Queries(pool)
    first = await queries.claimable(Role.CODE_WRITER, project, None, 20)
    assert len(first) == 20
    for role, place in product(Role, (None, first[-1])):
        for plan in await asked(plans, partial(read, queries, role, project, place, 20)):
            if project is None:
                in_order(plan, index)
            else:
                of_each(plan, index)


@pytest.mark.parametrize("read", [Queries.waiting, Queries.claimable])
async def test_the_inbox_of_some_projects_is_read_from_the_indexes_of_each(
    plans: PlanLog, pool: Pool, read: Callable[..., Awaitable[object]]
) -> None:
    queries = Queries(pool, frozenset({"project-3", "project-4", "none"}))
    for plan in await asked(plans, partial(read, queries, Role.CODE_WRITER, None, None, 20)):
        of_each(plan, PROJECT_INBOX)


@pytest.mark.parametrize(("projects", "project"), [(None, None), (None, "project-3"), (frozenset({"project-3"}), None)])
async def test_ones_own_work_is_passed_over_in_the_order_of_the_same_indexes(
    plans: PlanLog, pool: Pool, projects: frozenset[str] | None, project: str | None
) -> None:
    queries = Queries(pool, projects)
    for plan in await asked(plans, partial(queries.claimable, Role.TEST_AUDITOR, project, None, 20, "ann")):
        if projects is None and project is None:
            in_order(plan, INBOX)
        else:
            of_each(plan, PROJECT_INBOX)


async def test_the_watch_over_leases_reads_the_first_ones_in_the_order_of_an_index(plans: PlanLog, pool: Pool) -> None:
    told: list[WorkflowId] = []
    watch = ExpiryWatch(pool, told.extend)
    for plan in await asked(plans, watch._look):
        in_order(plan, LEASES)
    assert told == []


async def test_the_figures_for_a_scrape_are_found_by_indexes(plans: PlanLog, pool: Pool) -> None:
    async def scrape() -> None:
        found = await standing(pool, Position(COUNT))
        assert (found.head, found.claims > 0, found.unread_seconds > 0) == (COUNT + 1, True, True)
        assert all(seconds > 0 for seconds in found.waiting.values())

    for plan in await asked(plans, scrape):
        assert not plan.scanned & {"build_workflows", "workflow_events"}, plan.statement
        assert plan.indexes == {INBOX, LEASES, EVENTS_PRIMARY}


async def test_a_key_is_looked_up_by_an_index(plans: PlanLog, pool: Pool) -> None:
    queries = Queries(pool)
    for project, index in ((None, HELD_KEYS), ("project-3", KEYS)):

        async def read(project: str | None = project) -> None:
            await queries.claimed_with("key 7", project, "Wanda")

        for plan in await asked(plans, read):
            assert (plan.scanned, plan.indexes) == (set(), {index})


async def test_a_heartbeat_finds_its_claim_by_an_index(plans: PlanLog, pool: Pool, full: str) -> None:
    (row,) = await rows(full, "select id, claim from build_workflows where claim is not null limit 1")
    identity = WorkflowId(str(row["id"]))
    leases = Leases(pool)
    for heartbeat in (Heartbeat(identity, row["claim"], 60, None, None), Heartbeat(identity, 99, 60, None, None)):

        async def beat(heartbeat: Heartbeat = heartbeat) -> None:
            await leases.beat(heartbeat)

        for plan in await asked(plans, beat):
            assert (plan.scanned, plan.indexes) == (set(), {PRIMARY})


async def test_the_writer_reads_no_table_from_one_end_to_the_other(plans: PlanLog, full: str) -> None:
    (row,) = await rows(full, "select id from build_workflows where claim is not null order by id limit 1")
    identity = WorkflowId(str(row["id"]))
    async with running(full) as writer:

        async def work() -> None:
            await writer.submit(replace(start("project-3"), title="Another one"), "key 7")
            await writer.submit(note(identity), "key of a note")
            await writer.submit(note(identity))

        found = await asked(plans, work)
        await run_out(full, identity)
        writer.expire([identity])

        async def over() -> bool:
            return not await rows(full, "select from build_workflows where id = $1 and claim is not null", row["id"])

        await until(over)
    indexes = {index for plan in [*found, *plans.since()] for index in plan.indexes}
    assert indexes >= {KEYS, PRIMARY, CHAIN}
    for plan in found:
        assert not plan.scanned & {"build_workflows", "workflow_events"}, plan.statement


async def test_a_writer_that_began_with_an_empty_log_looks_each_event_up_also_when_it_has_grown(database: str) -> None:
    plans = await log_plans(database)
    async with running(database) as writer:
        for _ in range(OFTEN):
            await begin(writer, State.PLANNING)
    found = [node for plan in plans.since() for node in plan.nodes if node.get("Index Name") == CHAIN]
    assert len(found) >= OFTEN
    for node in found:
        condition = node.get("Index Cond", "")
        assert "workflow_id =" in condition
        assert "sequence =" in condition
