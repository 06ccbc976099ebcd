"""Commands that meet refusals only because of what was there before: findings, earlier results, previews, a source."""

from collections.abc import Iterator
from dataclasses import replace

from domain.commands import Actor, Approve, ClaimWork, Command, Rollback
from domain.vocabulary import FindingStatus, Phase, Role, State
from domain.workflow import Workflow
from tests.domain.builds import ID, Build
from tests.domain.forking import completed, fork
from tests.domain.people import OPERATOR, WRITER
from tests.domain.reviewing import answer, fail, finish, gated, reject, retry, wrong


def special() -> Iterator[tuple[Workflow | None, Command]]:
    """Each with the workflow that it is asked of; a fork is asked of none."""
    testing = Build().go(State.TESTING)
    yield testing.workflow, replace(retry(testing), preview="Something else.")
    rollback = Rollback(workflow_id=ID, actor=OPERATOR, phase=Phase.PLANNING, reason="Why.")
    yield testing.workflow, replace(rollback, preview="Something else.")
    yield from _of_findings()
    yield from _of_gates()
    yield from _of_own_work()
    source = completed()
    yield None, fork(source, Phase.TESTING, outputs={})
    yield None, fork(source, Phase.TESTING, expected_version=1)


def _of_findings() -> Iterator[tuple[Workflow, Command]]:
    build = Build().go(State.IMPLEMENTATION)
    build.do(finish(build, "one digest"))
    build.go(State.TESTING)
    build.do(fail(build, wrong("F1")))
    yield build.workflow, finish(build, "one digest")
    yield build.workflow, finish(build, "another", answer("F1", FindingStatus.WITHDRAWN))
    build.do(finish(build, "another"))
    build.go(State.TESTING)
    yield build.workflow, finish(build, "a report")


def _of_own_work() -> Iterator[tuple[Workflow, Command]]:
    testing = Build(separate_duties=True).go(State.TESTING)
    author = Actor(WRITER, Role.TEST_AUDITOR)
    yield testing.workflow, replace(finish(testing), actor=author)
    yield testing.workflow, ClaimWork(workflow_id=ID, actor=author, worker="One")
    gate = Build(gates=(State.HANDOFF_TO_TESTER,), separate_duties=True).go(State.HANDOFF_TO_TESTER)
    yield gate.workflow, Approve(workflow_id=ID, actor=Actor(WRITER))


def _of_gates() -> Iterator[tuple[Workflow, Command]]:
    build = gated().go(State.HANDOFF_TO_CODER)
    build.do(reject(wrong("F1")))
    build.do(finish(build, "another"))
    approve = Approve(workflow_id=ID, actor=OPERATOR)
    yield build.workflow, approve
    yield build.workflow, replace(approve, answers=(answer("F1", FindingStatus.DISPUTED),))
