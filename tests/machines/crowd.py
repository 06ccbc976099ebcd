"""A few followers and writers at once, and what must be true of what they saw."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import asyncpg

from tests.api.client import Client
from tests.db.waiting import until
from tests.machines.clients import Follower, Place, Writer, caller

_HISTORY = "select workflow_id::text, sequence, notes from workflow_events where project_id = $1 order by position"


@dataclass(frozen=True, slots=True)
class Crowd:
    """Followers of a project, and writers to it; `database` is its URL."""

    project: str
    database: str
    followers: list[Follower]
    writers: list[Writer]

    async def goes_on(self) -> None:
        """Wait until everybody has been acknowledged something more, and has been sent it."""
        target = [len(writer.acknowledged) + 3 for writer in self.writers]

        async def further() -> bool:
            return all(len(writer.acknowledged) >= least for writer, least in zip(self.writers, target, strict=True))

        await until(further)
        written = len(await self._history())
        await until(lambda: self._have_seen(written))

    async def is_served_by(self, *hosts: str) -> None:
        """Wait until the followers are on these hosts, on all of them and no others."""

        async def there() -> bool:
            return {follower.hosts[-1] for follower in self.followers if follower.hosts} == set(hosts)

        await until(there)

    async def check(self) -> None:
        """Everybody saw everything in order, once; what was acknowledged is there, once."""
        history = await self._history()
        await until(lambda: self._have_seen(len(history)))
        expected = [place for place, _ in history]
        assert all(follower.seen == expected for follower in self.followers)
        written = Counter(notes for _, notes in history if notes)
        acknowledged = {text for writer in self.writers for text in writer.acknowledged}
        assert acknowledged <= written.keys()
        assert set(written.values()) == {1}

    async def _have_seen(self, count: int) -> bool:
        return all(len(follower.seen) >= count for follower in self.followers)

    async def _history(self) -> list[tuple[Place, str | None]]:
        connection = await asyncpg.connect(self.database)
        try:
            rows = await connection.fetch(_HISTORY, self.project)
        finally:
            await connection.close()
        return [((row["workflow_id"], row["sequence"]), row["notes"]) for row in rows]


@asynccontextmanager
async def crowd(url: str, database: str, *, followers: int = 4, writers: int = 2) -> AsyncIterator[Crowd]:
    """A crowd that is busy at `url` until the end of the block, and then is checked."""
    project = f"project-{uuid4().hex}"
    workflows = [await started(url, project) for _ in range(writers)]
    made = Crowd(
        project,
        database,
        [Follower(url, project) for _ in range(followers)],
        [Writer(url, workflow) for workflow in workflows],
    )
    async with running(*made.followers):
        async with asyncio.TaskGroup() as tasks:
            for writer in made.writers:
                tasks.create_task(writer.run())
            await made.goes_on()
            yield made
            for writer in made.writers:
                writer.stopping = True
        await made.check()


@asynccontextmanager
async def running(*clients: Follower | Writer) -> AsyncIterator[None]:
    """Have clients run until the end of the block; what one of them fails with, the block fails with."""
    async with asyncio.TaskGroup() as tasks:
        made = [tasks.create_task(client.run()) for client in clients]
        yield
        for task in made:
            task.cancel()


async def started(url: str, project: str) -> str:
    """The id of a new workflow."""
    async with caller() as http:
        answer = await Client(f"{url}/graphql", http).start(projectId=project, buildId=uuid4().hex)
    identity: str = answer["workflow"]["id"]
    return identity
