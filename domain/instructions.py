"""What each phase asks of its owner, in sentences that a language model can follow."""

from domain.duties import JUDGED, author
from domain.findings import concerning, possible_answers
from domain.machine import outcomes_of, phase_in
from domain.refusals.codes import either
from domain.vocabulary import Outcome, Phase, Role, State, Status
from domain.workflow import Workflow

_TASKS = {
    Phase.DISCOVERY: "Read the requirements, find out what is missing or unclear, and write down what is to be built.",
    Phase.PLANNING: "Turn what was found out into a plan: steps, files, and how one will know that it works.",
    Phase.IMPLEMENTATION: "Write the code that the plan asks for, with its tests, and say what you changed.",
    Phase.TESTING: "Test what was written against the requirements; report what you ran and what came of it.",
    Phase.VERIFICATION: "Check that the code, the tests and the requirements agree; judge whether it may be released.",
    Phase.DEPLOYMENT: "Release what was verified, and say where it runs and how to take it back.",
}


def instructions(workflow: Workflow, role: Role, phase: Phase) -> str:
    """What `role` has to do now in `phase`, and by which calls."""
    parts = [_heading(workflow, role, phase), _TASKS[phase], *_standing(workflow)]
    if phase_in(workflow.state) is None:
        parts.append(f"First acknowledge the handoff: claimWork, or advanceWorkflow with role {role} and no result.")
    if workflow.claim is not None:
        parts.append(f"It is claimed by {workflow.claim.worker!r}: only with that claim's `claimToken` can it be done.")
    if workflow.phases[phase].sent_back is not None:
        parts.append("It has to be done again: `context.sentBack` says by whom and why; put that right first.")
    parts += [*_findings(workflow), *_duties(workflow)]
    parts.append(
        f"Finish with advanceWorkflow: role {role}, phase {phase}, outcome PASS and a `result` (a JSON object)."
    )
    if Outcome.FAIL in outcomes_of(State(phase)):
        parts.append(
            "If it does not hold, use outcome FAIL with a `result`, the reason in `notes`, and each thing that is "
            "wrong in `findings`."
        )
    return " ".join(parts)


def review_instructions(workflow: Workflow, role: Role, phase: Phase) -> str:
    """What `role` has to do where the handoff of `phase` waits for an approval."""
    parts = [
        _heading(workflow, role, phase),
        f"Review this work before it is acknowledged in {workflow.state}: it is `context.outputs.{phase}`.",
        "Hold it against the requirements and the plan.",
        *_standing(workflow),
        *_findings(workflow),
        *_duties(workflow),
        f"If it holds, approveHandoff with role {role}.",
        f"If not, rejectHandoff with role {role}, a `reason`, and what is wrong in `findings`: that sends it back.",
    ]
    return " ".join(parts)


def _heading(workflow: Workflow, role: Role, phase: Phase) -> str:
    record = workflow.phases[phase]
    return f"You are the {role.label}; this is {phase}, round {max(1, record.round)} of {record.max_rounds}."


def _standing(workflow: Workflow) -> list[str]:
    if workflow.status is Status.ACTIVE:
        return []
    return [f"The workflow is {workflow.status}: wait until an operator has resumed it."]


def _findings(workflow: Workflow) -> list[str]:
    place = workflow.place
    return [
        f"The finding {each.id} is {each.status}: answer it in `answers` with {either(possible_answers(each, place))}."
        for each in concerning(workflow, place)
    ]


def _duties(workflow: Workflow) -> list[str]:
    by = author(workflow)
    return [] if by is None else [f"{JUDGED} was submitted by {by!r}: only somebody else may let it pass."]
