"""Loads that many fields ask for one by one and the database answers at once.

None of them caches: on a WebSocket the context lives as long as the connection, and a cache would serve what was true
when it opened.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

from strawberry.dataloader import DataLoader

from db.queries import EventsOf
from db.records import Lease, StoredEvent
from db.store import Store
from domain.assignment import Assignment
from domain.vocabulary import WorkflowId
from domain.workflow import Workflow
from resolvers.assignments import assignments

EventPlace: TypeAlias = tuple[WorkflowId, int]


class Loaders:
    """The loaders of one request, or of one WebSocket: each made when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def events(self) -> DataLoader[EventPlace, StoredEvent | None]:
        """Events at their places."""
        return DataLoader(load_fn=self._events, cache=False)

    @cached_property
    def pages(self) -> DataLoader[EventsOf, Sequence[StoredEvent]]:
        """Pages of histories."""
        return DataLoader(load_fn=self._pages, cache=False)

    @cached_property
    def leases(self) -> DataLoader[WorkflowId, Lease | None]:
        """Leases of what is claimed."""
        return DataLoader(load_fn=self._leases, cache=False)

    @cached_property
    def outlines(self) -> DataLoader[WorkflowId, Sequence[StoredEvent]]:
        """Histories without what their events carry."""
        return DataLoader(load_fn=self._outlines, cache=False)

    @cached_property
    def assignments(self) -> DataLoader[Workflow, Assignment | None]:
        """What awaits the owners."""
        return DataLoader(load_fn=self._assignments, cache=False)

    async def _events(self, places: list[EventPlace]) -> list[StoredEvent | None]:
        found = await self._store.queries.events_at(set(places))
        return [found.get(place) for place in places]

    async def _pages(self, asked: list[EventsOf]) -> list[Sequence[StoredEvent]]:
        found = await self._store.queries.events_of(asked)
        return [found[page] for page in asked]

    async def _leases(self, ids: list[WorkflowId]) -> list[Lease | None]:
        found = await self._store.leases.of(ids)
        return [found.get(identity) for identity in ids]

    async def _outlines(self, ids: list[WorkflowId]) -> list[Sequence[StoredEvent]]:
        found = await self._store.queries.outlines(set(ids))
        return [found[identity] for identity in ids]

    async def _assignments(self, workflows: list[Workflow]) -> list[Assignment | None]:
        return await assignments(self._store, workflows)
