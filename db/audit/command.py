"""The audit from the command line: what it goes through, and what it says."""

import sys
from collections.abc import AsyncIterator, Sequence

from db.audit.auditor import Auditor
from db.pool import create_engine
from db.prepare import expect_current
from domain.vocabulary import WorkflowId

_OFTEN = 1_000


async def verify(dsn: str, only: Sequence[WorkflowId] = ()) -> bool:
    """Verify these workflows, or all and the log as a whole, and print what does not fit; gives whether all fits.

    Raises DatabaseUnfitError if the schema is another one than this code expects.
    """
    await expect_current(dsn)
    engine = create_engine(dsn, pool_size=2, command_timeout=None)
    try:
        auditor = Auditor(engine)
        fits = await _verify_workflows(auditor, _given(only) if only else auditor.workflows())
        return fits if only else await _verify_log(auditor) and fits
    finally:
        await engine.dispose()


async def _given(only: Sequence[WorkflowId]) -> AsyncIterator[WorkflowId]:
    for workflow_id in only:
        yield workflow_id


async def _verify_workflows(auditor: Auditor, wanted: AsyncIterator[WorkflowId]) -> bool:
    workflows = events = problems = 0
    async for workflow_id in wanted:
        found = await auditor.verify(workflow_id)
        workflows += 1
        events += 0 if found is None else found.events
        if found is None or found.problem is not None:
            problems += 1
            message = "There is none with this id." if found is None or found.problem is None else found.problem.message
            _say(f"workflow {workflow_id}: {message}")
        if workflows % _OFTEN == 0:
            _say(f"{workflows} workflows so far")
    _say(f"{workflows} workflows with {events} events verified, {problems} with a problem")
    return problems == 0


async def _verify_log(auditor: Auditor) -> bool:
    found = await auditor.verify_log()
    _say(f"log: {found.problem}" if found.problem else f"log: dense from position 1 to {found.head}")
    return found.problem is None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
