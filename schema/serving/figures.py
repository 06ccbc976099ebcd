"""The page /metrics, in Prometheus' text format: the figures of all processes of this server, and the database's."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from math import isfinite
from pathlib import Path
from typing import NoReturn

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from db.metrics import REGISTRY
from db.records import Position
from db.sampling import sample
from db.store import Store
from schema.cohorts.registry import Cohorts
from schema.metrics import COHORTS, LOOP_DELAY
from schema.serving.database_figures import database_figures
from schema.serving.process_figures import forget_the_dead, live_processes, process_figures

EACH = 1.0
"""Seconds between two looks at what is not counted as it changes."""


class Figures:
    """What `/metrics` shows. `folder` is where several processes share their figures; None for one alone."""

    def __init__(self, store: Store, cohorts: Cohorts, folder: Path | None) -> None:
        self._store = store
        self._cohorts = cohorts
        self._folder = folder

    async def page(self) -> bytes:
        """The page, as of now."""
        self._sample()
        families = await asyncio.to_thread(self._counted)
        families += await database_figures(self._store.pool, _read_to(families))
        registry = CollectorRegistry()
        registry.register(_Gathered(families))
        return generate_latest(registry)

    async def keep(self) -> NoReturn:
        """Look, again and again, at what is not counted as it changes."""
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            await asyncio.sleep(EACH)
            LOOP_DELAY.set(max(0.0, clock() - began - EACH))
            self._sample()

    def _sample(self) -> None:
        sample(self._store)
        COHORTS.set(len(self._cohorts))

    def _counted(self) -> list[Metric]:
        if self._folder is None:
            return [*REGISTRY.collect(), *process_figures(live_processes(None))]
        forget_the_dead(self._folder)
        counted = MultiProcessCollector(None, str(self._folder)).collect()
        return [*counted, *process_figures(live_processes(self._folder))]


class _Gathered(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


@asynccontextmanager
async def figures(store: Store, cohorts: Cohorts, folder: Path | None) -> AsyncIterator[Figures]:
    """The figures of an opened store, which are kept up to date until the end of the block."""
    found = Figures(store, cohorts, folder)
    task = asyncio.create_task(found.keep(), name="figures")
    try:
        yield found
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _read_to(families: Iterable[Metric]) -> Position | None:
    feeds = (family for family in families if family.name == "handoff_feed_position")
    values = [each.value for family in feeds for each in family.samples]
    return Position(int(values[0])) if values and isfinite(values[0]) else None
