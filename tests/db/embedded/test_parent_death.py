import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.embedded import EmbeddedPostgresError, embedded_postgres
from tests.db.embedded.support import PROJECT, Launcher, alive, processes, sleeping_client, wait_until

GUARDED = """
import signal, sys
from pathlib import Path
from db.embedded.parent_death import spawned
from db.embedded.user import server_user
with spawned(sys.argv[1:], server_user(Path("/")), death_signal=signal.SIGQUIT, errors=2, guarded=True) as process:
    print(process.pid, flush=True)
    sys.stdin.read()
"""


def kill(launcher: Launcher) -> None:
    launcher.process.kill()


def kill_group(launcher: Launcher) -> None:
    os.killpg(launcher.process.pid, signal.SIGKILL)


def terminate(launcher: Launcher) -> None:
    launcher.process.terminate()


@pytest.mark.parametrize("end", [kill, kill_group, terminate])
def test_no_process_stays_when_the_launcher_dies(
    data_dir: Path, launch: Callable[..., Launcher], end: Callable[[Launcher], None]
) -> None:
    launcher = launch(data_dir)
    server = launcher.wait_for_server()
    with sleeping_client(server) as client:
        family = processes(server)
        end(launcher)
        wait_until(lambda: not any(map(alive, family)), "all of them are gone")
        client.wait()


def test_the_death_signal_works_for_a_launcher_that_ignores_signals(
    data_dir: Path, launch: Callable[..., Launcher]
) -> None:
    launcher = launch(data_dir, python=["/bin/sh", "-c", 'trap "" INT QUIT; exec "$0" "$@"', sys.executable])
    family = processes(launcher.wait_for_server())
    launcher.kill()
    wait_until(lambda: not any(map(alive, family)), "all of them are gone")


def test_an_interrupt_from_the_terminal_reaches_postgres_only_through_the_launcher(
    data_dir: Path, launch: Callable[..., Launcher]
) -> None:
    launcher = launch(data_dir)
    server = launcher.wait_for_server()
    assert os.getsid(server.pid) == server.pid
    os.killpg(launcher.process.pid, signal.SIGINT)
    launcher.process.communicate()
    log = (data_dir / "postgres.log").read_text()
    assert log.count("received fast shutdown request") == 1
    assert log.count("database system is shut down") == 1


def test_another_thread_than_the_main_one_is_refused(data_dir: Path) -> None:
    errors = []

    def start() -> None:
        try:
            with embedded_postgres(data_dir, durable=False):
                pass
        except EmbeddedPostgresError as error:
            errors.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert ["main thread" in error for error in errors] == [True]


@pytest.fixture
def guarded() -> Iterator[subprocess.Popen[str]]:
    """A process that runs `sleep` under the guard that other systems than Linux need."""
    command = [sys.executable, "-c", GUARDED, "/bin/sleep", "1000"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT, start_new_session=True
    ) as process:
        yield process
        process.kill()


def test_the_guard_ends_the_program_when_the_launcher_is_killed(guarded: subprocess.Popen[str]) -> None:
    assert guarded.stdout
    pid = int(guarded.stdout.readline())
    assert alive(pid)
    os.killpg(guarded.pid, signal.SIGKILL)
    wait_until(lambda: not alive(pid), "the program is gone")


def test_the_guard_lets_the_launcher_end_in_order(guarded: subprocess.Popen[str]) -> None:
    assert guarded.stdout
    pid = int(guarded.stdout.readline())
    guarded.communicate()
    assert guarded.returncode == 0
    assert not alive(pid)
