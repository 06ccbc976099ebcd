"""What is asked all the time stays fast with many workflows: it is found by an index, and in its order."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from db.leases import Heartbeat, Leases
from db.log.expiry import ExpiryWatch
from db.pool import Pool
from db.queries import Queries
from db.records import Position
from db.standing import standing
from domain.vocabulary import Role, State, WorkflowId
from tests.db.asks import note, start
from tests.db.claims import run_out
from tests.db.ledger import rows
from tests.db.plans.checks import (
    CHAIN,
    EVENTS_PRIMARY,
    HELD_KEYS,
    INBOX,
    KEYS,
    LEASES,
    OFTEN,
    PRIMARY,
    PROJECT_INBOX,
    asked,
    in_order,
    of_each,
)
from tests.db.plans.log import PlanLog, log_plans
from tests.db.plans.many import COUNT
from tests.db.waiting import until
from tests.db.writers import begin, running


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
    assert indexes >= {KEYS, HELD_KEYS, PRIMARY, CHAIN}
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
