"""The histories that are multiplied, written through the writer: one half is complete, one half waits in some state."""

from collections.abc import Callable, Iterator
from uuid import uuid4

from db.log.writer import LogWriter
from domain.commands import Change, Command
from domain.vocabulary import Phase, State
from domain.workflow import Workflow
from tests.db.asks import fail, note, retry, rollback, start, step
from tests.db.writers import committed

Ask = Callable[[Workflow], Change]
_NOTES = 3
_UNFINISHED = tuple(state for state in State if state is not State.COMPLETE)
COMPLETE = 10
"""So many templates are complete, and come first; of the others there is one for each state."""

COUNT = COMPLETE + len(_UNFINISHED)


async def write_templates(writer: LogWriter) -> list[Workflow]:
    """Play them all."""
    complete = [await _play(writer, State.COMPLETE, detour) for detour in _detours()]
    return complete + [await _play(writer, state, ()) for state in _UNFINISHED]


def _detours() -> Iterator[tuple[Ask, ...]]:
    """What happens in TESTING before it passes: mostly nothing, sometimes a failure, a retry or a rollback."""
    rare: dict[int, tuple[Ask, ...]] = {
        3: (fail,),
        6: (retry,),
        9: (lambda workflow: rollback(workflow, Phase.PLANNING),),
    }
    return (rare.get(number, ()) for number in range(COMPLETE))


async def _play(writer: LogWriter, state: State, detour: tuple[Ask, ...]) -> Workflow:
    workflow = await _submit(writer, start())
    for _ in range(_NOTES if state is not State.COMPLETE else 0):
        workflow = await _submit(writer, note(workflow.id))
    left = list(detour)
    while workflow.state is not state:
        ask = left.pop() if left and workflow.state is State.TESTING else step
        workflow = await _submit(writer, ask(workflow))
    return workflow


async def _submit(writer: LogWriter, command: Command) -> Workflow:
    return committed(await writer.submit(command, str(uuid4()))).workflow.workflow
