"""A process that serves beside others: how it hears that it has to end."""

import asyncio
import multiprocessing
import os
import signal
import threading
from multiprocessing.process import BaseProcess


def ending_of_worker() -> asyncio.Event:
    """An event that is set when this process is told to stop, which it also is when its parent has died.

    To be called from the main thread in the running loop, once the server's own handlers of signals are there.
    """
    ending, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _end, ending, number, signal.getsignal(number))
    if (parent := multiprocessing.parent_process()) is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    return ending


def _end(ending: asyncio.Event, number: int, servers: object) -> None:
    ending.set()
    if callable(servers):
        servers(number, None)


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
