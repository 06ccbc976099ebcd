"""One worker: a process that claims what has waited longest for its role, does it, hands it in, and waits for more.

Its argument is a `Setting` as JSON.
"""

import json
import os
import signal
import sys
import time
from contextlib import closing
from itertools import count
from typing import Any, NoReturn

from tests.end_to_end.crowd.client import Client, Json, UnexpectedError
from tests.end_to_end.crowd.documents import CLAIM, CURSOR, HANDOFFS, HEARTBEAT, OF_WORKFLOW
from tests.end_to_end.crowd.journal import Deed, Journal, What
from tests.end_to_end.crowd.setting import Mishap, Setting
from tests.end_to_end.crowd.sizes import BEATS, HANG_UPS, LEASE
from tests.end_to_end.crowd.work import Work, submission, work_of


class Worker:
    """A life of a worker."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._client = Client(setting.host, setting.port)
        self._journal = Journal(setting.journal)
        self._random = setting.random
        self._unlucky = self._random.randint(1, 6)
        self._cursor: str | None = None  # that of its last result, which is as good as one read now
        self._claims = 0
        self._keys = (f"{setting.maker} {number}" for number in count(1))

    def live(self) -> NoReturn:
        """Work until somebody ends the process."""
        while True:
            self._do(self._wait_for_work())

    def _wait_for_work(self) -> Work:
        """The cursor first, then what is there, then what comes: so nothing is missed, and nobody polls."""
        cursor = self._cursor or self._client.ask(CURSOR)
        if work := self._claim():
            return work
        while True:
            with closing(self._client.follow(HANDOFFS, role=self._setting.role, after=cursor)) as handoffs:
                for event in handoffs:
                    cursor = event["cursor"]
                    if work := self._claim():
                        return work
            self._journal.count("looked without being told")
            if work := self._claim():
                self._journal.count("found work without being told")
                return work

    def _claim(self) -> Work | None:
        fields = {"role": self._setting.role, "worker": self._setting.name, "leaseSeconds": LEASE}
        answer = self._command(self._deed("CLAIM"), CLAIM, fields, Mishap.CLAIM_SENT)
        if answer.get("code") == "NOTHING_WAITING":
            return None
        self._cursor = None
        self._claims += 1
        return work_of(_allowed(answer))

    def _do(self, work: Work) -> None:
        if self._is_time_for(Mishap.CLAIM_ANSWERED):
            self._die()
        if work.is_poisoned:
            self._journal.count("dropped poisoned work")
            return
        stalls = self._is_time_for(Mishap.STALL)
        if stalls:
            self._stall(work)
        if stalls or self._labour(work):
            self._hand_in(work, late=stalls)

    def _labour(self, work: Work) -> bool:
        """Do it, slice by slice. False if a heartbeat said that it is no use to go on, and the worker listens."""
        slices = self._random.randint(2, 5)
        for done in range(1, slices + 1):
            time.sleep(self._random.uniform(0.002, 0.015))  # the work itself
            if self._is_time_for(Mishap.HEARTBEAT):
                self._die()
            if self._random.random() < BEATS and not self._beat(work, 100 * done // slices):
                return self._random.random() < 0.5
        return True

    def _beat(self, work: Work, percent: int) -> bool:
        answer = self._client.ask(HEARTBEAT, input={"claimToken": work.token, "percent": percent})
        if answer.get("signal") not in {"CONTINUE", "SUPERSEDED"}:
            raise UnexpectedError(answer)
        self._journal.count(f"heartbeat: {answer['signal']}")
        return bool(answer["signal"] == "CONTINUE")

    def _stall(self, work: Work) -> None:
        """Do nothing until the log says that the claim has run out."""
        self._journal.count(Mishap.STALL)
        self._unlucky += self._random.randint(40, 80)
        while True:
            with closing(self._client.follow(OF_WORKFLOW, id=work.workflow, after=work.cursor)) as events:
                for event in events:
                    if event["kind"] == "CLAIM_EXPIRED" and event["data"]["claim"] == work.claim:
                        return

    def _hand_in(self, work: Work, *, late: bool) -> None:
        made = submission(work, self._setting.role, self._random, self._setting.maker)
        deed = self._deed(made.what, workflow=work.workflow, claim=work.claim, late=late)
        answer = self._command(deed, made.document, made.fields, Mishap.RESULT_SENT)
        if answer.get("code") != "CLAIM_LOST":
            self._cursor = _allowed(answer)["workflow"]["cursor"]

    def _deed(self, what: What, **more: Any) -> Deed:
        return Deed(self._setting.maker, next(self._keys), what, **more)

    def _command(self, deed: Deed, document: str, fields: Json, dies: Mishap) -> Json:
        """Send a command, and again if its answer is lost, under one key."""
        made = {**fields, "idempotencyKey": deed.key}
        self._journal.sent(deed)
        if self._is_time_for(dies):
            self._client.send(document, input=made)
            self._die()
        hangs_up = self._random.random() < HANG_UPS
        if hangs_up:
            self._client.send(document, input=made)
        answer: Json = self._client.ask(document, input=made)
        self._journal.answered(deed.key, answer, again=hangs_up or self._client.tries > 1)
        return answer

    def _is_time_for(self, mishap: Mishap) -> bool:
        return self._setting.mishap is mishap and self._claims >= self._unlucky

    def _die(self) -> None:
        self._journal.count(str(self._setting.mishap))
        os.kill(os.getpid(), signal.SIGKILL)


def _allowed(answer: Json) -> Json:
    if "code" in answer:
        raise UnexpectedError(answer)
    return answer


if __name__ == "__main__":
    Worker(Setting(**json.loads(sys.argv[1]))).live()
