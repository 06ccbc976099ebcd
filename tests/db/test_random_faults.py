"""Whatever happens to the connections while many commands run, each is carried out once and acknowledged."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random

import pytest

from db.log.answers import Committed
from db.log.writer import LogWriter
from db.records import StoredEvent
from domain.workflow import Workflow
from tests.db.backends import terminate
from tests.db.fault import Moment
from tests.db.ledger import sound_log
from tests.db.play import Played, play
from tests.db.proxy import Proxy
from tests.db.waiting import soon
from tests.db.writers import begin_many, running

HARMS = 12


class Playing:
    """Commands without end, until `stop`; `commit` lets one wait for the next commit."""

    def __init__(self) -> None:
        self._made = asyncio.Event()
        self._over = False

    def told(self, _: Sequence[StoredEvent]) -> None:
        self._made.set()

    async def commit(self) -> None:
        self._made.clear()
        await soon(self._made.wait())

    async def play(self, writer: LogWriter, workflows: list[Workflow], random: Random) -> Played:
        played: Played = []
        while not self._over:
            played += await play(writer, workflows, random, players=8, turns=4)
        return played

    def stop(self) -> None:
        self._over = True


@asynccontextmanager
async def playing(url: str, database: str, random: Random) -> AsyncIterator[Playing]:
    """Commands as long as the block lasts; at the end the answers are held against the log."""
    game = Playing()
    async with running(url, on_commit=game.told) as writer:
        workflows = await begin_many(writer, 4)
        players = asyncio.create_task(game.play(writer, workflows, random))
        yield game
        game.stop()
        played = await players
    log = await sound_log(database)
    answers = [answer for _, answer in played if isinstance(answer, Committed)]
    answered = [stored for answer in answers for stored in answer.events]
    assert sorted(stored.position for stored in answered) == list(range(len(workflows) + 1, len(log) + 1))
    assert all(log[stored.position - 1] == stored for stored in answered)


async def harm(proxy: Proxy, random: Random) -> None:
    """Do one bad thing to the connection."""
    match random.randrange(4):
        case 0:
            await proxy.cut()
        case 1:
            proxy.shut()
            await proxy.cut()
            await proxy.open()
        case _:
            await proxy.next_write(random.choice(tuple(Moment))).struck()


@pytest.mark.parametrize("seed", range(3))
async def test_cuts_at_random_moments_neither_lose_nor_double_a_command(proxy: Proxy, database: str, seed: int) -> None:
    random = Random(seed)
    async with playing(proxy.url, database, random) as game:
        for _ in range(HARMS):
            await game.commit()
            await harm(proxy, random)


async def test_terminated_backends_neither_lose_nor_double_a_command(database: str) -> None:
    async with playing(database, database, Random(4)) as game:
        for _ in range(HARMS):
            await game.commit()
            assert await terminate(database, "handoff writer") > 0
