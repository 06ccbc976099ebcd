"""A client that claims nothing: it looks at a workflow and does what is due, or what it holds to be due."""

from tests.torture.clients.board import PHASES, ROLES, Board
from tests.torture.clients.caller import Caller


class Freelancer:
    """Advances workflows of the board."""

    def __init__(self, caller: Caller, board: Board) -> None:
        self._caller = caller
        self._board = board
        self._chance = caller.chance

    async def turn(self) -> None:
        """Advance a workflow, often as it was when it was looked at, now and then in the wrong role."""
        if not self._board.workflows:
            return
        identity = self._chance.choice(self._board.workflows)
        found = await self._caller.read(identity)
        if found is None or found["nextRole"] is None:
            return
        state = found["state"]
        await self._caller.command(
            "advanceWorkflow",
            workflowId=identity,
            role=self._chance.choice(ROLES) if self._chance.random() < 0.05 else found["nextRole"],
            expectedVersion=found["version"] if self._chance.random() < 0.5 else None,
            phase=state if state in PHASES and self._chance.random() < 0.7 else None,
            result={"by": f"{self._caller.name} at {self._caller.clock.read()}"} if state in PHASES else None,
        )
