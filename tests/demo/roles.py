"""Those who work for the roles."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from tests.demo.api import Api, Json, RefusedError
from tests.demo.feed import Feed
from tests.demo.story import APPROVAL, BUILD, step_of

INBOX = "query($role: Role!, $project: ID) { inbox(role: $role, projectId: $project) { nodes { id awaitsApproval } } }"
HANDOFFS = """subscription($role: Role!, $project: ID, $after: String) {
  event: handoffs(toRole: $role, projectId: $project, after: $after) { cursor }
}"""
NOT_MINE = {"CLAIM_LOST", "NOTHING_TO_APPROVE"}


@dataclass(frozen=True, slots=True)
class Worker:
    """One of those who work for a role; `pace` is the share of the story's working time that it really takes.

    `lease` is how many seconds its claims last when it is not heard of.
    """

    api: Api
    role: str
    name: str
    pace: float
    lease: int = 6

    async def work(self) -> None:
        """Do what waits, again and again; it never ends."""
        while True:
            await self._do(await self._take())

    async def crash(self) -> None:
        """Take work, begin it, and be heard of no more."""
        claimed = await self._take()
        await self._beat(claimed["claim"]["token"], 10)

    async def _take(self) -> Json:
        """The oldest work that waits, claimed; if there is none, the first that is handed over.

        The cursor is read first and followed last, so that nothing can slip through in between.
        """
        while True:
            cursor = (await self.api.ask("{ cursor }"))["cursor"]
            await self._review()
            if claimed := await self._claim():
                return claimed
            await self._wait(cursor)

    async def _review(self) -> None:
        """Approve what waits for it; only the Q Assistant's inbox has such work."""
        inbox = (await self.api.ask(INBOX, role=self.role, project=BUILD["projectId"]))["inbox"]
        for workflow in inbox["nodes"]:
            if workflow["awaitsApproval"]:
                await asyncio.sleep(0.6 * self.pace)
                await self._try("approveHandoff", workflowId=workflow["id"], role=self.role, notes=APPROVAL)

    async def _claim(self) -> Json | None:
        """The oldest work that waits, or nothing."""
        fields = {"role": self.role, "projectId": BUILD["projectId"], "worker": self.name, "leaseSeconds": self.lease}
        try:
            return await self.api.act("claimWork", **fields)
        except RefusedError as refused:
            if refused.code != "NOTHING_WAITING":
                raise
            return None

    async def _wait(self, cursor: str) -> None:
        """Until something is handed to the role, after the cursor."""
        variables: Json = {"role": self.role, "project": BUILD["projectId"]}
        async with aclosing(Feed(self.api.url, HANDOFFS, variables, after=cursor).events()) as handoffs:
            await anext(handoffs)

    async def _do(self, claimed: Json) -> None:
        """Do the work that the story has for it, and hand it in; or ask, and wait until the claim is over."""
        step = step_of(claimed["assignment"]["phase"], claimed["assignment"]["attempt"])
        token, workflow_id = claimed["claim"]["token"], claimed["workflow"]["id"]
        await self._beat_for(step.seconds * self.pace, token)
        if step.mutation == "addNote":
            await self.api.act("addNote", workflowId=workflow_id, role=self.role, **step.fields)
            await self._stand_by(token)
        else:
            await self._try(step.mutation, workflowId=workflow_id, role=self.role, claimToken=token, **step.fields)

    async def _beat_for(self, seconds: float, token: str) -> None:
        """Work, with a sign of life at least every third of the lease."""
        beats = int(seconds // (self.lease / 3)) + 1
        for beat in range(beats):
            await self._beat(token, 100 * beat // beats)
            await asyncio.sleep(seconds / beats)

    async def _stand_by(self, token: str) -> None:
        """Keep the work until it is taken back."""
        signal = "CONTINUE"
        while signal == "CONTINUE":
            await asyncio.sleep(self.lease / 6)
            signal = await self._beat(token, 90)

    async def _beat(self, token: str, percent: int) -> str:
        signal: str = (await self.api.act("heartbeat", claimToken=token, percent=percent))["signal"]
        return signal

    async def _try(self, mutation: str, **fields: object) -> None:
        """Do it, unless others were faster: then there is nothing left to do."""
        try:
            await self.api.act(mutation, **fields)
        except RefusedError as refused:
            if refused.code not in NOT_MINE:
                raise
