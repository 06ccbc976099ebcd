import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.embedded import EmbeddedPostgresError, embedded_postgres
from db.embedded.binaries import find_binaries, known_folders, wheel_folder
from tests.db.embedded.support import Launcher, sql


@pytest.fixture
def broken(room: Path) -> Path:
    """A folder with all the programs, none of which runs."""
    for name in ("initdb", "postgres", "psql"):
        program = room / name
        program.write_text("#!/nowhere/interpreter\n")
        program.chmod(0o755)
    return room


def test_folders_without_programs_that_run_are_passed_over(broken: Path) -> None:
    assert find_binaries([broken / "empty", broken, *known_folders()], made_by=None).major >= 14


def test_without_any_programs_the_error_says_what_would_help(broken: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match=r"does not run here.*Install one.*DATABASE_URL"):
        find_binaries([broken], made_by=None)


def test_a_machine_without_the_wheel_serves_with_its_own_programs(
    new_dir: Path, launch: Callable[..., Launcher]
) -> None:
    own = [folder for folder in known_folders() if folder != wheel_folder()]
    if not own:
        pytest.skip("no Postgres but the wheel's is installed")
    launcher = launch(new_dir, python=[sys.executable, "-S"])
    server = launcher.wait_for_server()
    assert server.binaries in own
    assert sql(server, "select 1") == "1"
    launcher.end()


def test_data_of_another_major_version_is_refused_and_kept(data_dir: Path) -> None:
    version = data_dir / "postgres" / "PG_VERSION"
    shutil.copy(version, data_dir / "kept")
    version.write_text("9\n")
    with (
        pytest.raises(
            EmbeddedPostgresError, match=r"made by PostgreSQL 9, and no PostgreSQL 9 is here; found: .*version"
        ),
        embedded_postgres(data_dir, durable=False),
    ):
        pass
    shutil.copy(data_dir / "kept", version)
    with embedded_postgres(data_dir, durable=False) as server:
        assert sql(server, "select 1") == "1"
