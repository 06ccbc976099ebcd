"""Histories drawn at random: builds of all origins, to which everything happens that can happen to a build."""

from collections.abc import Callable

from hypothesis import strategies as st

from domain.commands import (
    AddNote,
    Advance,
    Approve,
    Change,
    ClaimWork,
    Pause,
    ReleaseClaim,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.findings import concerning, possible_answers
from domain.vocabulary import Phase, Severity, State
from tests.domain.builds import ID, Build
from tests.domain.forking import forked
from tests.domain.people import OPERATOR
from tests.domain.reviewing import HANDOFFS, answer, fail, finish, reject, retry, wrong

Move = tuple[str, Phase]


def _answering(build: Build, phase: Phase) -> Advance:
    workflow = build.workflow
    work = Phase(workflow.state) if build.result is not None else None
    found = () if work is None else concerning(workflow, work)
    answers = (answer(each.id, possible_answers(each, work or phase)[-1]) for each in found)
    return finish(build, phase, *answers)


_COMMANDS: dict[str, Callable[[Build, Phase], Change]] = {
    "finish": _answering,
    "leave open": finish,
    "fail": lambda build, phase: fail(build, wrong(phase), wrong(severity=Severity.MINOR)),
    "retry": lambda build, phase: retry(build, phase, wrong(phase)),
    "rollback": lambda _, phase: Rollback(workflow_id=ID, actor=OPERATOR, phase=phase, reason="Again."),
    "reject": lambda _, phase: reject(wrong(phase)),
    "approve": lambda _, __: Approve(workflow_id=ID, actor=OPERATOR, notes="Well done."),
    "claim": lambda build, _: ClaimWork(workflow_id=ID, actor=build.owner, worker="worker-1"),
    "release": lambda build, _: ReleaseClaim(workflow_id=ID, actor=build.owner, claim=build.number),
    "revoke": lambda _, __: RevokeClaim(workflow_id=ID, actor=OPERATOR),
    "pause": lambda _, __: Pause(workflow_id=ID, actor=OPERATOR),
    "resume": lambda _, __: Resume(workflow_id=ID, actor=OPERATOR, reason="Go on."),
    "note": lambda _, __: AddNote(workflow_id=ID, actor=OPERATOR, text="Hurry."),
}
_MOVES = ("expire", *_COMMANDS, *("finish",) * 20, *("approve", "resume", "claim", "fail") * 2)


def moves(most: int) -> st.SearchStrategy[list[Move]]:
    """Up to so many things to happen; each may turn out to be impossible."""
    return st.lists(st.tuples(st.sampled_from(_MOVES), st.sampled_from(Phase)), max_size=most)


def play(build: Build, happened: list[Move]) -> Build:
    """The same build, after all of it that was possible."""
    for name, phase in happened:
        if name != "expire":
            build.ask(_COMMANDS[name](build, phase))
        elif build.workflow.claim is not None:
            build.expire()
    return build


def _begin(origin: Phase | None, gates: list[State], max_rounds: int) -> Build:
    if origin is None:
        return Build(max_rounds, gates)
    return forked(origin, gates=tuple(gates), max_rounds=max_rounds)


def histories(most: int = 40) -> st.SearchStrategy[Build]:
    """Builds with what happened to them."""
    gates = st.lists(st.sampled_from(HANDOFFS), unique=True)
    begun = st.builds(_begin, st.none() | st.sampled_from(Phase), gates, st.integers(1, 3))
    return st.builds(play, begun, moves(most))
