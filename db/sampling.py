"""Figures that are looked up now and then, because counting them as they change would cost every command."""

from sqlalchemy.pool import QueuePool

from db.metrics import BACKLOG, POOL_IN_USE, POOL_SIZE
from db.store import Store


def sample(store: Store) -> None:
    """Note how this process's pool and its writer's queue stand."""
    pool = store.engine.pool
    if isinstance(pool, QueuePool):
        POOL_IN_USE.set(pool.checkedout())
        POOL_SIZE.set(pool.size())
    BACKLOG.set(store.writer.backlog)
