"""One log, kept by the pure domain: what servers and database must look like from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from db.codec import stored_event
from db.cursors import Cursors
from db.records import Position, StoredWorkflow, succeed
from domain.claims import signal
from domain.commands import ExpireClaim
from domain.decide import decide, expire
from domain.events import Event
from domain.evolve import evolve
from domain.vocabulary import Signal
from domain.workflow import Workflow
from tests.torture.checker.commands import ClaimOf, command_of
from tests.torture.checker.database import Database, Entry, Row
from tests.torture.records import Answer, Beat, Call, Refused, Success


class World:
    """Carries out one call at a time."""

    def __init__(self) -> None:
        self.cursors = Cursors(UUID(int=1))
        self.log: list[Entry] = []
        self.stored: dict[str, StoredWorkflow] = {}
        self.claims: dict[str, ClaimOf] = {}
        self._clock = datetime(2026, 1, 1, tzinfo=UTC)
        self._made: dict[str, tuple[Mapping[str, object], Success]] = {}

    @property
    def workflows(self) -> Sequence[Workflow]:
        """All of them, as they are."""
        return [stored.workflow for stored in self.stored.values()]

    @property
    def database(self) -> Database:
        """What is stored."""
        rows = {
            identity: Row(each, each.workflow.owner, each.workflow.waits_for, each.workflow.claim is not None)
            for identity, each in self.stored.items()
        }
        return Database(tuple(self.log), len(self.log), rows, self.cursors)

    def take(self, call: Call) -> Answer:
        """Carry it out, or answer it again."""
        if call.mutation == "heartbeat":
            return self._beat(self.claims[call.input["claimToken"]])
        if call.key in self._made:
            asked, first = self._made[call.key]
            return replace(first, replayed=True) if asked == call.input else Refused(code="IDEMPOTENCY_CONFLICT")
        target = self._target(call)
        if target is None:
            return Refused(code="NOTHING_WAITING", facts={"toRole": call.input["role"]})
        return self._carry_out(call, target)

    def run_out(self, workflow: Workflow) -> None:
        """The claim of the workflow runs out, if it has one: so much time passes."""
        if workflow.claim is not None:
            self._clock += timedelta(seconds=workflow.claim.lease_seconds)
            events = expire(workflow, ExpireClaim(workflow_id=workflow.id, claim=workflow.claim.number))
            assert isinstance(events, tuple)
            self._append(events, None)

    def _target(self, call: Call) -> str | None:
        if call.mutation == "startWorkflow":
            return str(UUID(int=len(self.stored) + 1))
        if "workflowId" in call.input:
            return str(call.input["workflowId"])
        if "claimToken" in call.input:
            return self.claims[call.input["claimToken"]].workflow_id
        waiting = [each for each in self.workflows if each.waits_for == call.input["role"] and not each.awaits_approval]
        return waiting[0].id if waiting else None

    def _carry_out(self, call: Call, target: str) -> Answer:
        before = self.stored.get(target)
        decided = decide(None if before is None else before.workflow, command_of(call, target, self.claims))
        if not isinstance(decided, tuple):
            return Refused(
                code=str(decided.code), facts={} if before is None else {"workflow": _facts(before.workflow)}
            )
        first = self._append(decided, call.key)
        after = self.stored[target].workflow
        token = f"claim {after.version} of {target}" if call.mutation == "claimWork" else None
        if token is not None:
            self.claims[token] = ClaimOf(target, after.version)
        answer = Success(
            workflow_id=target,
            **_facts(after),
            event_id=first.id,
            sequence=first.event.sequence,
            cursor=self.cursors.of_position(first.position),
            replayed=False,
            claim_token=token,
        )
        self._made[call.key] = (call.input, answer)
        return answer

    def _append(self, events: Sequence[Event], key: str | None) -> Entry:
        self._clock += timedelta(seconds=1)
        for place, event in enumerate(events):
            before = self.stored.get(event.workflow_id)
            after = evolve(None if before is None else before.workflow, event)
            row = {"position": Position(len(self.log) + 1), "recorded_at": self._clock, "hash": b""}
            stored = stored_event(event, after.project_id, row)
            bears = key if place == 0 else None
            self.log.append(Entry(stored, bears, None if bears is None else len(events), event.is_handoff))
            self.stored[event.workflow_id] = succeed(before, after, self._clock)
        return self.log[-len(events)]

    def _beat(self, claim: ClaimOf) -> Beat:
        workflow = self.stored[claim.workflow_id].workflow
        told: Signal = signal(workflow, claim.number)
        return Beat(workflow_id=workflow.id, version=workflow.version, signal=str(told))


def _facts(workflow: Workflow) -> dict[str, Any]:
    return {"version": workflow.version, "state": str(workflow.state), "status": str(workflow.status)}
