"""A command that the database refuses although the rules allow it fails alone."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from db.log.answers import Answer
from db.log.writer import LogWriter
from domain.commands import Actor, Command
from tests.db.asks import note, start, step
from tests.db.ledger import log_size, sound_log
from tests.db.writers import begin, committed

NUL, SURROGATE = Actor("a\0b"), Actor("a\ud800b")


async def submit_all(writer: LogWriter, commands: list[Command]) -> list[Answer | BaseException]:
    """What becomes of commands that arrive at once."""
    return await asyncio.gather(*map(writer.submit, commands), return_exceptions=True)


@pytest.mark.parametrize("actor", [NUL, SURROGATE], ids=["NUL", "surrogate"])
@pytest.mark.parametrize("at", [0, 5, 10])
async def test_every_other_command_of_the_commit_is_carried_out(
    writer: LogWriter, database: str, actor: Actor, at: int
) -> None:
    workflow = await begin(writer)
    commands: list[Command] = [note(workflow.id, str(number)) for number in range(9)]
    commands.append(start())
    commands.insert(at, replace(note(workflow.id), actor=actor))
    answers = await submit_all(writer, commands)
    assert isinstance(answers.pop(at), asyncpg.PostgresError | ValueError)
    for answer in answers:
        assert not isinstance(answer, BaseException)
        committed(answer)
    assert len(await sound_log(database)) == 1 + len(answers)


async def test_a_start_that_can_not_be_stored_leaves_no_workflow(writer: LogWriter, database: str) -> None:
    bad, good = replace(start(), actor=NUL), start()
    answers = await submit_all(writer, [bad, good, step(await begin(writer))])
    assert isinstance(answers[0], asyncpg.PostgresError)
    assert len(await sound_log(database)) == 3


async def test_a_key_that_can_not_be_stored_fails_alone(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    submitted = (writer.submit(note(workflow.id), "a\0b"), writer.submit(note(workflow.id), "a key"))
    bad, good = await asyncio.gather(*submitted, return_exceptions=True)
    assert isinstance(bad, asyncpg.PostgresError)
    assert not isinstance(good, BaseException)
    committed(good)
    assert await log_size(database) == 2


async def test_all_may_be_bad(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    answers = await submit_all(writer, [replace(note(workflow.id), actor=NUL)] * 5)
    assert all(isinstance(answer, asyncpg.PostgresError) for answer in answers)
    assert await log_size(database) == 1
