import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.embedded import EmbeddedPostgresError, embedded_postgres
from db.embedded.cluster import forget_dead_server
from db.embedded.user import server_user
from tests.db.embedded.support import PROJECT, Launcher, processes, sql

FORKING = """
import os, signal, sys, time
from pathlib import Path
from db.embedded import embedded_postgres
with embedded_postgres(Path(sys.argv[1]), durable=False):
    child = os.fork()
    if child == 0:
        os.close(1)
        time.sleep(1000)
    print(child, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def expect_refusal(data_dir: Path, message: str) -> None:
    with pytest.raises(EmbeddedPostgresError, match=message), embedded_postgres(data_dir, durable=False):
        pass


def test_a_second_launcher_is_told_the_folder_and_the_process_that_holds_it(
    data_dir: Path, launch: Callable[..., Launcher]
) -> None:
    launcher = launch(data_dir)
    server = launcher.wait_for_server()
    expect_refusal(data_dir, rf"{data_dir} is in use by process {launcher.process.pid}")
    assert sql(server, "select 1") == "1"


def test_a_second_server_of_the_same_process_is_refused_too(data_dir: Path) -> None:
    with embedded_postgres(data_dir, durable=False):
        expect_refusal(data_dir, f"in use by process {os.getpid()}")


def test_a_start_right_after_the_launcher_was_killed_waits_for_the_old_server_and_finds_the_data(
    data_dir: Path, launch: Callable[..., Launcher]
) -> None:
    launcher = launch(data_dir)
    sql(launcher.wait_for_server(), "create table kept as select 7 as seven")
    launcher.kill()
    with embedded_postgres(data_dir, durable=False) as server:
        assert sql(server, "select seven from kept") == "7"


def test_a_start_after_postgres_itself_was_killed_recovers(data_dir: Path) -> None:
    with embedded_postgres(data_dir, durable=False) as server:
        sql(server, "create table kept as select 7 as seven")
        os.kill(server.pid, signal.SIGKILL)
    with embedded_postgres(data_dir, durable=False) as server:
        assert sql(server, "select seven from kept") == "7"


def test_a_start_after_everything_was_killed_recovers_also_when_the_pid_is_another_process_now(
    data_dir: Path, launch: Callable[..., Launcher]
) -> None:
    launcher = launch(data_dir)
    server = launcher.wait_for_server()
    os.kill(launcher.process.pid, signal.SIGSTOP)  # its death would let the server leave in order
    for pid in (*processes(server), launcher.process.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    launcher.clear()
    user = server_user(data_dir)
    with subprocess.Popen(["/bin/sleep", "60"], user=user.uid if user.switch else None) as bystander:
        for stale in (data_dir / "postgres" / "postmaster.pid", data_dir / "socket" / ".s.PGSQL.5432.lock"):
            stale.write_text(stale.read_text().replace(str(server.pid), str(bystander.pid), 1))
        with embedded_postgres(data_dir, durable=False) as again:
            assert sql(again, "select 1") == "1"
        assert bystander.poll() is None
        bystander.kill()


def test_a_forked_child_that_outlives_the_launcher_does_not_keep_the_folder(data_dir: Path) -> None:
    command = [sys.executable, "-c", FORKING, str(data_dir)]
    child = int(subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT, check=False).stdout)
    try:
        with embedded_postgres(data_dir, durable=False) as server:
            assert sql(server, "select 1") == "1"
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_server_that_no_launcher_started_is_left_alone(data_dir: Path) -> None:
    with embedded_postgres(data_dir, durable=False) as server:
        with pytest.raises(EmbeddedPostgresError, match=f"process {server.pid}"):
            forget_dead_server(data_dir / "postgres")
        assert (data_dir / "postgres" / "postmaster.pid").exists()
