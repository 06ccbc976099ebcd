"""A line that tells how a run goes on."""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.torture.tally import Tally

_RARELY = 10


@contextmanager
def progress(tally: Tally, *, quiet: bool) -> Iterator[None]:
    """Tell until the end of the block; on a terminal in one line, elsewhere a line now and then."""
    telling = asyncio.create_task(_tell(tally, time.monotonic()))
    if quiet:
        telling.cancel()
    try:
        yield
    finally:
        telling.cancel()
        if sys.stdout.isatty() and not quiet:
            print()


async def _tell(tally: Tally, began: float) -> None:
    live, seconds = sys.stdout.isatty(), 0
    while True:
        seconds += 1
        await asyncio.sleep(1)
        if live or seconds % _RARELY == 0:
            line = _line(tally, time.monotonic() - began)
            print(f"\r\033[K{line}" if live else line, end="" if live else "\n", flush=True)


def _line(tally: Tally, seconds: float) -> str:
    struck = ", ".join(tally.now) or "no fault"
    return (
        f"{seconds:4.0f} s  {tally.acknowledged} acknowledged, {tally.deliveries} delivered, "
        f"{tally.faults.total()} faults; now: {struck}"
    )
