"""`python -m db archive` and `restore`: what they say, and how they end."""

import asyncio
from uuid import uuid4

import pytest

from db.__main__ import COULD_NOT_RUN, NOT_VALID, VALID, main
from tests.conftest import execute
from tests.db.archive.archiving import completed, halves
from tests.db.writers import running

AGED = "update build_workflows set created_at = created_at - {0}, updated_at = updated_at - {0}"


async def fill(url: str) -> list[str]:
    """Three workflows that were completed ten days ago."""
    async with running(url) as writer:
        ids = [str(each.id) for each in await completed(writer, 3)]
    await execute(url, AGED.format("interval '10 days'"))
    return ids


def test_what_has_rested_is_archived_and_brought_back(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    ids, environment = asyncio.run(fill(database)), {"DATABASE_URL": database}
    assert main(["archive", "--at-rest-for", "11"], environment) == VALID
    assert capsys.readouterr().out == "0 workflows with 0 events archived\n"
    assert main(["archive", "--at-rest-for", "9", "--limit", "2"], environment) == VALID
    assert capsys.readouterr().out.endswith("2 workflows with 22 events archived\n")
    assert main(["archive", "--at-rest-for", "9", "--database-url", database], {}) == VALID
    assert capsys.readouterr().out.endswith("1 workflows with 11 events archived\n")
    assert asyncio.run(halves(database)) == (set(), set(ids))
    unknown = str(uuid4())
    assert main(["restore", ids[0].upper(), ids[1], unknown], environment) == NOT_VALID
    said = [f"workflow {unknown}: it is not in the archive.", "2 workflows with 22 events brought back"]
    assert capsys.readouterr().out.splitlines() == said
    assert main(["restore", ids[2]], environment) == VALID
    assert asyncio.run(halves(database)) == (set(ids), set())


def test_a_database_that_is_not_migrated_is_not_archived(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked in (["archive", "--at-rest-for", "1"], ["restore", str(uuid4())]):
        assert main(asked, {"DATABASE_URL": empty_database}) == COULD_NOT_RUN
        assert "another schema" in capsys.readouterr().err


def test_what_is_wrong_with_the_archive_is_said(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    (identity, *_), environment = asyncio.run(fill(database)), {"DATABASE_URL": database}
    assert main(["archive", "--at-rest-for", "1"], environment) == VALID
    asyncio.run(execute(database, "update archived_workflows set version = 7"))
    assert main(["restore", identity], environment) == COULD_NOT_RUN
    assert "nothing was moved" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["archive"],
        ["archive", "--at-rest-for", "0"],
        ["archive", "--at-rest-for", "1.5"],
        ["archive", "--at-rest-for", "1000000"],
        ["archive", "--at-rest-for", "1", "--limit", "0"],
        ["restore"],
        ["restore", "nobody"],
    ],
)
def test_what_is_not_understood_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments, {})
    assert ended.value.code == COULD_NOT_RUN
    assert "usage" in capsys.readouterr().err
