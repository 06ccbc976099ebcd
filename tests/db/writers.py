"""Writers, and what they answer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from db.hints import Hints
from db.log.answers import Answer, Committed
from db.log.writer import LogWriter
from db.records import StoredEvent
from domain.commands import Command
from domain.refusals import Refusal
from domain.vocabulary import State
from domain.workflow import Workflow
from tests.db.asks import start, step


@asynccontextmanager
async def running(
    url: str, *, patience: float = 10.0, on_commit: Callable[[Sequence[StoredEvent]], None] = lambda _: None
) -> AsyncIterator[LogWriter]:
    """A writer, at work until the end of the block."""
    writer = LogWriter(url, on_commit, patience=patience)
    writer.start()
    try:
        yield writer
    finally:
        await writer.stop()


def telling(hints: Hints) -> Callable[[Sequence[StoredEvent]], None]:
    """Tells others of each commit by a hint."""
    return lambda events: hints.tell(events[-1].position)


def committed(answer: Answer) -> Committed:
    """`answer`, which must not be a refusal."""
    assert isinstance(answer, Committed), answer.refusal.message
    return answer


def refusal(answer: Answer) -> Refusal:
    """The refusal that `answer` must be."""
    assert not isinstance(answer, Committed), answer
    return answer.refusal


async def do(writer: LogWriter, *commands: Command) -> list[Committed]:
    """The answers to `commands`, one after the other."""
    return [committed(await writer.submit(command)) for command in commands]


async def together(writer: LogWriter, *commands: Command) -> list[Committed]:
    """The answers to commands that arrive at once, so that an idle writer takes them all in one commit."""
    return [committed(answer) for answer in await asyncio.gather(*map(writer.submit, commands))]


async def begin(writer: LogWriter, state: State = State.DISCOVERY, *, max_rounds: int = 5) -> Workflow:
    """A new workflow, brought to `state` by its owners."""
    (answer,) = await do(writer, start(max_rounds=max_rounds))
    while answer.workflow.workflow.state is not state:
        (answer,) = await do(writer, step(answer.workflow.workflow))
    return answer.workflow.workflow


async def begin_many(writer: LogWriter, count: int) -> list[Workflow]:
    """New workflows, of three projects."""
    return [answer.workflow.workflow for answer in await do(writer, *(start(f"project-{n % 3}") for n in range(count)))]
