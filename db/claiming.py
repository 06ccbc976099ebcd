"""What workers of this process are about to claim."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from domain.vocabulary import WorkflowId


@dataclass(frozen=True, slots=True)
class Claiming:
    """Keeps workers that look for work at the same time from all trying the same, and a request from racing itself."""

    _tried: set[WorkflowId] = field(default_factory=set)
    _keys: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def is_tried(self, workflow_id: WorkflowId) -> bool:
        """Whether somebody is trying to claim the workflow."""
        return workflow_id in self._tried

    @contextmanager
    def trying(self, workflow_id: WorkflowId) -> Iterator[None]:
        """Try to claim the workflow."""
        self._tried.add(workflow_id)
        try:
            yield
        finally:
            self._tried.discard(workflow_id)

    def under(self, key: str | None) -> AbstractAsyncContextManager[object]:
        """Claim something under a key: the same request, sent again meanwhile, must not pick something else."""
        return nullcontext() if key is None else self._keys.setdefault(key, asyncio.Lock())
