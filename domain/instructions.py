"""What each phase asks of its owner, in sentences that a language model can follow."""

from domain.machine import outcomes_of, phase_in
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
    record = workflow.phases[phase]
    round_of = f"round {max(1, record.round)} of {record.max_rounds}"
    parts = [f"You are the {role.label}; this is {phase}, {round_of}.", _TASKS[phase]]
    if workflow.status is not Status.ACTIVE:
        parts.append(f"The workflow is {workflow.status}: wait until an operator has resumed it.")
    if phase_in(workflow.state) is None:
        parts.append(f"First acknowledge the handoff: advanceWorkflow with role {role} and no result.")
    if record.sent_back is not None:
        parts.append("It has to be done again: `context.sentBack` says by whom and why; put that right first.")
    parts.append(
        f"Finish with advanceWorkflow: role {role}, phase {phase}, outcome PASS and a `result` (a JSON object)."
    )
    if Outcome.FAIL in outcomes_of(State(phase)):
        parts.append("If it does not hold, use outcome FAIL with a `result` and the reason in `notes`.")
    return " ".join(parts)
