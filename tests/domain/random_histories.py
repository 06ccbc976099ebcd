"""Histories drawn at random: builds of all origins, to which everything happens that can happen to a build."""

from collections.abc import Callable

from hypothesis import strategies as st

from domain.commands import (
    AddNote,
    Advance,
    Approve,
    Change,
    ClaimWork,
    FindingAnswer,
    Pause,
    ReleaseClaim,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.findings import concerning, possible_answers
from domain.vocabulary import Phase, Severity, State, Status
from tests.domain.builds import ID, Build
from tests.domain.design import earlier
from tests.domain.forking import forked
from tests.domain.people import OPERATOR
from tests.domain.places import HANDOFFS
from tests.domain.reviewing import answer, fail, finish, reject, retry, wrong

Move = tuple[str, int]


def _answering(build: Build, number: int) -> Advance:
    """The owner's next step, which answers all findings that it can answer."""
    return finish(build, str(number), *(_answers(build, number) if build.result is not None else ()))


def _approving(build: Build, number: int) -> Approve:
    """An approval, which answers all findings that it can answer; those that it does not know may be forgotten."""
    answers = tuple(_answers(build, number)) if number < 6 else ()
    return Approve(workflow_id=ID, actor=OPERATOR, notes="Well done.", answers=answers)


def _answers(build: Build, number: int) -> list[FindingAnswer]:
    place = build.workflow.place
    found = concerning(build.workflow, place)
    return [answer(each.id, possible_answers(each, place)[number % 2]) for each in found]


def _back(build: Build, number: int) -> Phase:
    """One of the phases that work can go back to, if there is one."""
    before = earlier(build.workflow.state)
    return Phase(before[number % len(before)]) if before else Phase.DISCOVERY


_COMMANDS: dict[str, Callable[[Build, int], Change]] = {
    "answer": _answering,
    "finish": lambda build, number: finish(build, str(number)),
    "fail": lambda build, number: fail(build, wrong(f"F{number}"), wrong(severity=Severity.MINOR)),
    "retry": lambda build, number: retry(build, _back(build, number), wrong(f"F{number}")),
    "rollback": lambda build, number: Rollback(
        workflow_id=ID, actor=OPERATOR, phase=_back(build, number), reason="Again."
    ),
    "reject": lambda _, number: reject(wrong(f"F{number}")),
    "approve": _approving,
    "claim": lambda build, _: ClaimWork(workflow_id=ID, actor=build.owner, worker="One"),
    "release": lambda build, _: ReleaseClaim(workflow_id=ID, actor=build.owner, claim=build.number),
    "revoke": lambda _, __: RevokeClaim(workflow_id=ID, actor=OPERATOR),
    "pause": lambda _, __: Pause(workflow_id=ID, actor=OPERATOR),
    "resume": lambda _, __: Resume(workflow_id=ID, actor=OPERATOR, reason="Go on."),
    "note": lambda _, __: AddNote(workflow_id=ID, actor=OPERATOR, text="Hurry."),
}
_MOVES = ("claim and expire", *_COMMANDS, *("go on",) * 10, *("fail", "reject", "retry") * 2)


def moves(most: int) -> st.SearchStrategy[list[Move]]:
    """Up to so many things to happen; each may turn out to be impossible."""
    move = st.tuples(st.sampled_from(_MOVES), st.integers(0, 7))
    return st.lists(move, min_size=most // 3, max_size=most)


def play(build: Build, happened: list[Move]) -> Build:
    """The same build, after all of it that was possible."""
    for name, number in happened:
        if name == "go on":
            _go_on(build, 1 + number // 2)
        elif name == "claim and expire":
            build.ask(_COMMANDS["claim"](build, number))
            build.run_out(build.number or 0)
        else:
            build.ask(_COMMANDS[name](build, number))
    return build


def _go_on(build: Build, steps: int) -> None:
    for _ in range(steps):
        build.ask(_COMMANDS[_next(build)](build, 0))


def _next(build: Build) -> str:
    """What lets the build go on."""
    if build.workflow.status in {Status.PAUSED, Status.ESCALATED}:
        return "resume"
    return "approve" if build.workflow.awaits_approval else "answer"


def _begin(origin: Phase | None, gates: list[State], max_rounds: int, *, separate_duties: bool) -> Build:
    if origin is None:
        return Build(max_rounds, gates, separate_duties=separate_duties)
    return forked(origin, gates=tuple(gates), max_rounds=max_rounds, separate_duties=separate_duties)


def histories(most: int = 24) -> st.SearchStrategy[Build]:
    """Builds with what happened to them."""
    gates = st.lists(st.sampled_from(HANDOFFS), unique=True)
    origin, rounds = st.none() | st.sampled_from(Phase), st.integers(1, 3)
    begun = st.builds(_begin, origin, gates, rounds, separate_duties=st.booleans())
    return st.builds(play, begun, moves(most))
