"""What the tests of the embedded Postgres share."""

import fcntl
import json
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from db.embedded import EmbeddedPostgres

PROJECT = Path(__file__).parents[3]
AS_ROOT = os.geteuid() == 0
DEADLINE_SECONDS = 20


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.01)


def sql(server: EmbeddedPostgres, statement: str, database: str = "handoff") -> str:
    """Run a statement with psql. Return its rows, one a line."""
    url = server.url.replace("/handoff?", f"/{database}?")
    command = [str(server.binaries / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, url]
    return subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout.strip()


def sleeping_client(server: EmbeddedPostgres) -> subprocess.Popen[bytes]:
    """Start a client and wait until it is in the middle of a long query."""
    command = [str(server.binaries / "psql"), "-Xq", "-c", "select pg_sleep(1000)", server.url]
    client = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: sql(server, "select 1 from pg_stat_activity where wait_event = 'PgSleep'"), "the client sleeps")
    return client


def processes(server: EmbeddedPostgres) -> list[int]:
    """The pids of the server and of all its children that serve something."""
    return [server.pid, *map(int, sql(server, "select pid from pg_stat_activity").split())]


def alive(pid: int) -> bool:
    """Whether a process runs: a zombie that nobody has fetched yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    if sys.platform != "linux":
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Launcher:
    """A process of its own that runs a server on a data folder."""

    def __init__(
        self,
        data_dir: Path,
        *,
        python: Sequence[str] = (sys.executable,),
        user: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [*python, "-m", "tests.db.embedded.holder", str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env={"PYTHONDONTWRITEBYTECODE": "1", **(environment or {})},
            start_new_session=True,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
        )

    def wait_for_server(self) -> EmbeddedPostgres:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the launcher ended without a server"
        facts = json.loads(line)
        return EmbeddedPostgres(facts["url"], Path(facts["binaries"]), facts["pid"])

    def end(self) -> None:
        """Let it stop its server in order."""
        self.process.communicate()
        assert self.process.returncode == 0

    def kill(self) -> None:
        """Let it end without a last word."""
        self.process.kill()
        self.process.communicate()

    def clear(self) -> None:
        """Kill it if it still runs, and wait until its server is gone."""
        self.kill()
        lock = self.data_dir / "server.lock"
        if lock.exists():
            with lock.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX)
