"""Revision 0003 chains the events that it finds, and fills in the roles that their actors name."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import asyncpg
import pytest

from db.log.writer import LogWriter
from db.migrate import downgrade, upgrade
from db.pool import Pool
from db.records import StoredEvent
from domain.commands import Actor
from domain.vocabulary import State
from tests.conftest import execute
from tests.db.asks import note, start, step
from tests.db.ledger import by_workflow, rows, sound_log
from tests.db.play import play
from tests.db.writers import begin_many, do


async def by_roles(writer: LogWriter) -> None:
    """A build that comes to TESTING by actors who are called what they are, with a note of somebody else."""
    (answer,) = await do(writer, start())
    while (workflow := answer.workflow.workflow).state is not State.TESTING:
        owner = workflow.owner
        assert owner is not None
        (answer,) = await do(writer, replace(step(workflow), actor=Actor(str(owner), owner)))
    await do(writer, note(answer.workflow.workflow.id))


def said(log: Sequence[StoredEvent]) -> list[StoredEvent]:
    """The log without what revision 0003 adds."""
    return [replace(stored, hash=b"", event=replace(stored.event, actor_role=None)) for stored in log]


async def test_events_from_before_are_chained_and_bear_the_roles_that_their_actors_name(
    writer: LogWriter, pool: Pool, database: str
) -> None:
    await by_roles(writer)
    before = await sound_log(database)
    await downgrade(pool.engine, "0002")
    assert not {"hash", "actor_role"} & set(dict((await rows(database, "select * from workflow_events"))[0]))
    await upgrade(pool.engine)
    assert await sound_log(database) == before
    assert {stored.event.actor_role for stored in before[1:-1]} == {stored.event.actor for stored in before[1:-1]}
    assert before[0].event.actor_role is before[-1].event.actor_role is None


async def test_what_events_say_stays_as_it_was_and_the_log_append_only_and_the_chain_goes_on(
    writer: LogWriter, pool: Pool, database: str
) -> None:
    await play(writer, await begin_many(writer, 4), Random(3), players=4, turns=20)
    before = await sound_log(database)
    await downgrade(pool.engine, "0002")
    await upgrade(pool.engine)
    assert said(await sound_log(database)) == said(before)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await execute(database, "update workflow_events set hash = ''")
    await do(writer, *(note(identity) for identity in by_workflow(before)))
    assert len(await sound_log(database)) == len(before) + 4
