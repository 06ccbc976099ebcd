"""Has the checker look at what a run has left behind."""

import importlib
from pathlib import Path

from tests.db.ledger import rows
from tests.torture.records import Records

_CHECKER = "tests.torture.checker"


async def violations(records: Records, url: str) -> list[str]:
    """What is wrong with these records and the database behind `url`, in sentences."""
    try:
        check = importlib.import_module(f"{_CHECKER}.check")
        database = importlib.import_module(f"{_CHECKER}.database")
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith(_CHECKER):
            raise
        print("Skipped: the checker (it is not there).")
        return []
    return [str(each) for each in check.violations(records, await database.read_database(url))]


async def keep_database(url: str, folder: Path) -> None:
    """Write all rows of the log and of the workflows to the folder, as JSON, for whoever looks into it later."""
    for table, order in (("workflow_events", "position"), ("build_workflows", "id")):
        found = await rows(url, f"select to_json(t)::text from {table} t order by {order}")
        (folder / f"{table}.jsonl").write_text("".join(row[0] + "\n" for row in found))
