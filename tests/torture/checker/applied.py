"""The log has no more than what was asked for, once."""

from collections.abc import Iterator

from domain.commands import StartWorkflow
from domain.decide import CLOCK, decide
from domain.events import Event
from tests.torture.checker.commands import command_of
from tests.torture.checker.evidence import Evidence, Made, may_have_made
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Call


def no_command_is_applied_twice(evidence: Evidence) -> Iterator[Finding]:
    """Each key is in the log once at most, whether its command was acknowledged or its outcome is unknown."""
    for key, times in evidence.commands.items():
        if len(times) > 1:
            yield found(f"the key is in the log {len(times)} times", key, *(made[0].id for made in times))


def every_event_was_asked_for(evidence: Evidence) -> Iterator[Finding]:
    """Each event was made by a command that somebody sent, or by time."""
    for entry in evidence.database.log:
        key = evidence.makers.get(entry.id)
        if key is None and entry.event.actor != CLOCK.name:
            yield found(f"no command made this {entry.event.kind}", entry.id)
        if key is not None and not evidence.calls.get(key):
            yield found("nobody sent the command with this key", key, entry.id)


def what_was_refused_left_no_event(evidence: Evidence) -> Iterator[Finding]:
    """A command is not in the log if each of its answers says that nothing was done."""
    for key, times in evidence.commands.items():
        calls = evidence.calls.get(key, ())
        if calls and not any(map(may_have_made, calls)):
            yield found("every answer says that nothing was done, but it was applied", key, times[0][0].id)


def every_command_made_what_the_rules_say(evidence: Evidence) -> Iterator[Finding]:
    """The events of a command are those that the domain decides on, in the state that it met. Forks are left out."""
    for key, times in evidence.commands.items():
        for made in times:
            calls = [call for call in evidence.calls.get(key, ()) if may_have_made(call)]
            if calls and not any(_makes(evidence, call, made) for call in calls):
                yield found(
                    f"the rules don't say that {calls[0].mutation} makes this", key, *(each.id for each in made)
                )


def _makes(evidence: Evidence, call: Call, made: Made) -> bool:
    first = made[0].event
    if call.mutation == "forkWorkflow":
        return first.sequence == 1
    token = call.input.get("claimToken")
    if token is not None and token not in evidence.claims:
        return False
    command = command_of(call, first.workflow_id, evidence.claims)
    met = evidence.at(first.workflow_id, first.sequence - 1)
    if (met is None) is not isinstance(command, StartWorkflow):
        return False
    decided = decide(met, command)
    return isinstance(decided, tuple) and list(map(_seen, decided)) == [_seen(each.event) for each in made]


def _seen(event: Event) -> tuple[object, ...]:
    return event.sequence, event.kind, event.phase, event.attempt, event.from_state, event.to_state, event.notes
