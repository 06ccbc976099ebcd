"""Keeping work that was claimed."""

from dataclasses import dataclass, replace

from db.leases import Answered, Heartbeat
from db.log.answers import Refused
from db.records import Lease, StoredWorkflow
from db.store import Store
from domain.claims import holds, signal
from domain.limits import MAX_PROGRESS_NOTE
from domain.refusals import InvalidInput, NotOwner, StaleVersion, WorkflowNotFound
from domain.texts import check_text
from domain.validation import check_lease
from domain.vocabulary import Role, Signal, WorkflowId
from resolvers.availability import or_unavailable
from resolvers.claim_tokens import ClaimRead, read_claim
from resolvers.commands import acting, actor_of, check_key


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """What a worker says in a heartbeat; `seconds`, `note` and `percent` are as in `Heartbeat`."""

    token: str
    key: str | None
    workflow_id: WorkflowId | None
    role: Role | None
    expected_version: int | None
    seconds: int | None
    note: str | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Beaten:
    """What a heartbeat is answered: whether to go on, and the lease of the claim while it is live."""

    signal: Signal
    claim: int
    stored: StoredWorkflow
    lease: Lease | None


async def heartbeat(store: Store, sign: SignOfLife) -> Beaten | Refused:
    """Extend the claim of the token, if it is live, and say whether to go on. It leaves no event.

    Raises RequestError for a missing right.
    """
    actor = acting(store, actor_of(sign.role))
    return await or_unavailable(_beat(store, replace(sign, role=actor.role)))


async def _beat(store: Store, sign: SignOfLife) -> Beaten | Refused:
    read = await read_claim(store, sign.token, sign.workflow_id)
    if isinstance(read, InvalidInput):
        return Refused(read, None)
    if invalid := _check(sign):
        return Refused(invalid, None)
    if (sign.expected_version, sign.role) != (None, None) and (refused := await _refuse(store, sign, read)):
        return refused
    beat = Heartbeat(read.workflow_id, read.number, sign.seconds, sign.note, sign.percent)
    answered = await store.leases.beat(beat)
    if answered is None:
        return Refused(WorkflowNotFound(read.workflow_id), None)
    return _answer(store, answered, read)


async def _refuse(store: Store, sign: SignOfLife, read: ClaimRead) -> Refused | None:
    """What stands against the heartbeat of a claim that is held; one that is lost is told so instead."""
    found = await store.queries.workflow(read.workflow_id)
    if found is None:
        return Refused(WorkflowNotFound(read.workflow_id), None)
    workflow = found.workflow
    if not holds(workflow, read.number):
        return None
    if sign.expected_version is not None and sign.expected_version != workflow.version:
        return Refused(StaleVersion(sign.expected_version, workflow.version), found)
    if workflow.owner is not None and sign.role not in {None, workflow.owner}:
        return Refused(NotOwner(workflow.state, workflow.owner, sign.role), found)
    return None


def _answer(store: Store, answered: Answered, read: ClaimRead) -> Beaten:
    told = signal(answered.stored.workflow, read.number)
    if answered.extended:
        return Beaten(told, read.number, answered.stored, answered.lease)
    if told is not Signal.CANCELLED:
        told = Signal.SUPERSEDED
        store.writer.expire([read.workflow_id])
    return Beaten(told, read.number, answered.stored, None)


def _check(sign: SignOfLife) -> InvalidInput | None:
    if sign.percent is not None and not 0 <= sign.percent <= 100:
        return InvalidInput("percent", "a number from 0 to 100", str(sign.percent))
    lease = None if sign.seconds is None else check_lease(sign.seconds)
    return lease or check_text("note", sign.note, MAX_PROGRESS_NOTE) or check_key(sign.key)
