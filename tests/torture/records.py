"""What the clients of a torture run write down: records, one JSON object a line.

All times are `time.monotonic_ns()` of one machine. All ids, enum values, cursors and tokens are texts as they went over
the wire; whoever writes them down need not understand them. The form on disk is the dataclasses' own: the name of the
class under `__record__`, then its fields.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeAlias

Facts: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """What a mutation made happen: `version`, `state` and `status` of its `workflow`, and the place of its `event`.

    That event is the first that the command made, the version is the sequence of the last one. `cursor` is the event's.
    `claim_token` is what claimWork gave.
    """

    workflow_id: str
    version: int
    state: str
    status: str
    event_id: str
    sequence: int
    cursor: str
    replayed: bool
    claim_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What a heartbeat was answered, which makes no event."""

    workflow_id: str
    version: int
    signal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A refusal: its code, and all that was asked of it besides, as it came on the wire.

    Of a refusal that has one, `facts` should contain `workflow` with `version`, `state` and `status`.
    """

    code: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A top-level error instead of data: its `extensions.code`, or `HTTP <status>` if GraphQL gave no answer."""

    code: str


Answer: TypeAlias = Success | Beat | Refused | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request for a mutation, and its answer; if it was cut off, `answer` and `answered_at` are None.

    `input` is the mutation's `input` as it was sent, `mutation` its name there. `key` is the idempotency key: each
    command has one of its own, which no other bears in any project; a client that tries again makes another Call with
    the same key. It is also in the `input`, but for heartbeats, whose key is any text of their own. `invoked_at` is
    taken before the request is sent, `answered_at` once the answer was read.
    """

    client: str
    key: str
    mutation: str
    input: Facts
    invoked_at: int
    answered_at: int | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A query of a workflow that was answered; `version`, `state` and `status` are None when there was none."""

    client: str
    workflow_id: str
    invoked_at: int
    answered_at: int
    version: int | None
    state: str | None
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events a subscription asks for; `handoffs_only` tells `handoffs` from `workflowEvents`."""

    workflow_id: str | None = None
    project_id: str | None = None
    to_role: str | None = None
    handoffs_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An event that came over the subscriber's n-th connection: its `id` (`workflowId:sequence`) and its `cursor`."""

    event_id: str
    cursor: str
    connection: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What one subscriber got over all its connections, in the order in which it came.

    It began `after` a cursor, which may be START, and each further connection after the last event that had come.
    `until` is a cursor up to which it had the time to get everything; None if it was ended earlier.
    """

    subscriber: str
    filter: Filter
    after: str
    until: str | None
    deliveries: tuple[Delivery, ...]


Record: TypeAlias = Call | Read | Stream


@dataclass(frozen=True, slots=True)
class Records:
    """All that was written down."""

    calls: tuple[Call, ...] = ()
    reads: tuple[Read, ...] = ()
    streams: tuple[Stream, ...] = ()


_CLASS = "__record__"
_CLASSES = {each.__name__: each for each in (Success, Beat, Refused, Failed, Call, Read, Filter, Delivery, Stream)}


def to_line(record: Record) -> str:
    """The record as one line of JSON, without its end."""
    return json.dumps(record, default=_plain)


def from_line(line: str) -> Record:
    """The record in a line."""
    record: Record = json.loads(line, object_hook=_record)
    return record


def write(path: Path, records: Iterable[Record]) -> None:
    """Append the records to a file."""
    with path.open("a") as file:
        file.writelines(to_line(record) + "\n" for record in records)


def read(paths: Iterable[Path]) -> Records:
    """All records in the files."""
    found = list(_lines(paths))
    return Records(
        calls=tuple(each for each in found if isinstance(each, Call)),
        reads=tuple(each for each in found if isinstance(each, Read)),
        streams=tuple(each for each in found if isinstance(each, Stream)),
    )


def _lines(paths: Iterable[Path]) -> Iterator[Record]:
    for path in paths:
        with path.open() as file:
            yield from map(from_line, file)


def _plain(record: Any) -> dict[str, Any]:
    return {_CLASS: type(record).__name__} | {each.name: getattr(record, each.name) for each in fields(record)}


def _record(content: dict[str, Any]) -> Any:
    if _CLASS not in content:
        return content
    if "deliveries" in content:
        content["deliveries"] = tuple(content["deliveries"])
    return _CLASSES[content.pop(_CLASS)](**content)
