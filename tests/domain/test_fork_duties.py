"""A fork separates duties as its source does, and the work that was copied stays whose it was."""

from dataclasses import replace

import pytest

from domain.commands import Actor
from domain.decide import decide
from domain.refusals import InvalidInput, OwnWork
from domain.vocabulary import EventKind, Phase, Role, State
from tests.domain.builds import Build
from tests.domain.forking import Forked, completed, fork, forked
from tests.domain.people import WRITER
from tests.domain.reviewing import finish


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("source_separates", [True, False])
def test_a_fork_may_switch_it_on_but_not_off(*, source_separates: bool, wanted: bool) -> None:
    ask = fork(completed(), Phase.TESTING, source_separates=source_separates, separate_duties=wanted)
    answer = decide(None, ask)
    if source_separates and not wanted:
        expected = "true or nothing, because duties are separate in the source"
        assert answer == InvalidInput("separateDuties", expected, "false")
    else:
        assert Forked(ask).workflow.separate_duties is wanted


@pytest.mark.parametrize("separate_duties", [True, False])
@pytest.mark.parametrize("phase", Phase)
def test_what_was_copied_is_the_work_of_whoever_submitted_it_in_the_source(
    phase: Phase, *, separate_duties: bool
) -> None:
    build = forked(phase, separate_duties=separate_duties)
    copied = any((each.kind, each.phase) == (EventKind.OUTPUT_COPIED, Phase.IMPLEMENTATION) for each in build.log)
    author = WRITER if copied and separate_duties else None
    assert build.workflow.phases[Phase.IMPLEMENTATION].author == author
    if phase in {Phase.TESTING, Phase.VERIFICATION}:
        answer = build.ask(replace(finish(build), actor=Actor(WRITER, build.workflow.owner)))
        assert isinstance(answer, OwnWork if separate_duties else tuple)


def test_written_anew_in_a_fork_it_is_the_work_of_whoever_does_so() -> None:
    build: Build = forked(Phase.IMPLEMENTATION, separate_duties=True)
    build.do(replace(finish(build), actor=Actor("Ann", Role.CODE_WRITER)))
    assert build.go(State.TESTING).workflow.phases[Phase.IMPLEMENTATION].author == "Ann"
