"""A log that somebody has changed who may do everything in the database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

from db.audit import Auditor, Problem, Verification
from db.pool import create_engine
from domain.vocabulary import WorkflowId
from tests.conftest import execute
from tests.db.ledger import rows

UNGUARDED = "set session_replication_role = replica"
"""In such a session no trigger and no foreign key stands in the way."""

KEEP = "create table kept_{table} as table {table}"
BRING_BACK = "delete from {table}; insert into {table} select * from kept_{table}"
TABLES = ("build_workflows", "workflow_events", "log_head")
FORGE = """
with forged as (
    select position, handoff_chain('', jsonb_build_array(
        position, workflow_id, project_id, sequence, kind, phase, attempt, from_state, to_state, from_role, to_role,
        actor, actor_role, message, notes, data, handoff, idempotency_key, key_holder,
        encode(request_fingerprint, 'hex'), command_size, extract(epoch from recorded_at)
    )::text) over (partition by workflow_id order by sequence) as hash from workflow_events
)
update workflow_events e set hash = f.hash from forged f where f.position = e.position
"""
"""What whoever may write to the database can do as well: a chain over what was changed."""


@dataclass(frozen=True, slots=True)
class Tampered:
    """A database with a copy of what was there before; `victim` is the workflow to be changed, `other` another one."""

    url: str
    victim: WorkflowId
    other: WorkflowId

    async def keep(self) -> None:
        """Remember how everything is."""
        await execute(self.url, *(KEEP.format(table=table) for table in TABLES))

    async def bring_back(self) -> None:
        """Undo whatever was changed."""
        await execute(self.url, UNGUARDED, *(BRING_BACK.format(table=table) for table in TABLES))

    async def event(self, change: str, sequence: int) -> None:
        """Change an event of the victim."""
        await execute(self.url, UNGUARDED, f"update workflow_events set {change} where {self.at(sequence)}")

    async def row(self, change: str) -> None:
        """Change the row of the victim."""
        await execute(self.url, UNGUARDED, f"update build_workflows set {change} where id = '{self.victim}'")

    async def do(self, *statements: str) -> None:
        """Change something else."""
        await execute(self.url, UNGUARDED, *statements)

    async def insert(self, like: int, **columns: object) -> None:
        """Insert an event like one of the victim's at a free position, with other columns."""
        new = json.dumps({"position": 1000, "idempotency_key": None, **columns})
        made = f"select jsonb_populate_record(e, '{new}') as e from workflow_events e where {self.at(like)}"
        await self.do(f"insert into workflow_events select (e).* from ({made}) as made")

    def at(self, sequence: int) -> str:
        """The condition that an event of the victim meets."""
        return f"workflow_id = '{self.victim}' and sequence = {sequence}"

    async def size(self) -> int:
        """How many events the victim has."""
        (row,) = await rows(self.url, f"select count(*) from workflow_events where workflow_id = '{self.victim}'")
        return int(row[0])

    async def verify(self, workflow_id: WorkflowId | None = None) -> Verification:
        """The audit of the victim, or of another one."""
        engine = create_engine(self.url, pool_size=1)
        found = await Auditor(engine).verify(workflow_id or self.victim)
        await engine.dispose()
        assert found is not None
        return found

    async def problem(self) -> Problem:
        """What the audit of the victim finds; that of the other one finds nothing."""
        other, found = await self.verify(self.other), await self.verify()
        assert other.valid, other.problem
        assert found.problem is not None
        assert found.problem.message.endswith(".")
        return found.problem


def another(column: Column[object]) -> str:
    """SQL that gives a column another value than it has, whatever that is."""
    name = column.name
    kind = column.type
    if isinstance(kind, JSONB):
        return f"{name} = {name} || '{{\"forged\": 1}}'"
    if isinstance(kind, Text):
        return f"{name} = coalesce({name}, '') || 'X'"
    if isinstance(kind, LargeBinary):
        return f"{name} = coalesce({name}, '') || '\\x00'"
    others = {
        "BOOLEAN": f"not {name}",
        "DATETIME": f"coalesce({name}, now()) + interval '1 microsecond'",
        "UUID": "gen_random_uuid()",
        "CHAR(32)": "gen_random_uuid()",
    }
    return f"{name} = {others.get(str(kind), f'coalesce({name}, 0) + 1000')}"


def columns_but(columns: Iterator[Column[object]], *names: str) -> list[Column[object]]:
    """All columns but those with these names."""
    return [column for column in columns if column.name not in names]
