"""Deciding commands that arrived together, so that two for one workflow see each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from db.codec import stored_event
from db.fold import Row
from db.log.answers import Answer, Committed, Refused
from db.log.item import Item
from db.log.known import Loaded
from db.log.statement import Entry, Swap
from db.records import StoredEvent, StoredWorkflow, succeed
from domain.commands import ClaimWork, ExpireClaim, StartWorkflow
from domain.decide import decide, expire
from domain.events import Event
from domain.evolve import evolve
from domain.refusals import Refusal
from domain.vocabulary import WorkflowId
from domain.workflow import Workflow

Place: TypeAlias = Mapping[tuple[str, int], Row]


@dataclass(frozen=True, slots=True)
class Step:
    """What one command came to, and the workflow after it. Without a command it is a claim that has run out."""

    item: Item | None
    outcome: tuple[Event, ...] | Refusal
    workflow: Workflow | None


@dataclass(slots=True)
class Slot:
    """One workflow in a batch: as it is stored, as the steps so far leave it, and these steps."""

    stored: StoredWorkflow | None
    workflow: Workflow | None
    steps: list[Step] = field(default_factory=list)
    expires: bool = False

    def expire(self) -> tuple[Event, ...]:
        """End the claim, which has run out; gives the events that this makes."""
        if self.workflow is None or self.workflow.claim is None:
            return ()
        outcome = expire(self.workflow, ExpireClaim(workflow_id=self.workflow.id, claim=self.workflow.claim.number))
        if not isinstance(outcome, tuple):
            return ()
        self.expires = True
        self._fold(outcome)
        self.steps.append(Step(None, outcome, self.workflow))
        return outcome

    def take(self, item: Item) -> Step:
        """Decide one more command against what the earlier ones left."""
        outcome = decide(self.workflow, item.command)
        if isinstance(outcome, tuple):
            self._fold(outcome)
        step = Step(item, outcome, self.workflow)
        self.steps.append(step)
        return step

    def _fold(self, events: Iterable[Event]) -> None:
        for event in events:
            self.workflow = evolve(self.workflow, event)

    @property
    def swap(self) -> Swap | None:
        """How the row has to change; None when no step made an event."""
        old_version = 0 if self.stored is None else self.stored.workflow.version
        if self.workflow is None or self.workflow.version == old_version:
            return None
        return Swap(old_version, self.workflow, self.expires)

    def settle(self, places: Place) -> list[StoredEvent]:
        """Answer every step, now that the events are at their places; `stored` is then what came of them.

        Gives the events.
        """
        stored = self.stored
        written: list[StoredEvent] = []
        for step in self.steps:
            if not isinstance(step.outcome, tuple):
                _resolve(step, Refused(step.outcome, stored))
            elif step.workflow is not None:
                rows = [places[event.workflow_id, event.sequence] for event in step.outcome]
                stored = succeed(stored, step.workflow, rows[-1]["recorded_at"])
                project = step.workflow.project_id
                pairs = zip(step.outcome, rows, strict=True)
                events = tuple(stored_event(event, project, row) for event, row in pairs)
                written += events
                _resolve(step, Committed(events, stored))
        self.stored = stored
        return written


def _resolve(step: Step, answer: Answer) -> None:
    if step.item is not None:
        step.item.resolve(answer)


class Scope(NamedTuple):
    """Where a key counts: in a project, or wherever its `holder` asks."""

    project_id: str
    holder: str | None


class Batch:
    """The commands of one round, decided; `postponed` are those that repeat a key within the round.

    `written` are, once it is settled, the events that it made, in the order of the log.

    Claims that have run out end before any command of the round is held against their workflow.
    """

    def __init__(self, items: Iterable[Item], loaded: Loaded) -> None:
        self.slots: dict[WorkflowId, Slot] = {}
        self.entries: list[Entry] = []
        self.postponed: list[Item] = []
        self.written: list[StoredEvent] = []
        self._keys: set[tuple[Scope, str]] = set()
        self._loaded = loaded
        for identity in loaded.due:
            self._slot(identity)
        for item in items:
            self._add(item)

    def _slot(self, identity: WorkflowId) -> Slot:
        slot = self.slots.get(identity)
        if slot is None:
            record = self._loaded.stored.get(identity)
            slot = self.slots[identity] = Slot(record, None if record is None else record.workflow)
            if record is not None and identity in self._loaded.due:
                self.entries += [Entry(event, record.workflow.project_id) for event in slot.expire()]
        return slot

    def _add(self, item: Item) -> None:
        slot = self._slot(item.command.workflow_id)
        project, scope = project_of(item, slot.workflow), scope_of(item, slot.workflow)
        if (scope, item.key) in self._keys:
            self.postponed.append(item)
            return
        step = slot.take(item)
        if isinstance(step.outcome, tuple):
            self._keys.add((scope, item.key))
            first, *rest = step.outcome
            self.entries.append(Entry(first, project, item.key, scope.holder, item.fingerprint, len(step.outcome)))
            self.entries += [Entry(event, project) for event in rest]

    @property
    def swaps(self) -> list[Swap]:
        """The rows to change."""
        return [swap for slot in self.slots.values() if (swap := slot.swap) is not None]

    def settle(self, rows: Iterable[Row]) -> list[Item]:
        """Answer all whose workflow was swapped or did not have to be; what is left must be decided again."""
        places = {(str(row["workflow_id"]), int(row["sequence"])): row for row in rows}
        written = {workflow_id for workflow_id, _ in places}
        lost: list[Item] = []
        for identity, slot in self.slots.items():
            if slot.swap is None or identity in written:
                self.written += slot.settle(places)
            else:
                lost += [step.item for step in slot.steps if step.item is not None]
        self.written.sort(key=lambda stored: stored.position)
        return lost


def project_of(item: Item, workflow: Workflow | None) -> str:
    """The project of the workflow that the item is about; empty if there is none."""
    if isinstance(item.command, StartWorkflow):
        return item.command.project_id
    return "" if workflow is None else workflow.project_id


def scope_of(item: Item, workflow: Workflow | None) -> Scope:
    """Where the item's key counts: in its project, unless that is only found on the way to whatever waits longest."""
    command = item.command
    if isinstance(command, ClaimWork) and not command.named and command.within is None:
        return Scope("", command.actor.name)
    return Scope(project_of(item, workflow), None)
