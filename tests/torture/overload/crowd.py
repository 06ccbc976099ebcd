"""Very many clients in one thread."""

import heapq
import select
import time
from collections import defaultdict
from collections.abc import Callable, Sequence

from tests.bench.requests import Reply
from tests.torture.overload.answers import LOST, NONE
from tests.torture.overload.line import Line

ADDRESSES = 8
"""Clients come from so many addresses of this machine: one has not enough ports for all that is made and given up."""


class Crowd:
    """Has clients ask until it `ends`, every `pace` seconds; eager ones do so again as soon as they are answered.

    Who has no answer when it is time to ask again has given it up.

    `took` has, for each `kind` of answer, when it came and how long after it was due to be asked for. `late` is by how
    many seconds attempts came later than they were due, which is nobody's fault but ours.
    """

    def __init__(self, kind: Callable[[Reply], str], ends: float, *, eager: bool, pace: float) -> None:
        self.took: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
        self.late: list[float] = []
        self._kind = kind
        self._ends = ends
        self._eager = eager
        self._pace = pace
        self._epoll = select.epoll()
        self._lines: dict[int, Line] = {}
        self._turns: list[tuple[float, int, Line]] = []

    def run(self, port: int, requests: Sequence[bytes], began: float, arriving: float) -> None:
        """Have a client for each request, of which the last one comes `arriving` seconds after the first."""
        for number, request in enumerate(requests):
            line = Line(request, f"127.0.0.{1 + number % ADDRESSES}", port, self._epoll, self._lines)
            self._book(line, began + arriving * number / len(requests))
        try:
            while self._turns:
                self._take_turns()
                self._listen()
        finally:
            for line in tuple(self._lines.values()):
                line.drop()
            self._epoll.close()

    def _book(self, line: Line, moment: float) -> None:
        line.next = moment
        heapq.heappush(self._turns, (moment, id(line), line))

    def _take_turns(self) -> None:
        while self._turns and self._turns[0][0] <= (now := time.perf_counter()):
            moment, _, line = heapq.heappop(self._turns)
            if moment != line.next:
                continue
            if line.awaits:
                self._note(NONE, line)
                line.drop()
            if moment < self._ends:
                self.late.append(now - moment)
                self._ask(line, moment)

    def _ask(self, line: Line, due: float) -> None:
        line.due = due
        self._book(line, due + self._pace)
        try:
            line.ask()
        except OSError:
            self._lose(line)

    def _listen(self) -> None:
        pause = max(0.0, self._turns[0][0] - time.perf_counter()) if self._turns else 0.0
        for place, event in self._epoll.poll(pause):
            line = self._lines.get(place)
            if line is not None:
                self._hear(line, event)

    def _hear(self, line: Line, event: int) -> None:
        try:
            reply = line.hear(event)
        except (OSError, EOFError):
            self._lose(line)
            return
        if reply is not None:
            self._note(self._kind(reply), line)
            if self._eager and (now := time.perf_counter()) < self._ends:
                self._ask(line, now)

    def _lose(self, line: Line) -> None:
        if line.awaits:
            self._note(LOST, line)
        line.drop()

    def _note(self, kind: str, line: Line) -> None:
        now = time.perf_counter()
        self.took[kind].append((now, now - line.due))
