"""Progress counts the phases that have a current output."""

import pytest

from domain.progress import Progress, progress
from domain.vocabulary import Phase, State
from tests.domain.builds import Build
from tests.domain.design import PHASES, earlier

PERCENT = (0, 16, 33, 50, 66, 83, 100)


@pytest.mark.parametrize("state", State)
def test_the_phases_before_a_state_are_done_and_percent_is_rounded_down(state: State) -> None:
    done = len(earlier(state))
    assert progress(Build().go(state).workflow) == Progress(done, 6, PERCENT[done])


@pytest.mark.parametrize("phase", Phase)
def test_a_superseded_output_no_longer_counts(phase: Phase) -> None:
    build = Build().go(State.COMPLETE)
    build.rollback(phase)
    assert progress(build.workflow).completed_phases == PHASES.index(phase)
