"""What plans are held against."""

from collections.abc import Awaitable, Callable

from tests.db.plans.log import Plan, PlanLog

OFTEN = 7
"""So many times that the database has settled on a plan for whatever arguments may come."""
INBOX, PROJECT_INBOX, LEASES = (f"build_workflows_{name}_idx" for name in ("inbox", "project_inbox", "lease"))
HELD_KEYS = "workflow_events_holder_idx"
KEYS, PRIMARY, EVENTS_PRIMARY = "workflow_events_idempotency_idx", "build_workflows_pkey", "workflow_events_pkey"
CHAIN = "workflow_events_workflow_id_sequence_key"
ARCHIVED, ARCHIVED_CHAIN = "archived_workflows_pkey", "archived_events_workflow_id_sequence_key"
CREATED, BUILD, STATUS = (f"build_workflows_{name}created_at_id_idx" for name in ("", "build_id_", "status_"))
PROJECT_EVENTS = "workflow_events_project_id_position_idx"
HEAD = {"log_head_singleton_key"}
TABLES = {"build_workflows", "workflow_events"}


async def asked(plans: PlanLog, ask: Callable[[], Awaitable[object]]) -> list[Plan]:
    """The plans of the statements about workflows and events that `ask` makes the database carry out."""
    plans.since()
    for _ in range(OFTEN):
        await ask()
    found = [plan for plan in plans.since() if plan.tables & TABLES]
    assert len(found) >= OFTEN
    return found


def in_order(plan: Plan, index: str) -> None:
    """`plan` must read in the order of one index, and no more than it needs."""
    assert (plan.kinds, plan.indexes) == ({"Limit", "Index Scan"}, {index}), plan.statement


def beside_the_head(plan: Plan, index: str) -> None:
    """`plan` must read the one row of the head and, in the order of one index, a page, without sorting it."""
    assert plan.scanned <= {"log_head"}, plan.statement
    assert plan.kinds <= {"Nested Loop", "Seq Scan", "Limit", "Index Scan"}, plan.statement
    assert plan.indexes - HEAD == {index}, plan.statement


def of_each(plan: Plan, index: str) -> None:
    """`plan` must read a page of each project in the order of one index, and sort no more than these."""
    assert (plan.scanned, plan.indexes) == (set(), {index}), plan.statement
    below = [node["Plans"][0]["Node Type"] for node in plan.nodes if node["Node Type"] == "Limit"]
    assert below == ["Sort", "Index Scan"], plan.statement


def unscanned(plan: Plan, *indexes: str) -> None:
    """`plan` must find what it reads by these indexes, and read no table from one end to the other."""
    assert (plan.scanned & TABLES, plan.indexes) == (set(), set(indexes)), plan.statement
