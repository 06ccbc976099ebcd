"""Has the checker look at what a run has left behind."""

from pathlib import Path

from db.audit import Auditor
from db.pool import create_engine
from tests.db.ledger import rows
from tests.torture.checker import check
from tests.torture.checker.database import read_database
from tests.torture.records import Records


async def violations(records: Records, url: str) -> list[str]:
    """What is wrong with these records and the database behind `url`, in sentences."""
    chain = await _audit(url)
    return [str(each) for each in check.violations(records, await read_database(url), lambda: chain)]


async def _audit(url: str) -> list[str]:
    """What an audit of all workflows finds."""
    engine = create_engine(url, pool_size=2, command_timeout=None)
    auditor = Auditor(engine)
    try:
        verified = [await auditor.verify(identity) async for identity in auditor.workflows()]
        log = await auditor.verify_log()
    finally:
        await engine.dispose()
    found = [f"workflow {each.workflow_id}: {each.problem}" for each in verified if each and each.problem]
    return found if log.problem is None else [*found, log.problem]


async def keep_database(url: str, folder: Path) -> None:
    """Write all rows of the log and of the workflows to the folder, as JSON, for whoever looks into it later."""
    for table, order in (("workflow_events", "position"), ("build_workflows", "id")):
        found = await rows(url, f"select to_json(t)::text from {table} t order by {order}")
        (folder / f"{table}.jsonl").write_text("".join(row[0] + "\n" for row in found))
