"""Has the checker look at what a run has left behind."""

import importlib

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
