"""Commands by which work goes back, and what they would do."""

from domain.commands import RequestRetry, Rollback
from domain.decide import decide
from domain.effect import Effect, effect_of
from domain.vocabulary import Phase, Status
from domain.workflow import Workflow
from tests.domain.builds import ID, Build
from tests.domain.design import earlier
from tests.domain.people import OPERATOR
from tests.domain.reviewing import retry

Back = RequestRetry | Rollback


def rollbacks(build: Build) -> list[Rollback]:
    """Every rollback that is possible now."""
    phases = [Phase(phase) for phase in earlier(build.workflow.state)]
    return [Rollback(workflow_id=ID, actor=OPERATOR, phase=phase, reason="Again.") for phase in phases]


def retries(build: Build) -> list[RequestRetry]:
    """Every retry that is possible now, with the token of the claim if there is one."""
    if build.workflow.status is not Status.ACTIVE:
        return []
    return [retry(build, Phase(phase)) for phase in earlier(build.workflow.state)]


def backwards(build: Build) -> list[Back]:
    """Every command by which the work can go back now."""
    return [*rollbacks(build), *retries(build)]


def target(command: Back) -> Phase | None:
    """The phase to which the command leads."""
    return command.phase if isinstance(command, Rollback) else command.to_phase


def shown(workflow: Workflow, command: Back) -> Effect:
    """The effect that the command would have."""
    events = decide(workflow, command)
    assert isinstance(events, tuple), events.message
    return effect_of(workflow, events)
