"""The operator: a process that starts the builds, resumes what escalates, and ends when all builds are complete.

It watches the whole log from its start, and writes down what it saw. Its arguments: host, port, and its journal.
"""

import sys
from pathlib import Path

from tests.end_to_end.crowd.client import Client, Json, UnexpectedError
from tests.end_to_end.crowd.documents import ALL, RESUME, START
from tests.end_to_end.crowd.journal import Deed, Journal, What
from tests.end_to_end.crowd.sizes import BUILDS, MAX_ROUNDS, POISONED, PROJECTS
from tests.end_to_end.crowd.work import POISONOUS


class Operator:
    """Acts through `client`."""

    def __init__(self, client: Client, journal: Journal) -> None:
        self._client = client
        self._journal = journal

    def start(self, number: int) -> None:
        """Start a build."""
        kind = POISONOUS if number % max(1, BUILDS // POISONED) == 0 else "Plain"
        fields = {"projectId": f"P{number % PROJECTS}", "buildId": f"B{number}", "title": f"{kind} build {number}"}
        more = {"requirements": "R", "maxRounds": MAX_ROUNDS}
        self._command("START", START, fields | more, f"start {number}")

    def watch(self) -> None:
        """Follow all that happens until every build is complete."""
        complete, cursor = 0, "START"
        while complete < BUILDS:
            for event in self._client.follow(ALL, after=cursor):
                cursor = event["cursor"]
                self._journal.saw(event["workflowId"], event["sequence"], event["kind"])
                complete += event["kind"] == "COMPLETED"
                if event["kind"] == "ESCALATED":
                    self._resume(event)
                if complete == BUILDS:
                    break

    def _resume(self, event: Json) -> None:
        fields = {"workflowId": event["workflowId"], "reason": "Have another look."}
        self._command("RESUME", RESUME, fields, f"resume {event['cursor']}")

    def _command(self, what: What, document: str, fields: Json, key: str) -> None:
        self._journal.sent(Deed("operator", key, what))
        answer = self._client.ask(document, input={**fields, "idempotencyKey": key})
        self._journal.answered(key, answer, again=self._client.tries > 1)
        if "code" in answer:
            raise UnexpectedError(answer)


if __name__ == "__main__":
    _, host, port, path = sys.argv
    operator = Operator(Client(host, int(port)), Journal(Path(path)))
    for each in range(BUILDS):
        operator.start(each)
    operator.watch()
