"""Starting a build from where another one stood."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from db.log.answers import Answer, Refused
from db.records import StoredEvent
from db.store import Store
from domain.commands import Actor, CopiedOutput, ForkWorkflow
from domain.duties import submitter
from domain.machine import phases_before
from domain.refusals import WorkflowNotFound
from domain.vocabulary import JsonObject, Phase, State, WorkflowId
from domain.workflow import Workflow
from resolvers.availability import or_unavailable
from resolvers.commands import acting, carry_out
from resolvers.identity import new_workflow_id


@dataclass(frozen=True, slots=True)
class Fork:
    """What is asked for; what is None is as in the source."""

    source_id: WorkflowId
    actor: Actor
    phase: Phase
    build_id: str | None
    title: str | None
    max_rounds: int | None
    separate_duties: bool | None
    reason: str | None
    expected_version: int | None


async def fork(store: Store, asked: Fork, key: str | None) -> Answer:
    """Start a workflow with the outputs that the source has now, of the phases before the one that is named.

    Raises RequestError for a missing right.
    """
    return await or_unavailable(_fork(store, replace(asked, actor=acting(store, asked.actor)), key))


async def _fork(store: Store, asked: Fork, key: str | None) -> Answer:
    source = await store.queries.workflow(asked.source_id)
    if source is None:
        return Refused(WorkflowNotFound(asked.source_id), None)
    answer = await carry_out(store, await _command(store, asked, source.workflow), key)
    if isinstance(answer, Refused) and answer.workflow is None:
        return Refused(answer.refusal, source)
    return answer


async def _command(store: Store, asked: Fork, source: Workflow) -> ForkWorkflow:
    sequences = {phase: source.phases[phase].output for phase in phases_before(State(asked.phase))}
    places = {(source.id, sequence) for sequence in (1, *sequences.values()) if sequence is not None}
    found = {stored.event.sequence: stored for stored in (await store.queries.events_at(places)).values()}
    return ForkWorkflow(
        workflow_id=new_workflow_id(),
        actor=asked.actor,
        project_id=source.project_id,
        build_id=source.build_id if asked.build_id is None else asked.build_id,
        title=source.title if asked.title is None else asked.title,
        requirements=str(found[1].event.data["requirements"]),
        max_rounds=source.max_rounds if asked.max_rounds is None else asked.max_rounds,
        gates=source.gates,
        separate_duties=source.separate_duties if asked.separate_duties is None else asked.separate_duties,
        source_id=source.id,
        source_version=source.version,
        phase=asked.phase,
        outputs=_outputs(sequences, found),
        source_separates=source.separate_duties,
        reason=asked.reason,
        expected_version=asked.expected_version,
    )


def _outputs(sequences: Mapping[Phase, int | None], found: Mapping[int, StoredEvent]) -> Mapping[Phase, CopiedOutput]:
    return {
        phase: CopiedOutput(
            result=cast("JsonObject", found[sequence].event.data["result"]),
            digest=cast("str | None", found[sequence].event.data.get("digest")),
            sequence=sequence,
            actor=submitter(found[sequence].event),
        )
        for phase, sequence in sequences.items()
        if sequence is not None
    }
