"""Figures that are looked up now and then, because counting them as they change would cost every command."""

from db.metrics import BACKLOG, POOL_IN_USE, POOL_SIZE
from db.store import Store


def sample(store: Store) -> None:
    """Note how this process's pool and its writer's queue stand."""
    POOL_IN_USE.set(store.pool.in_use)
    POOL_SIZE.set(store.pool.most)
    BACKLOG.set(store.writer.backlog)
