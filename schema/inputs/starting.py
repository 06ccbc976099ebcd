"""Inputs that begin a workflow."""

import strawberry

from domain import commands
from domain.limits import DEFAULT_ROUNDS
from domain.vocabulary import Phase, Role, State
from resolvers.commands import actor_of
from resolvers.forks import Fork
from resolvers.identity import identity_of, new_workflow_id
from schema.inputs.base import ActorInput, KeyedInput


@strawberry.input(description="A build to begin.")
class StartWorkflowInput(KeyedInput):
    project_id: str = strawberry.field(description="The project that the build belongs to. At most 200 characters.")
    build_id: str = strawberry.field(description="The build, as you call it. At most 200 characters.")
    title: str = strawberry.field(description="What is built, in a few words. At most 200 characters.")
    requirements: str = strawberry.field(description="What is wanted, in full. At most 20,000 characters.")
    max_rounds: int = strawberry.field(
        default=DEFAULT_ROUNDS,
        description="Rounds that each phase has before it escalates to an operator: from 1 to 100.",
    )
    gates: list[State] | None = strawberry.field(
        default=None,
        description=(
            "Handoff states that can be acknowledged only once the Q Assistant or an operator has approved what is "
            "handed over."
        ),
    )
    separate_duties: bool | None = strawberry.field(
        default=None,
        description=(
            "Whether nobody may pass TESTING or VERIFICATION, or approve a handoff, of an IMPLEMENTATION that they "
            "submitted themselves. Left out, it is so if you are authenticated. Without authentication everybody is "
            "known by the role alone, so that it has no effect but to be recorded."
        ),
    )
    role: Role | None = strawberry.field(
        default=None, description="The role you act as; leave it out when you act as an operator."
    )

    def command(self, *, authenticated: bool) -> commands.StartWorkflow:
        """The command that this asks for; `authenticated` says whether it is known who asks."""
        return commands.StartWorkflow(
            workflow_id=new_workflow_id(),
            actor=actor_of(self.role),
            project_id=self.project_id,
            build_id=self.build_id,
            title=self.title,
            requirements=self.requirements,
            max_rounds=self.max_rounds,
            gates=tuple(self.gates or ()),
            separate_duties=authenticated if self.separate_duties is None else self.separate_duties,
        )


@strawberry.input(description="A build to begin where another one stood. What is left out is as in the source.")
class ForkWorkflowInput(ActorInput):
    phase: Phase = strawberry.field(description="The phase to begin with; the outputs of those before it are copied.")
    build_id: str | None = strawberry.field(default=None, description="The build, as you call it.")
    title: str | None = strawberry.field(default=None, description="What is built, in a few words.")
    max_rounds: int | None = strawberry.field(default=None, description="Rounds that each phase has: from 1 to 100.")
    separate_duties: bool | None = strawberry.field(
        default=None,
        description="As when a workflow is started; as in the source if left out. It can be switched on, but not off.",
    )
    reason: str | None = strawberry.field(default=None, description="Why; the first assignment repeats it.")

    def asked(self) -> Fork:
        """What this asks for."""
        return Fork(
            source_id=identity_of(self.workflow_id),
            actor=actor_of(self.role),
            phase=self.phase,
            build_id=self.build_id,
            title=self.title,
            max_rounds=self.max_rounds,
            separate_duties=self.separate_duties,
            reason=self.reason,
            expected_version=self.expected_version,
        )
