"""A fork begins where another build stood before a phase, with the outputs that it had; the source is only read."""

from dataclasses import replace

import pytest

from domain.assignment import assignment
from domain.decide import decide
from domain.limits import DEFAULT_ROUNDS, MAX_TEXT
from domain.phase_record import PhaseRecord
from domain.progress import progress
from domain.refusals import InvalidInput, PhaseNotReached, StaleVersion
from domain.start import decide_fork
from domain.vocabulary import EventKind, JsonObject, Phase, State, Status
from domain.workflow import Origin
from tests.domain.builds import Build
from tests.domain.design import PHASES, ahead, earlier, owner
from tests.domain.forking import SOURCE, Forked, completed, fork, forked, outputs_of
from tests.domain.people import OPERATOR
from tests.domain.places import REACHABLE, at
from tests.domain.reviewing import fail, wrong

each_phase = pytest.mark.parametrize("phase", Phase)


@pytest.mark.parametrize(("state", "status"), REACHABLE)
def test_a_fork_begins_with_any_phase_before_which_all_is_done_and_with_no_other(state: State, status: Status) -> None:
    source = at(state, status)
    reached = tuple(phase for phase in Phase if phase in {*earlier(state), ahead(state)})
    for phase in Phase:
        answer = decide(None, fork(source, phase))
        if phase in reached:
            assert isinstance(answer, tuple)
        else:
            assert answer == PhaseNotReached(phase, reached)
            assert answer.message.endswith(f"It can begin with {' or '.join(reached)}.")


@each_phase
def test_the_outputs_before_the_phase_are_copied_as_they_were_and_no_others(phase: Phase) -> None:
    source = completed()
    build = Forked(fork(source, phase))
    first, *copies = build.log
    before = [Phase(name) for name in earlier(phase)]
    assert first.kind is EventKind.STARTED
    assert [(each.kind, each.phase) for each in copies] == [(EventKind.OUTPUT_COPIED, name) for name in before]
    for copy, output in zip(copies, outputs_of(source).values(), strict=False):
        assert copy.data == {
            "result": output.result,
            "digest": output.digest,
            "sequence": output.sequence,
            "actor": output.actor,
        }
        assert copy.message == f"The output of {copy.phase} was copied from event {output.sequence} of the source."
        assert (copy.attempt, copy.actor, copy.notes, copy.is_handoff) == (1, OPERATOR.name, None, False)


@each_phase
def test_its_events_stand_where_it_begins_one_after_the_other(phase: Phase) -> None:
    first, *copies = forked(phase).log
    role = owner(phase)
    assert (first.from_state, first.to_state, first.from_role, first.to_role) == (None, State(phase), None, role)
    assert (first.phase, first.attempt, first.is_handoff) == (phase, 1, True)
    for number, event in enumerate(copies, start=2):
        assert event.sequence == number
        assert (event.from_state, event.to_state, event.from_role, event.to_role) == (
            State(phase),
            State(phase),
            role,
            role,
        )


@each_phase
def test_its_first_event_tells_where_it_comes_from(phase: Phase) -> None:
    source = completed()
    first = Forked(fork(source, phase)).log[0]
    version = source.workflow.version
    assert first.data == {
        "projectId": "project-2",
        "buildId": "build-2",
        "title": "Another shop",
        "requirements": "It sells hats and gloves.",
        "maxRounds": DEFAULT_ROUNDS,
        "gates": [],
        "origin": {"workflowId": SOURCE, "version": version, "phase": phase},
    }
    assert first.message == (
        f"The build 'Another shop' was started in {phase}, as a fork of the workflow {SOURCE} at version {version}."
    )


@each_phase
def test_its_fold_stands_in_the_phase_as_if_it_had_come_there_at_the_first_try(phase: Phase) -> None:
    source = completed()
    workflow = Forked(fork(source, phase, max_rounds=7)).workflow
    done = {Phase(name): sequence for sequence, name in enumerate(earlier(phase), start=2)}
    assert (workflow.state, workflow.status, workflow.version) == (State(phase), Status.ACTIVE, len(done) + 1)
    assert (workflow.entered, workflow.waiting, workflow.waits_for) == (1, 1, owner(phase))
    assert (workflow.origin, workflow.max_rounds) == (Origin(SOURCE, source.workflow.version, phase), 7)
    assert (workflow.findings, workflow.claim, workflow.notes) == ((), None, ())
    for name, record in workflow.phases.items():
        copied = done.get(name)
        digest = None if copied is None else f"digest of {name}"
        touched = name in done or name is phase
        opened = 1 if name is phase else copied
        assert record == PhaseRecord(7, int(touched), int(touched), output=copied, opened=opened, digest=digest)


@each_phase
def test_its_progress_counts_the_copied_outputs(phase: Phase) -> None:
    done = len(earlier(phase))
    assert (progress(forked(phase).workflow).completed_phases) == done
    assert progress(forked(phase).workflow).percent == 100 * done // len(PHASES)


@each_phase
def test_its_assignment_gives_the_requirements_the_plan_and_the_outputs(phase: Phase) -> None:
    source = completed()
    build = Forked(fork(source, phase))
    work = assignment(build.workflow, build.events)
    assert work is not None
    results = {str(name): output.result for name, output in outputs_of(source).items()}
    assert (work.role, work.state, work.phase, work.attempt, work.round) == (owner(phase), State(phase), phase, 1, 1)
    assert work.context == {
        "title": "Another shop",
        "requirements": "It sells hats and gloves.",
        "plan": results["PLANNING"] if "PLANNING" in earlier(phase) else None,
        "outputs": {name: results[name] for name in earlier(phase)},
        "instruction": None,
        "remarks": None,
        "sentBack": None,
        "tried": [],
        "findings": [],
        "notes": [],
    }


@each_phase
@pytest.mark.parametrize("reason", [None, "", " \n", "With gloves this time."])
def test_its_reason_is_the_first_note_of_the_assignment(phase: Phase, reason: str | None) -> None:
    build = forked(phase, reason=reason)
    work = assignment(build.workflow, build.events)
    said: list[JsonObject] = [{"actor": "Olga", "text": reason}] if (reason or "").strip() else []
    assert work is not None
    assert work.context["notes"] == said
    assert (build.log[0].notes, build.workflow.notes) == ((reason, (1,)) if said else (None, ()))


def test_its_reason_is_a_text_like_the_others_and_it_is_bounded_as_a_start_is() -> None:
    ask = fork(completed(), Phase.TESTING)
    limit = f"at most {MAX_TEXT} characters"
    assert decide(None, replace(ask, reason="x" * (MAX_TEXT + 1))) == InvalidInput("reason", limit, f"{MAX_TEXT + 1}")
    assert isinstance(decide(None, replace(ask, reason="x" * MAX_TEXT)), tuple)
    for field, wire in (("project_id", "projectId"), ("build_id", "buildId"), ("title", "title")):
        assert decide(None, fork(completed(), Phase.TESTING, **{field: " "})) == InvalidInput(
            wire, "a text that is not blank", "a blank one"
        )


def test_what_stands_on_the_source_besides_its_outputs_is_left_behind() -> None:
    source = Build(max_rounds=1).go(State.TESTING)
    source.note("Hurry.")
    source.do(fail(source, wrong("A")))
    source.cancel()
    workflow = Forked(fork(source, Phase.IMPLEMENTATION)).workflow
    assert (workflow.status, workflow.notes, workflow.findings) == (Status.ACTIVE, (), ())
    assert {record.sent_back for record in workflow.phases.values()} == {None}


@each_phase
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_the_version_that_is_expected_is_that_of_the_source(phase: Phase, off: int) -> None:
    source = completed()
    version = source.workflow.version
    answer = decide(None, fork(source, phase, expected_version=version + off))
    assert isinstance(answer, tuple) if off == 0 else answer == StaleVersion(version + off, version)


def test_that_the_source_has_changed_is_said_before_that_a_phase_is_not_reached() -> None:
    source = Build()
    answer = decide(None, fork(source, Phase.TESTING, expected_version=9))
    assert answer == StaleVersion(9, 1)


@each_phase
def test_a_fork_leaves_its_source_as_it_was(phase: Phase) -> None:
    source = completed()
    before = repr((source.workflow, source.log))
    command = fork(source, phase)
    asked = repr(command)
    assert decide_fork(command) == decide_fork(command)
    assert (repr((source.workflow, source.log)), repr(command)) == (before, asked)


def test_an_output_without_a_digest_is_copied_without_one() -> None:
    build = Forked(fork(Build().go(State.PLANNING), Phase.PLANNING))
    assert "digest" not in build.log[1].data
    assert build.workflow.phases[Phase.DISCOVERY].digest is None
