"""Claims, their leases, and what became of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import asyncpg

from db.log.writer import LogWriter
from domain.vocabulary import EventKind, State, WorkflowId
from domain.workflow import Workflow
from tests.db.asks import claim
from tests.db.ledger import rows, whole_log
from tests.db.writers import begin, do

_RUN_OUT = """
update build_workflows set lease_until = clock_timestamp() - interval '1 second'
where id = any($1::uuid[]) and claim is not null
"""
_LEASE = """
select claim, worker, lease_until, heartbeat_at, progress_note, progress_percent, version, updated_at, since
from build_workflows where id = $1
"""


async def begin_claimed(writer: LogWriter, state: State = State.DISCOVERY, *, seconds: int = 60) -> Workflow:
    """A new workflow, brought to `state` by its owners, and claimed there."""
    (answer,) = await do(writer, claim(await begin(writer, state), seconds=seconds))
    return answer.workflow.workflow


async def run_out(url: str, *ids: WorkflowId) -> None:
    """Let the leases of these workflows have ended a second ago."""
    await rows(url, _RUN_OUT, list(map(UUID, ids)))


async def lease_row(url: str, workflow_id: WorkflowId) -> asyncpg.Record:
    """What the database holds of a claim and its lease."""
    (row,) = await rows(url, _LEASE, UUID(workflow_id))
    return row


async def database_now(url: str) -> datetime:
    """The clock that counts."""
    (row,) = await rows(url, "select clock_timestamp() as now")
    now: datetime = row["now"]
    return now


async def expiries(url: str) -> list[tuple[WorkflowId, object]]:
    """The claims that ran out: of which workflow, and which number, in the log's order."""
    events = [stored.event for stored in await whole_log(url)]
    return [(event.workflow_id, event.data["claim"]) for event in events if event.kind is EventKind.CLAIM_EXPIRED]


def names(workflows: Iterable[Workflow]) -> list[tuple[WorkflowId, object]]:
    """The claims of `workflows`, as `expiries` names them."""
    return sorted((each.id, each.claim.number) for each in workflows if each.claim is not None)
