"""Forks, and what they begin with."""

from dataclasses import replace
from typing import Any, cast

from domain.commands import CopiedOutput, ForkWorkflow
from domain.decide import decide
from domain.vocabulary import JsonObject, Phase, State, WorkflowId
from tests.domain.builds import ID, Build
from tests.domain.people import OPERATOR
from tests.domain.reviewing import finish

SOURCE = WorkflowId("workflow-0")


def outputs_of(build: Build) -> dict[Phase, CopiedOutput]:
    """The outputs that count in the build."""
    found = {}
    for phase, record in build.workflow.phases.items():
        if record.output is not None:
            event = build.events[record.output]
            result = cast("JsonObject", event.data["result"])
            found[phase] = CopiedOutput(result=result, digest=record.digest, sequence=event.sequence, actor=event.actor)
    return found


def fork(source: Build, phase: Phase, **changes: Any) -> ForkWorkflow:
    """The command that begins another build with `phase`, from where `source` stands."""
    command = ForkWorkflow(
        workflow_id=ID,
        actor=OPERATOR,
        project_id="project-2",
        build_id="build-2",
        title="Another shop",
        requirements="It sells hats and gloves.",
        source_id=SOURCE,
        source_version=source.workflow.version,
        phase=phase,
        outputs=outputs_of(source),
    )
    return replace(command, **changes)


def completed() -> Build:
    """A build that is done, each phase with a digest of its own."""
    build = Build()
    while build.workflow.state is not State.COMPLETE:
        build.do(finish(build, f"digest of {build.workflow.state}" if build.result is not None else None))
    return build


class Forked(Build):
    """A build that began as a fork."""

    def __init__(self, command: ForkWorkflow) -> None:
        super().__init__()
        opening = decide(None, command)
        assert isinstance(opening, tuple), opening.message
        self.begin(opening)


def forked(phase: Phase, **changes: Any) -> Build:
    """A build that began as a fork of one that was done."""
    return Forked(fork(completed(), phase, **changes))
