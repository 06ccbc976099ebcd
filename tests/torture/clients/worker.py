"""A worker of a role: claims what waits, beats, hands in; now and then it is slow, forgetful or of another opinion."""

import asyncio

from tests.torture.clients.board import JUDGES, PROJECTS
from tests.torture.clients.caller import Caller
from tests.torture.records import Beat, Success
from tests.torture.scale import Scale

_SITS, _FORGETS, _RELEASES, _RETRIES, _FAILS = 0.02, 0.02, 0.03, 0.04, 0.1


class Worker:
    """Works for `role`, by way of `caller`."""

    def __init__(self, caller: Caller, role: str, scale: Scale) -> None:
        self._caller = caller
        self._role = role
        self._lease = scale.lease
        self._projects = PROJECTS if scale.choosy else (None, *PROJECTS)
        self._chance = caller.chance

    async def turn(self) -> None:
        """Claim something, and do it."""
        lease = self._chance.randint(*self._lease)
        project = self._chance.choice(self._projects)
        claimed = await self._caller.command(
            "claimWork", role=self._role, worker=self._caller.name, leaseSeconds=lease, projectId=project
        )
        if not isinstance(claimed, Success):
            await asyncio.sleep(self._chance.uniform(0.01, 0.1))
            return
        mood = self._chance.random()
        if mood < _SITS:
            await asyncio.sleep(lease + self._chance.uniform(-0.2, 2.5))
        elif mood < _SITS + _FORGETS or not await self._beat(claimed):
            return
        await self._hand_in(claimed)

    async def _beat(self, claimed: Success) -> bool:
        """Whether it is of use to go on, or the worker does not listen."""
        for percent in range(self._chance.randint(0, 2)):
            await asyncio.sleep(self._chance.uniform(0, 0.02))
            answer = await self._caller.command("heartbeat", claimToken=claimed.claim_token, percent=40 * percent)
            if isinstance(answer, Beat) and answer.signal in {"SUPERSEDED", "CANCELLED"}:
                return self._chance.random() < 0.3
        return True

    async def _hand_in(self, claimed: Success) -> None:
        chance, phase = self._chance.random(), claimed.state
        given = {"workflowId": claimed.workflow_id, "claimToken": claimed.claim_token, "role": self._role}
        says = f"{self._caller.name} at {self._caller.clock.read()}"
        if chance < _RELEASES:
            await self._caller.command("releaseClaim", **given, reason=says)
        elif chance < _RELEASES + _RETRIES and phase != "DISCOVERY":
            await self._caller.command("requestRetry", **given, reason=says)
        elif chance > 1 - _FAILS and phase in JUDGES:
            await self._caller.command(
                "advanceWorkflow", **given, phase=phase, outcome="FAIL", result={"by": says}, notes=says
            )
        else:
            await self._caller.command("advanceWorkflow", **given, phase=phase, result={"by": says})
