"""Gates, findings, tries and forks: the row is the fold of the events, also with all of these in it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from db.log.writer import LogWriter
from domain.commands import Actor, CopiedOutput, FindingAnswer, ForkWorkflow, NewFinding, Reject
from domain.refusals import NoChange, OpenFindings, OwnWork
from domain.vocabulary import Action, EventKind, FindingStatus, Phase, Role, Severity, State, WorkflowId
from domain.workflow import Origin, Workflow
from tests.db.asks import approve, claim, fail, start, step
from tests.db.ledger import sound_log
from tests.db.writers import begin, committed, do, refusal
from tests.domain.people import OPERATOR, WRITER

LEAK = NewFinding(title="It leaks é🎩.", severity=Severity.BLOCKING, detail="Here.", location="hat.py:3")


async def go(writer: LogWriter, workflow: Workflow, state: State) -> Workflow:
    """The workflow, once its owners have brought it to `state`, through its gates."""
    while workflow.state is not state:
        if workflow.awaits_approval:
            await do(writer, approve(workflow.id))
        (answer,) = await do(writer, step(workflow))
        workflow = answer.workflow.workflow
    return workflow


@pytest.mark.parametrize("gate", [State.HANDOFF_TO_TESTER, State.HANDOFF_TO_RELEASER])
async def test_gates_and_approvals_are_kept(writer: LogWriter, database: str, gate: State) -> None:
    (started,) = await do(writer, start(gates=(State.HANDOFF_TO_CODER, gate)))
    workflow = await go(writer, started.workflow.workflow, gate)
    (rejected,) = await do(writer, Reject(workflow_id=workflow.id, actor=OPERATOR, reason="No.", findings=(LEAK,)))
    await sound_log(database)
    again = await go(writer, rejected.workflow.workflow, gate)
    assert again.gates == (State.HANDOFF_TO_CODER, gate)
    answer = FindingAnswer(id="F1", status=FindingStatus.WITHDRAWN, comment="It is dry.")
    assert refusal(await writer.submit(approve(workflow.id))) == OpenFindings(gate, ("F1",))
    approved, _ = await do(writer, replace(approve(workflow.id), answers=(answer,)), claim(again))
    assert [(each.raised_in, each.status) for each in approved.workflow.workflow.findings] == [
        (gate, FindingStatus.WITHDRAWN)
    ]
    await sound_log(database)


async def test_whose_work_it_is_is_kept_where_duties_are_separate(writer: LogWriter, database: str) -> None:
    (started,) = await do(writer, replace(start(), separate_duties=True))
    workflow = await go(writer, started.workflow.workflow, State.TESTING)
    own = replace(step(workflow), actor=Actor(WRITER, Role.TEST_AUDITOR))
    expected = OwnWork(Action.ADVANCE, State.TESTING, Role.TEST_AUDITOR, Phase.IMPLEMENTATION, 1, WRITER)
    assert refusal(await writer.submit(own)) == expected
    (failed,) = await do(writer, replace(fail(workflow), actor=own.actor))
    assert failed.workflow.workflow.phases[Phase.IMPLEMENTATION].author is None
    again = await go(writer, failed.workflow.workflow, State.TESTING)
    assert (again.separate_duties, again.phases[Phase.IMPLEMENTATION].author) == (True, WRITER)
    await sound_log(database)


async def test_findings_and_tries_are_kept(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer, State.TESTING)
    (failed,) = await do(writer, replace(fail(workflow), findings=(LEAK, replace(LEAK, severity=Severity.MINOR))))
    assert [finding.id for finding in failed.workflow.workflow.findings] == ["F1", "F2"]
    answer = FindingAnswer(id="F1", status=FindingStatus.DISPUTED, comment="It does not.")
    (disputed,) = await do(writer, replace(step(failed.workflow.workflow), answers=(answer,)))
    assert disputed.workflow.workflow.findings[0].status is FindingStatus.DISPUTED
    assert len(disputed.workflow.workflow.phases[Phase.IMPLEMENTATION].tried) == 1
    await sound_log(database)


async def test_the_result_that_was_sent_back_is_known_again_by_its_digest(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer, State.IMPLEMENTATION)
    (passed,) = await do(writer, step(workflow, {"hat": {"size": 7, "colour": "red"}}))
    testing = await go(writer, passed.workflow.workflow, State.TESTING)
    (failed,) = await do(writer, fail(testing))
    same = step(failed.workflow.workflow, {"hat": {"colour": "red", "size": 7}})
    assert refusal(await writer.submit(same)) == NoChange(Phase.IMPLEMENTATION, 1)
    await do(writer, step(failed.workflow.workflow, {"hat": {"colour": "blue", "size": 7}}))
    await sound_log(database)


async def test_a_fork_is_kept_with_its_origin_and_repeated_by_its_key(writer: LogWriter, database: str) -> None:
    source = await begin(writer, State.TESTING)
    done = (Phase.DISCOVERY, Phase.PLANNING)
    copies = {phase: CopiedOutput(result={"of": phase}, digest="d", sequence=2, actor="Ann") for phase in done}
    fork = ForkWorkflow(
        workflow_id=WorkflowId(str(uuid4())),
        actor=OPERATOR,
        project_id="project-2",
        build_id="build-2",
        title="Another shop",
        requirements="It sells hats.",
        source_id=source.id,
        source_version=source.version,
        phase=Phase.IMPLEMENTATION,
        outputs=copies,
        reason="What if?",
    )
    first = committed(await writer.submit(fork, "key"))
    assert first.workflow.workflow.origin == Origin(source.id, source.version, Phase.IMPLEMENTATION)
    assert [stored.event.kind for stored in first.events][1:] == [EventKind.OUTPUT_COPIED] * 2
    again = replace(fork, workflow_id=WorkflowId(str(uuid4())), source_version=99, outputs={})
    assert await writer.submit(again, "key") == replace(first, replayed=True)
    await do(writer, claim(first.workflow.workflow))
    await sound_log(database)
