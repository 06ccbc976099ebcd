"""Random commands, from many sides at once."""

import asyncio
from collections.abc import Sequence
from random import Random

from db.log.answers import Answer, Committed
from db.log.writer import LogWriter
from db.records import Position
from domain.commands import Change
from domain.workflow import Workflow
from tests.db.asks import anything

Played = list[tuple[Change, Answer]]


async def play(
    writer: LogWriter, workflows: Sequence[Workflow], random: Random, *, players: int = 8, turns: int = 20
) -> Played:
    """What the players asked, each one thing at a time, and the answers."""
    known = {workflow.id: workflow for workflow in workflows}
    played: Played = []

    async def player() -> None:
        for _ in range(turns):
            command = anything(random, random.choice(list(known.values())))
            answer = await writer.submit(command)
            played.append((command, answer))
            if answer.workflow is not None:
                known[command.workflow_id] = answer.workflow.workflow

    await asyncio.gather(*(player() for _ in range(players)))
    return played


def last_position(played: Played) -> Position:
    """The last place in the log that the answers name."""
    answers = [answer for _, answer in played if isinstance(answer, Committed)]
    return max(answer.events[-1].position for answer in answers)
