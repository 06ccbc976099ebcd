"""One run: everything is started, tortured, healed, stopped and checked."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from tests.bench.requests import connected, operation
from tests.db.ledger import log_size
from tests.torture.clients.documents import HEAD
from tests.torture.crowd import Crowd, crowd
from tests.torture.journal import Journal
from tests.torture.progress import progress
from tests.torture.records import Records
from tests.torture.scale import Scale
from tests.torture.schedule import Schedule
from tests.torture.site import HEALING, Site, site
from tests.torture.tally import Tally
from tests.torture.verdict import keep_database, violations

_ORDERLY = 1.0
"""Seconds of work without faults, before the first one and after the last one."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What kind of run it is to be."""

    seed: int
    seconds: float
    scale: Scale
    redis: bool = False
    disk: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; `wrong` are the violations that were found, in sentences."""

    tally: Tally
    records: Records
    events: int
    wrong: list[str]


async def torture(folder: Path, wishes: Wishes) -> Outcome:
    """Run it, with all its files in `folder`."""
    tally, journal = Tally(), Journal(folder)
    async with site(folder, with_redis=wishes.redis, with_disk=wishes.disk) as made:
        async with crowd(made, wishes.scale, wishes.seed, journal, tally) as busy:
            with progress(tally, quiet=wishes.quiet):
                await asyncio.sleep(_ORDERLY)
                await Schedule(wishes.seed, wishes.scale.faults, tally).run(made, wishes.seconds)
                wrong = await _heal(made, busy, journal)
        records, url = journal.close(), made.postgres.url
        wrong += await violations(records, url)
        if wrong:
            await keep_database(url, folder)
        return Outcome(tally, records, await log_size(url), wrong)


async def _heal(made: Site, busy: Crowd, journal: Journal) -> list[str]:
    """See all well again, and the work to its end; what is wrong if that can't be had."""
    try:
        await made.is_well()
    except TimeoutError:
        return [f"after {HEALING:.0f} s without faults the servers are not ready"]
    await asyncio.sleep(_ORDERLY)
    late = await busy.finish(made.postgres.url)
    async with connected(made.servers[0].front.port) as connection:
        head = json.loads(await connection.send(operation(HEAD)))["data"]["cursor"]
    for subscriber in busy.subscribers:
        journal.stream(subscriber.stream(until=head))
    return [f"{name} did not get everything in time" for name in late]
