"""Archiving beside writers that reopen, note and repeat; and one that is cut off in the middle."""

import asyncio
from random import Random

import asyncpg
import pytest

from db.log.answers import Answer, Committed
from db.log.writer import LogWriter
from domain.refusals import WorkflowArchived
from domain.vocabulary import Phase, State
from tests.db.archive.archiving import BOTH, archived, completed, connected, halves
from tests.db.asks import note, rollback
from tests.db.backends import terminate
from tests.db.ledger import chained, rows
from tests.db.waiting import soon, until
from tests.db.writers import begin, refusal

WAITS = "select from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into archived_keys%'"


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_comes_while_batches_move_is_carried_out_once_or_refused_and_nothing_is_torn(
    writer: LogWriter, other: LogWriter, database: str, seed: int
) -> None:
    random = Random(seed)

    async def client(name: int) -> list[tuple[Answer, Answer]]:
        found: list[tuple[Answer, Answer]] = []
        for turn in range(4):
            workflow = await begin(writer, State.COMPLETE)
            command = rollback(workflow, Phase.TESTING) if random.random() < 0.5 else note(workflow.id)
            one, another = (random.choice((writer, other)).submit(command, f"{name} {turn}") for _ in range(2))
            found.append(await asyncio.gather(one, another))
        return found

    clients = [asyncio.create_task(client(name)) for name in range(4)]
    while not all(each.done() for each in clients):
        await soon(archived(database, batch=random.randint(1, 4)))
    for first, second in [pair for each in clients for pair in await each]:
        if isinstance(first, Committed) or isinstance(second, Committed):
            assert isinstance(first, Committed)
            assert isinstance(second, Committed)
            assert first.events == second.events
            assert first.replayed is not second.replayed
        else:
            assert isinstance(refusal(first), WorkflowArchived)
            assert refusal(first) == refusal(second)
    (row,) = await rows(database, f"select count(*) as events from {BOTH} e")
    await chained(database, row["events"])


async def test_a_move_that_is_cut_off_leaves_everything_where_it_was(writer: LogWriter, database: str) -> None:
    done = await completed(writer, 2)
    async with connected(database, "another") as connection, connection.transaction():
        await connection.execute("lock table archived_keys in exclusive mode")
        moving = asyncio.create_task(archived(database))

        async def waits() -> bool:
            return bool(await rows(database, WAITS))

        await until(waits)
        await terminate(database, "handoff archive")
        with pytest.raises((asyncpg.PostgresError, OSError, asyncpg.InterfaceError)):
            await soon(moving)
    assert await halves(database) == ({each.id for each in done}, set())
    await archived(database)
    assert await halves(database) == (set(), {each.id for each in done})
