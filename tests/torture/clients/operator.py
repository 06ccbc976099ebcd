"""An operator: starts builds, and steers those that there are."""

import asyncio
from typing import Any

from tests.torture.clients.board import GATES, PHASES, PROJECTS, Board
from tests.torture.clients.caller import Caller
from tests.torture.records import Success

_STEERING = {
    "addNote": 30,
    "approveHandoff": 25,
    "rejectHandoff": 4,
    "pauseWorkflow": 6,
    "rollbackWorkflow": 4,
    "revokeClaim": 4,
    "cancelWorkflow": 1,
}


class Operator:
    """Keeps as many builds going as the board wants."""

    def __init__(self, caller: Caller, board: Board) -> None:
        self._caller = caller
        self._board = board
        self._chance = caller.chance

    async def turn(self) -> None:
        """Start a build where one is missing; else look at one, and do something about it."""
        if len(self._board.workflows) < self._board.wanted:
            return await self._start()
        identity = self._chance.choice(self._board.workflows)
        found = await self._caller.read(identity)
        if found is not None:
            await self._steer(identity, found)
        await asyncio.sleep(self._chance.uniform(0, 0.03))
        return None

    async def _start(self) -> None:
        self._board.started += 1
        number = self._board.started
        answer = await self._caller.command(
            "startWorkflow",
            projectId=self._chance.choice(PROJECTS),
            buildId=f"build {number}",
            title=f"Build {number}",
            requirements=f"As {self._caller.name} said at {self._caller.clock.read()}.",
            maxRounds=self._chance.randint(1, 4),
            gates=self._chance.sample(GATES, self._chance.choice((0, 0, 0, 1, 2))),
        )
        if isinstance(answer, Success):
            self._board.workflows.append(answer.workflow_id)

    async def _steer(self, identity: str, found: dict[str, Any]) -> None:
        match found["status"]:
            case "PAUSED" | "ESCALATED":
                await self._command("resumeWorkflow", identity)
            case "CANCELLED":
                self._forget(identity)
            case "COMPLETED" if self._chance.random() < 0.9:
                self._forget(identity)
            case "COMPLETED":
                await self._command("rollbackWorkflow", identity)
            case _:
                (chosen,) = self._chance.choices(list(_STEERING), list(_STEERING.values()))
                await self._command(chosen, identity, found)

    def _forget(self, identity: str) -> None:
        if identity in self._board.workflows:
            self._board.workflows.remove(identity)

    async def _command(self, name: str, identity: str, found: dict[str, Any] | None = None) -> None:
        says = f"{self._caller.name} at {self._caller.clock.read()}"
        fields: dict[str, Any] = {"notes" if name == "approveHandoff" else "reason": says}
        if name == "addNote":
            fields = {"text": says}
        if name == "rollbackWorkflow":
            fields["phase"] = self._chance.choice(PHASES[:-1])
        if found is not None and self._chance.random() < 0.3:
            fields["expectedVersion"] = found["version"]
        await self._caller.command(name, workflowId=identity, **fields)
