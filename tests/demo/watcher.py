"""The one who only watches: every event of one workflow, in order, over a connection that is lost on the way."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

from tests.demo.api import Api, Json
from tests.demo.feed import Feed
from tests.demo.screen import Screen

EVENTS = """subscription($id: ID!, $after: String) {
  event: workflowEvents(workflowId: $id, after: $after) {
    id cursor sequence kind actor toRole toState phase attempt message notes data recordedAt
  }
}"""
VERSION = "query($id: ID!) { workflow(id: $id) { version } }"
LOG = """query($id: ID!) { workflow(id: $id) {
  events(first: 100) { nodes { id } } handoffs(first: 100) { nodes { id } }
} }"""
CUT_AFTER = 13
UNSEEN = 3


class MissedError(Exception):
    """The stream was not what the log holds: where they differ."""


def check_next(seen: int, sequence: int) -> None:
    """Raise MissedError unless event `sequence` is the one that follows after `seen` events."""
    if sequence != seen + 1:
        raise MissedError(f"event {seen + 1} was expected and event {sequence} came")


@dataclass(slots=True)
class Watcher:
    """Watches the workflow, and shows it."""

    api: Api
    workflow_id: str
    screen: Screen
    seen: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    async def watch(self) -> None:
        """Show every event until the build is live. Raise MissedError when one is missing, or comes twice."""
        feed = Feed(self.api.url, EVENTS, {"id": self.workflow_id}, after="START", when_lost=self._stay_away)
        async with aclosing(feed.events()) as events:
            async for event in events:
                self._take(event)
                if event["kind"] == "COMPLETED":
                    break
                if len(self.seen) == CUT_AFTER:
                    self.screen.cut(CUT_AFTER)
                    feed.abort()
        await self._compare()

    def _take(self, event: Json) -> None:
        check_next(len(self.seen), event["sequence"])
        self.seen.append(event["id"])
        if event["kind"] in {"PHASE_PASSED", "COMPLETED"}:
            self.done.add(event["phase"])
        self.done -= event["data"].get("superseded", {}).keys()
        self.screen.show(event, len(self.done))

    async def _stay_away(self) -> None:
        """Let some events pass unseen before the feed connects again."""
        version = 0
        while version < CUT_AFTER + UNSEEN:
            await asyncio.sleep(0.1)
            version = await self._version()
        self.screen.resumed(len(self.seen), version - len(self.seen))

    async def _version(self) -> int:
        workflow = (await self.api.ask(VERSION, id=self.workflow_id))["workflow"]
        version: int = workflow["version"]
        return version

    async def _compare(self) -> None:
        workflow = (await self.api.ask(LOG, id=self.workflow_id))["workflow"]
        logged = [event["id"] for event in workflow["events"]["nodes"]]
        if logged != self.seen:
            raise MissedError(f"the log holds {len(logged)} events, and the {len(self.seen)} that came are others")
        self.screen.end(len(logged), len(workflow["handoffs"]["nodes"]))
