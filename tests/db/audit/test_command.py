"""`python -m db verify`: what it says, and how it ends."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from db.__main__ import COULD_NOT_RUN, NOT_VALID, VALID, main
from db.embedded import embedded_postgres
from db.prepare import prepare_database
from domain.vocabulary import WorkflowId
from tests.conftest import execute
from tests.db.audit.tampering import UNGUARDED
from tests.db.processes import output, spawn
from tests.db.writers import begin_many, running

NOWHERE = "postgresql://127.0.0.1:1/handoff"


async def fill(url: str) -> list[WorkflowId]:
    """Three workflows with one event each."""
    async with running(url) as writer:
        return [workflow.id for workflow in await begin_many(writer, 3)]


def test_a_log_that_nobody_changed_is_said_to_be_valid(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    ids = asyncio.run(fill(database))
    assert main(["verify"], {"DATABASE_URL": database}) == VALID
    assert capsys.readouterr().out.splitlines() == [
        "3 workflows with 3 events verified, 0 with a problem",
        "log: dense from position 1 to 3",
    ]
    assert main(["verify", "--database-url", database, "--workflow", ids[0].upper()], {}) == VALID
    assert capsys.readouterr().out == "1 workflows with 1 events verified, 0 with a problem\n"


def test_each_problem_is_a_line(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    ids = sorted(asyncio.run(fill(database)))
    change = f"update workflow_events set message = 'Nothing happened.' where workflow_id = '{ids[0]}'"
    other = f"update build_workflows set title = 'Another' where id = '{ids[1]}'"
    asyncio.run(execute(database, UNGUARDED, change, other, "update log_head set position = 4"))
    assert main(["verify", "--database-url", database], {"DATABASE_URL": NOWHERE}) == NOT_VALID
    first, second, summary, log = capsys.readouterr().out.splitlines()
    assert first.startswith(f"workflow {ids[0]}: Event 1 at position ")
    assert second == f"workflow {ids[1]}: The row does not fit: title: expected A shop, found Another."
    assert summary == "3 workflows with 2 events verified, 2 with a problem"
    assert log == "log: The last event is at position 3, but the head of the log is 4."
    assert main(["verify", "--workflow", ids[2]], {"DATABASE_URL": database}) == VALID
    assert main(["verify", "--workflow", str(uuid4())], {"DATABASE_URL": database}) == NOT_VALID


@pytest.mark.parametrize(
    ("environment", "said"),
    [({"DATABASE_URL": NOWHERE}, "can't be used"), ({"DATABASE_URL": "nonsense"}, "can't be used")],
)
def test_a_database_that_can_not_be_had_is_said(
    environment: Mapping[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"], environment) == COULD_NOT_RUN
    assert said in capsys.readouterr().err


def test_a_database_that_is_not_migrated_is_said(empty_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"], {"DATABASE_URL": empty_database}) == COULD_NOT_RUN
    assert "another schema" in capsys.readouterr().err


def test_the_embedded_database_is_verified_unless_a_server_runs_on_it_or_there_is_none(
    new_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = {"DATA_DIR": str(new_dir)}
    assert main(["verify"], folder) == COULD_NOT_RUN
    assert "holds no database" in capsys.readouterr().err
    assert not new_dir.exists()
    with embedded_postgres(new_dir, durable=False) as server:
        asyncio.run(prepare_database(server.url))
        asyncio.run(fill(server.url))
        assert main(["verify"], folder) == COULD_NOT_RUN
        assert "is in use by process" in capsys.readouterr().err
    assert main(["verify"], folder) == VALID
    assert capsys.readouterr().out.startswith("3 workflows with 3 events verified")


async def test_it_is_a_program(database: str) -> None:
    await fill(database)
    printed = await output(await spawn("-m", "db", "verify", "--database-url", database))
    assert printed.endswith("log: dense from position 1 to 3\n")


@pytest.mark.parametrize("arguments", [[], ["verify", "--workflow", "nobody"]])
def test_what_is_not_understood_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments, {})
    assert ended.value.code == COULD_NOT_RUN
    assert "usage" in capsys.readouterr().err
