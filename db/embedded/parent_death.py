"""Child processes that never outlive this one, however it ends."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from db.embedded import child
from db.embedded.error import EmbeddedPostgresError
from db.embedded.user import ServerUser

_KERNEL_WATCHES = sys.platform == "linux"


@contextmanager
def spawned(
    program: Sequence[str],
    user: ServerUser,
    *,
    death_signal: signal.Signals,
    errors: int,
    inherit: Sequence[int] = (),
    guarded: bool = not _KERNEL_WATCHES,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program as `user` in a session of its own, and kill it at the end if it still runs.

    It gets `death_signal` when this process dies: from the kernel, or from a guard process when `guarded`. `errors`
    is the descriptor for its standard error; `inherit` are descriptors that it keeps open.
    """
    if threading.current_thread() is not threading.main_thread():
        # Linux sends the signal when the thread that started the child ends, not the process.
        raise EmbeddedPostgresError(
            "Postgres can only be started from the main thread: its life is tied to that thread's."
        )
    uid, gid = (user.uid, user.gid) if user.switch else (0, 0)
    how = [os.getpid(), death_signal.value, uid, gid, int(guarded)]
    with subprocess.Popen(  # noqa: S603 - the launcher's own program, no shell is involved
        [sys.executable, "-I", "-S", str(Path(child.__file__)), *map(str, how), *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        pass_fds=inherit,
        start_new_session=True,
        cwd="/",
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
