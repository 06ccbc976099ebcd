"""What must hold of the log afterwards, and of what clients were told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import asyncpg

from tests.failover.watching import Watcher
from tests.failover.work import Work

_LOG = "select position, workflow_id::text, sequence, notes as text from workflow_events order by position"


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the log; `text` is what a note says, which is the key that it was sent under."""

    position: int
    workflow: str
    sequence: int
    text: str | None


async def read_log(url: str) -> list[Entry]:
    """The log as the primary has it now."""
    connection = await asyncpg.connect(url)
    try:
        return [Entry(*row.values()) for row in await connection.fetch(_LOG)]
    finally:
        await connection.close()


def problems(log: Sequence[Entry], work: Work, watchers: Sequence[Watcher]) -> Iterator[str]:
    """All that is wrong, in sentences."""
    if [entry.position for entry in log] != list(range(1, len(log) + 1)):
        yield "the positions have holes"
    notes = {(entry.workflow, entry.sequence): entry.text for entry in log if entry.text is not None}
    for text, times in Counter(notes.values()).items():
        if times > 1:
            yield f"{text}: applied {times} times"
    for each in work.acknowledged:
        if notes.get((each.workflow, each.sequence)) != each.key:
            yield f"{each.key}: acknowledged as event {each.sequence} of {each.workflow}, which is not in the log"
    if len(notes) != len(work.acknowledged):
        yield f"{len(notes)} notes in the log, but {len(work.acknowledged)} acknowledged"
    order = [(entry.workflow, entry.sequence) for entry in log]
    for number, watcher in enumerate(watchers, 1):
        if watcher.saw != order:
            yield f"subscriber {number} saw {len(watcher.saw)} events, not the {len(order)} of the log in their order"
