"""What clients ask: mostly what makes sense, now and then what does not."""

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

from domain.machine import phase_in, phases_before
from domain.vocabulary import Phase, Role
from domain.workflow import Workflow

Input: TypeAlias = dict[str, Any]
Asked: TypeAlias = tuple[str, Input]
PROJECTS = ("red", "blue")


def start(random: Random) -> Asked:
    """A new build, sometimes with a gate."""
    gates = random.choice([[], [], ["HANDOFF_TO_TESTER"]])
    said = {"buildId": "build", "title": "A shop", "requirements": "It sells hats."}
    return "startWorkflow", {"projectId": random.choice(PROJECTS), "maxRounds": 2, "gates": gates, **said}


def anything(random: Random, workflow: Workflow, tokens: list[str]) -> Asked:
    """Something that concerns the workflow, by somebody who has been given these tokens for it."""
    if tokens and random.random() < 0.1:
        return "heartbeat", {"claimToken": random.choice(tokens)}
    names, weights = zip(*_WEIGHTS.items(), strict=True)
    mutation, more = random.choices(names, weights)[0](random, workflow)
    asked: Input = {"workflowId": workflow.id, **more}
    if mutation in {"advanceWorkflow", "requestRetry"} and tokens and random.random() < 0.9:
        asked["claimToken"] = random.choice(tokens[-2:])
    if random.random() < 0.1:
        asked["expectedVersion"] = workflow.version - random.randrange(2)
    return mutation, asked


def _role(random: Random, workflow: Workflow) -> str | None:
    """The owner mostly."""
    return workflow.owner if random.random() < 0.95 else random.choice(list(Role))


def _advance(random: Random, workflow: Workflow) -> Asked:
    asked: Input = {"role": _role(random, workflow) or Role.Q_ASSISTANT}
    if phase_in(workflow.state) is not None or random.random() < 0.05:
        asked["result"] = {"number": random.randrange(3)}
    if workflow.state in {"TESTING", "VERIFICATION"} and random.random() < 0.2:
        asked |= {"outcome": "FAIL", "notes": "It broke."}
    return "advanceWorkflow", asked


def _retry(random: Random, workflow: Workflow) -> Asked:
    return "requestRetry", {"role": _role(random, workflow) or Role.Q_ASSISTANT, "reason": "Not yet."}


def _rollback(random: Random, workflow: Workflow) -> Asked:
    before = phases_before(workflow.state)
    return "rollbackWorkflow", {"phase": random.choice(before or ("TESTING",)), "reason": "Again."}


def _claim(random: Random, workflow: Workflow) -> Asked:
    worker = {"worker": random.choice("ABC"), "leaseSeconds": 60}
    return "claimWork", {"role": _role(random, workflow) or Role.Q_ASSISTANT, **worker}


def _by_operator(mutation: str, **more: object) -> Callable[[Random, Workflow], Asked]:
    return lambda _random, _workflow: (mutation, more)


_WEIGHTS: dict[Callable[[Random, Workflow], Asked], int] = {
    _advance: 50,
    _claim: 15,
    _retry: 4,
    _rollback: 3,
    _by_operator("revokeClaim"): 3,
    _by_operator("approveHandoff", notes="Good."): 8,
    _by_operator("rejectHandoff", reason="Bad."): 2,
    _by_operator("pauseWorkflow"): 3,
    _by_operator("resumeWorkflow"): 8,
    _by_operator("cancelWorkflow"): 1,
    _by_operator("addNote", text="Mind the hats."): 6,
}


def oldest(random: Random) -> Asked:
    """Whatever has waited longest."""
    return "claimWork", {"role": random.choice(list(Role)), "worker": random.choice("ABC"), "leaseSeconds": 60}


def fork(random: Random, workflow: Workflow) -> Asked:
    """A new build that begins where this one stands, or elsewhere."""
    return "forkWorkflow", {"workflowId": workflow.id, "phase": random.choice(list(Phase))}
