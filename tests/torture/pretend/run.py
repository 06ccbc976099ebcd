"""A run that is over, and ways to falsify it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

from db.records import Position
from domain.events import Event
from tests.torture.checker.database import Database, Entry
from tests.torture.checker.evidence import Evidence, gather
from tests.torture.pretend.play import Play
from tests.torture.records import Call, Records, Stream, Success

STEPS = 600


@dataclass(frozen=True, slots=True)
class Run:
    """What was written down, what is stored, and both in order."""

    records: Records
    database: Database
    evidence: Evidence

    @property
    def end(self) -> int:
        """A time after all others."""
        return 1 + max(call.answered_at or call.invoked_at for call in self.records.calls)

    @property
    def successes(self) -> list[tuple[Call, Success]]:
        """The calls that succeeded."""
        return [(call, call.answer) for call in self.records.calls if isinstance(call.answer, Success)]

    def with_calls(self, calls: Iterable[Call]) -> "Run":
        """The same with these calls instead."""
        return run_of(replace(self.records, calls=tuple(calls)), self.database)

    def without(self, call: Call, *instead: Call) -> "Run":
        """The same with other calls instead of one."""
        return self.with_calls([*(each for each in self.records.calls if each is not call), *instead])

    def with_stream(self, stream: Stream, deliveries: Sequence[Any]) -> "Run":
        """The same, but that one subscriber got something else."""
        changed = replace(stream, deliveries=tuple(deliveries))
        streams = tuple(changed if each is stream else each for each in self.records.streams)
        return run_of(replace(self.records, streams=streams), self.database)

    def with_log(self, log: Iterable[Entry]) -> "Run":
        """The same with this log instead, its head moved to the end; the rows are left."""
        entries = tuple(log)
        return run_of(self.records, replace(self.database, log=entries, head=entries[-1].position))

    def with_entry(self, entry: Entry, instead: Entry) -> "Run":
        """The same with another event in one place."""
        return self.with_log(instead if each is entry else each for each in self.database.log)


def run_of(records: Records, database: Database) -> Run:
    """The run of which these are left."""
    return Run(records, database, gather(records, database))


@cache
def clean(seed: int) -> Run:
    """A run in which nothing went wrong."""
    return run_of(*Play(seed, STEPS).end())


def happened(entry: Entry, event: Event | None = None, **place: object) -> Entry:
    """The entry with another event, or at another place or time."""
    changes: dict[str, Any] = {**place, "event": event or entry.event}
    return replace(entry, stored=replace(entry.stored, **changes))


def renumbered(log: Iterable[Entry]) -> list[Entry]:
    """The entries at 1, 2, 3 ..."""
    return [happened(entry, position=Position(place)) for place, entry in enumerate(log, start=1)]


Fault: TypeAlias = Callable[[Run], Run | None]
"""What goes wrong in a clean run; None if that one gives no occasion for it."""
