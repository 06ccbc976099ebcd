"""Every way in which work that is wrong goes back: by what, from where, to which phase."""

from dataclasses import dataclass

from domain.commands import Change, NewFinding
from domain.vocabulary import EventKind, Phase, State
from tests.domain.builds import Build
from tests.domain.design import ahead, earlier
from tests.domain.places import HANDOFFS, MOVING
from tests.domain.reviewing import fail, reject, retry


@dataclass(frozen=True)
class Way:
    """One way back, by an event of `kind`."""

    kind: EventKind
    state: State
    target: Phase

    def __str__(self) -> str:
        return f"{self.kind} from {self.state} to {self.target}"

    @property
    def place(self) -> State:
        """Where what is wrong is raised: at the gate by a rejection, or else in the phase of whoever sends it back."""
        return self.state if self.kind is EventKind.REJECTED else State(ahead(self.state) or "")

    def bring(self, build: Build) -> Build:
        """The same build, brought to where the way begins."""
        return build.go(self.state)

    def command(self, build: Build, *findings: NewFinding) -> Change:
        """What is to be asked for there."""
        match self.kind:
            case EventKind.PHASE_FAILED:
                return fail(build, *findings)
            case EventKind.REJECTED:
                return reject(*findings)
            case _:
                return retry(build, self.target, *findings)

    def take(self, build: Build, *findings: NewFinding) -> Build:
        """The same build, brought there and sent back."""
        self.bring(build).do(self.command(build, *findings))
        return build


WAYS = (
    *(Way(EventKind.PHASE_FAILED, state, Phase.IMPLEMENTATION) for state in (State.TESTING, State.VERIFICATION)),
    *(Way(EventKind.RETRY_REQUESTED, state, Phase(phase)) for state in MOVING for phase in earlier(state)),
    *(Way(EventKind.REJECTED, state, Phase(earlier(state)[-1])) for state in HANDOFFS),
)
