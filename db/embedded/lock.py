"""File locks: the kernel lets go of them however their holder ends, so none is ever stale."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

_POLL_SECONDS = 0.02
_held: set[int] = set()


@contextmanager
def locked(descriptor: int, *, patience: float) -> Iterator[None]:
    """Hold the lock on an open file, then close it.

    A program started with the descriptor shares the lock until it ends; a bare fork gives it up. Raises
    BlockingIOError when someone else still holds it after `patience` seconds.
    """
    _held.add(descriptor)
    try:
        _acquire(descriptor, time.monotonic() + patience)
        yield
    finally:
        if descriptor in _held:
            _held.remove(descriptor)
            os.close(descriptor)


def _acquire(descriptor: int, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise
        time.sleep(_POLL_SECONDS)


def _drop_in_fork() -> None:
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_drop_in_fork)
