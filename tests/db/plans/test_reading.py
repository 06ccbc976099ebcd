"""Pages of the log, histories and lists are read by an index, however many workflows there are."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

import pytest

from db.audit import Auditor
from db.cursors import ListPlace
from db.homes import Homes
from db.leases import Leases
from db.log.reader import EventFilter, LogReader
from db.pool import Pool
from db.progress import ProgressFeed, _Listener
from db.queries import EventsOf, Queries, WorkflowFilter
from db.records import Position
from domain.rights import Projects
from domain.vocabulary import Role, State, Status, WorkflowId
from tests.db.ledger import rows
from tests.db.plans.checks import (
    ARCHIVED,
    ARCHIVED_CHAIN,
    BUILD,
    CHAIN,
    CREATED,
    EVENTS_PRIMARY,
    LEASES,
    PRIMARY,
    PROJECT_EVENTS,
    STATUS,
    TABLES,
    asked,
    beside_the_head,
    in_order,
    unscanned,
)
from tests.db.plans.log import PlanLog
from tests.db.plans.many import COUNT

SOME = frozenset({"project-3", "project-4", "none"})


@pytest.fixture
async def ids(full: str) -> list[WorkflowId]:
    found = await rows(full, "select id from build_workflows where claim is not null order by id limit 3")
    return [WorkflowId(str(row["id"])) for row in found]


@pytest.mark.parametrize("projects", [None, SOME])
async def test_events_of_named_workflows_are_found_by_the_index_of_their_chain(
    plans: PlanLog, pool: Pool, ids: list[WorkflowId], projects: Projects
) -> None:
    queries = Queries(pool, projects)
    pages = [EventsOf(identity, Position(0), 10) for identity in ids]
    handoffs = [EventsOf(identity, Position(0), 10, handoffs_only=True, from_sequence=2) for identity in ids]
    reads: list[Callable[[], Awaitable[object]]] = [
        partial(queries.events_at, [(identity, 1) for identity in ids]),
        partial(queries.events_of, pages),
        partial(queries.events_of, handoffs),
        partial(queries.outlines, ids),
    ]
    for read in reads:
        for plan in await asked(plans, read):
            unscanned(plan, CHAIN)


async def test_named_workflows_are_found_by_their_id(plans: PlanLog, pool: Pool, ids: list[WorkflowId]) -> None:
    queries, homes = Queries(pool), Homes(pool, capacity=0)
    for read in (partial(queries.workflow, ids[0]), partial(homes.of, ids[0]), partial(Leases(pool).of, ids)):
        for plan in await asked(plans, read):
            unscanned(plan, PRIMARY)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (EventFilter(), EVENTS_PRIMARY),
        (EventFilter(project_id="project-3"), PROJECT_EVENTS),
        (EventFilter(project_id="none"), PROJECT_EVENTS),
        (EventFilter(projects=frozenset({"project-3"})), PROJECT_EVENTS),
    ],
)
@pytest.mark.parametrize("after", [0, COUNT - 50])
async def test_a_page_of_the_log_is_read_in_the_order_of_an_index(
    plans: PlanLog, pool: Pool, wanted: EventFilter, index: str, after: int
) -> None:
    for plan in await asked(plans, partial(LogReader(pool).page, Position(after), wanted, 100)):
        beside_the_head(plan, index)


@pytest.mark.parametrize(
    "wanted",
    [
        EventFilter(to_role=Role.RELEASE_MANAGER),
        EventFilter(handoffs_only=True),
        EventFilter(project_id="project-3", to_role=Role.RELEASE_MANAGER, handoffs_only=True),
        EventFilter(projects=SOME),
    ],
)
async def test_a_page_of_what_no_index_finds_reads_no_more_than_its_reach(
    plans: PlanLog, pool: Pool, wanted: EventFilter
) -> None:
    for plan in await asked(plans, partial(LogReader(pool).page, Position(0), wanted, 100)):
        assert plan.scanned <= {"log_head"}, plan.statement
        events = (node for node in plan.nodes if node.get("Relation Name") != "log_head")
        (conditions,) = (node["Index Cond"] for node in events if "Index Cond" in node)
        assert {">", "<="} <= set(re.findall(r"position[^<>=]*([<>]=?)", conditions)), conditions


async def test_a_workflow_is_followed_by_the_index_of_its_chain(
    plans: PlanLog, pool: Pool, ids: list[WorkflowId]
) -> None:
    for wanted in (EventFilter(ids[0]), EventFilter(ids[0], to_role=Role.CODE_WRITER, handoffs_only=True)):
        for plan in await asked(plans, partial(LogReader(pool).page, Position(0), wanted, 100)):
            unscanned(plan, CHAIN)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (WorkflowFilter(), CREATED),
        (WorkflowFilter(build_id="none"), BUILD),
        (WorkflowFilter(statuses=[Status.ESCALATED]), STATUS),
        (WorkflowFilter(statuses=[Status.ESCALATED], states=[State.TESTING], owners=[Role.TEST_AUDITOR]), STATUS),
    ],
)
async def test_a_list_is_read_in_the_order_of_an_index(
    plans: PlanLog, pool: Pool, wanted: WorkflowFilter, index: str
) -> None:
    queries = Queries(pool)
    (first, *_) = await queries.newest(WorkflowFilter(), None, 1)
    place = ListPlace(first.created_at, UUID(first.workflow.id))
    for after in (None, place):
        for plan in await asked(plans, partial(queries.newest, wanted, after, 21)):
            in_order(plan, index)


async def test_live_claims_are_found_by_the_index_of_their_leases(plans: PlanLog, pool: Pool) -> None:
    feed = ProgressFeed(pool)
    for listener in (None, _Listener(None, None, None), _Listener(None, "project-3", SOME)):
        conditions = [] if listener is None else listener.conditions()
        for plan in await asked(plans, partial(feed._read, *conditions)):
            unscanned(plan, LEASES)


async def test_an_audit_finds_a_workflow_and_its_events_by_their_indexes(
    plans: PlanLog, pool: Pool, ids: list[WorkflowId]
) -> None:
    auditor = Auditor(pool.engine)
    for plan in await asked(plans, partial(auditor.verify, ids[0])):
        assert plan.indexes - {ARCHIVED, ARCHIVED_CHAIN} in ({PRIMARY}, {CHAIN}), plan.statement
        assert not plan.scanned & TABLES
