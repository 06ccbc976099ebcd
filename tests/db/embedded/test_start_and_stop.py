import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.embedded import EmbeddedPostgresError, embedded_postgres
from db.embedded.log import MAX_BYTES
from db.embedded.server import stop
from tests.db.embedded.support import alive, sleeping_client

STUBBORN = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGQUIT, signal.SIG_IGN)
print(flush=True)
signal.pause()
"""


def test_the_server_stops_in_order_although_a_client_is_in_the_middle_of_a_query(data_dir: Path) -> None:
    with embedded_postgres(data_dir, durable=False) as server:
        client = sleeping_client(server)
    assert client.wait() != 0
    assert not alive(server.pid)
    assert "database system is shut down" in (data_dir / "postgres.log").read_text()


def test_a_program_that_will_not_stop_is_killed_in_the_end() -> None:
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        stop(process, [(signal.SIGINT, 0.05), (signal.SIGQUIT, 0.05), (signal.SIGKILL, 10)])
        assert process.returncode == -signal.SIGKILL


def test_a_failed_start_shows_the_end_of_the_log_of_this_start_alone(data_dir: Path) -> None:
    with (
        pytest.raises(EmbeddedPostgresError, match=r"ended with status 1 .*postgres.log") as caught,
        embedded_postgres(data_dir, durable=False, settings={"shared_buffers": "nonsense"}),
    ):
        pass
    assert 'invalid value for parameter "shared_buffers"' in str(caught.value)
    assert "ready to accept connections" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_one_clear_error(room: Path) -> None:
    (room / "file").touch()
    with (
        pytest.raises(EmbeddedPostgresError, match=r"file/data.*File exists.*use another folder"),
        embedded_postgres(room / "file" / "data", durable=False),
    ):
        pass


def test_an_error_of_the_caller_passes_through_and_stops_the_server(data_dir: Path) -> None:
    pids = []

    def fail() -> None:
        with embedded_postgres(data_dir, durable=False) as server:
            pids.append(server.pid)
            raise FileNotFoundError("mine")

    with pytest.raises(FileNotFoundError, match="mine"):
        fail()
    assert [alive(pid) for pid in pids] == [False]


def test_a_log_that_has_grown_large_starts_anew(data_dir: Path) -> None:
    log = data_dir / "postgres.log"
    log.touch()
    os.truncate(log, MAX_BYTES + 1)
    with embedded_postgres(data_dir, durable=False):
        assert 0 < log.stat().st_size < MAX_BYTES
