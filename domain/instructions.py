"""What each phase asks of its owner, in sentences that a language model can follow."""

from domain.machine import outcomes_of
from domain.vocabulary import Outcome, Phase, Role, State
from domain.workflow import PhaseRecord

_TASKS = {
    Phase.DISCOVERY: "Read the requirements, find out what is missing or unclear, and write down what is to be built.",
    Phase.PLANNING: "Turn what was found out into a plan: steps, files, and how one will know that it works.",
    Phase.IMPLEMENTATION: "Write the code that the plan asks for, with its tests, and say what you changed.",
    Phase.TESTING: "Test what was written against the requirements; report what you ran and what came of it.",
    Phase.VERIFICATION: "Check that the code, the tests and the requirements agree; judge whether it may be released.",
    Phase.DEPLOYMENT: "Release what was verified, and say where it runs and how to take it back.",
}


def instructions(role: Role, phase: Phase, record: PhaseRecord, *, waiting: bool, sent_back: bool) -> str:
    """What `role` has to do now, and by which calls; `waiting` until it has acknowledged the handoff."""
    round_of = f"round {max(1, record.round)} of {record.max_rounds}"
    parts = [f"You are the {role.label}; this is {phase}, {round_of}.", _TASKS[phase]]
    if waiting:
        parts.append(f"First acknowledge the handoff: advanceWorkflow with role {role} and no result.")
    if sent_back:
        parts.append("The work was sent back: `context.sentBack` says by whom and why; put that right first.")
    parts.append(
        f"Finish with advanceWorkflow: role {role}, phase {phase}, outcome PASS and a `result` (a JSON object)."
    )
    if Outcome.FAIL in outcomes_of(State(phase)):
        parts.append("If it does not hold, use outcome FAIL with a `result` and the reason in `notes`.")
    return " ".join(parts)
