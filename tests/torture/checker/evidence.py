"""All that is known of a run, put in order: what was written down, and what is in the database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeAlias, TypeVar

from domain.evolve import evolve
from domain.workflow import Workflow
from tests.torture.checker.bounds import NOWHERE, Bounds, Versions
from tests.torture.checker.commands import ClaimOf, claims_of
from tests.torture.checker.database import Database, Entry
from tests.torture.records import Beat, Call, Failed, Records, Refused, Success

T = TypeVar("T")
Made: TypeAlias = Sequence[Entry]

UNDECIDED = frozenset({"UNAVAILABLE", "OUTCOME_UNKNOWN"})
"""Refusals that say nothing about the workflow."""

NOT_DONE = frozenset({"OVERLOADED"})
"""Top-level errors by which a command was turned away before it was looked at; any other leaves the outcome open."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records and the database, and what follows from them.

    `histories` are the events of each workflow by position, `states` what they add up to by version, None for version
    0. `commands` are the events that were made under each key, for each time that it is in the log; `makers` the keys
    of the commands that made an event, by the event's id; `calls` the requests that bore a key. `claims` are those of
    all tokens, `cursors` the cursors of all events, by id.
    """

    records: Records
    database: Database
    histories: Mapping[str, Made]
    states: Mapping[str, Sequence[Workflow | None]]
    commands: Mapping[str, Sequence[Made]]
    makers: Mapping[str, str]
    calls: Mapping[str, Sequence[Call]]
    bounds: Mapping[str, Bounds]
    claims: Mapping[str, ClaimOf]
    cursors: Mapping[str, str]

    def at(self, workflow_id: str, version: int) -> Workflow | None:
        """The workflow at this version; None if there is no such version."""
        states = self.states.get(workflow_id, ())
        return states[version] if version < len(states) else None

    def between(self, workflow_id: str, since: float, until: float) -> Versions:
        """The versions that the workflow can have had at some moment between two times."""
        return self.bounds.get(workflow_id, NOWHERE).between(since, until)

    def target(self, call: Call) -> str | None:
        """The workflow that the call names, by its id or by the token of a claim."""
        named: str | None = call.input.get("workflowId")
        claim = self.claims.get(call.input.get("claimToken") or "")
        return named if named is not None or claim is None else claim.workflow_id


def gather(records: Records, database: Database) -> Evidence:
    """Put it in order."""
    histories = _grouped(database.log, lambda entry: str(entry.event.workflow_id))
    calls = _grouped(records.calls, lambda call: call.key)
    commands = _commands(histories.values())
    makers = {entry.id: key for key, times in commands.items() for made in times for entry in made}
    sent = {identity: sent_at(calls.get(key, ())) for identity, key in makers.items()}
    return Evidence(
        records=records,
        database=database,
        histories=histories,
        states={identity: _fold(history) for identity, history in histories.items()},
        commands=commands,
        makers=makers,
        calls=calls,
        bounds=_bounds(records, histories, sent),
        claims=claims_of(records.calls),
        cursors={entry.id: database.cursors.of_position(entry.position) for entry in database.log},
    )


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, Sequence[T]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)


def _commands(histories: Iterable[Made]) -> dict[str, Sequence[Made]]:
    found: defaultdict[str, list[Made]] = defaultdict(list)
    for history in histories:
        for place, entry in enumerate(history):
            if entry.key is not None:
                found[entry.key].append(history[place : place + (entry.size or 1)])
    return dict(found)


def _fold(history: Made) -> list[Workflow | None]:
    states: list[Workflow | None] = [None]
    for entry in history:
        try:
            states.append(evolve(states[-1], entry.event))
        except (LookupError, ValueError, TypeError):  # a log that is broken; its own check tells of it
            break
    return states


def may_have_made(call: Call) -> bool:
    """Whether the call can be the one that was carried out; it can't if its answer says that nothing was done."""
    match call.answer:
        case Refused(code=code):
            return code == "OUTCOME_UNKNOWN"
        case Failed(code=code):
            return code not in NOT_DONE
        case Beat():
            return False
        case _:
            return True


def sent_at(calls: Iterable[Call]) -> float:
    """When a command was sent first that these calls asked for."""
    return min((call.invoked_at for call in calls if may_have_made(call)), default=-inf)


def acknowledged_at(calls: Iterable[Call]) -> float:
    """When it was answered first that it was carried out."""
    answered = [call.answered_at for call in calls if isinstance(call.answer, Success)]
    return min((time for time in answered if time is not None), default=inf)


def _bounds(records: Records, histories: Mapping[str, Made], sent: Mapping[str, float]) -> dict[str, Bounds]:
    shown = {identity: [inf] * len(history) for identity, history in histories.items()}
    for identity, version, time in _shown(records):
        times = shown.get(identity, [])
        if 0 < version <= len(times):
            times[version - 1] = min(times[version - 1], time)
    return {
        identity: Bounds([sent.get(entry.id, -inf) for entry in history], shown[identity])
        for identity, history in histories.items()
    }


def _shown(records: Records) -> Iterable[tuple[str, int, int]]:
    """Each version of a workflow that somebody was shown, and when."""
    for call in records.calls:
        if isinstance(call.answer, Success | Beat) and call.answered_at is not None:
            yield call.answer.workflow_id, call.answer.version, call.answered_at
    for read in records.reads:
        yield read.workflow_id, read.version or 0, read.answered_at
    for stream in records.streams:
        for delivery in stream.deliveries:
            identity, _, sequence = delivery.event_id.rpartition(":")
            yield identity, int(sequence) if sequence.isdigit() else 0, delivery.at
