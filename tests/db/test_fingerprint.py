"""A fingerprint tells two requests apart, and knows the same one again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, fields, make_dataclass, replace
from types import MappingProxyType
from typing import Any

import pytest

from db.fingerprint import digested, fingerprint
from domain.commands import (
    Actor,
    AddNote,
    Advance,
    Approve,
    Cancel,
    ClaimWork,
    Command,
    CopiedOutput,
    FindingAnswer,
    ForkWorkflow,
    NewFinding,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.vocabulary import FindingStatus, Json, Outcome, Phase, Role, Severity, State, WorkflowId
from tests.db.asks import note, start

ID = WorkflowId("w")
WHO = Actor("Ann", Role.CODE_WRITER)
COMMON: Mapping[str, Any] = {"workflow_id": ID, "actor": WHO, "expected_version": 1}
LEAK = NewFinding(id="F1", title="It leaks.", severity=Severity.MAJOR, detail="d", location="l")
FIXED = FindingAnswer(id="F1", status=FindingStatus.RESOLVED, comment="c")
FORK = ForkWorkflow(
    workflow_id=ID,
    actor=WHO,
    project_id="p",
    build_id="b",
    title="t",
    requirements="r",
    source_id=WorkflowId("s"),
    source_version=3,
    phase=Phase.TESTING,
    outputs={},
    reason="r",
)
COMMANDS: tuple[Command, ...] = (
    start(),
    FORK,
    Advance(
        result={"a": 1}, notes="n", instruction="i", phase=Phase.TESTING, answers=(FIXED,), findings=(LEAK,), **COMMON
    ),
    RequestRetry(reason="r", to_phase=Phase.PLANNING, findings=(LEAK,), preview="p", claim=1, **COMMON),
    Rollback(phase=Phase.PLANNING, reason="r", preview="p", **COMMON),
    Pause(reason="r", **COMMON),
    Resume(reason="r", grant_rounds=1, **COMMON),
    Cancel(reason="r", **COMMON),
    AddNote(text="t", **COMMON),
    ClaimWork(worker="Wanda", lease_seconds=9, within="p", **COMMON),
    ReleaseClaim(reason="r", claim=1, **COMMON),
    RevokeClaim(reason="r", **COMMON),
    Approve(notes="n", answers=(FIXED,), **COMMON),
    Reject(reason="r", findings=(LEAK,), **COMMON),
)
OTHERS: dict[str, tuple[object, ...]] = {
    "workflow_id": (WorkflowId("other"),),
    "actor": (Actor("Bob", Role.CODE_WRITER), Actor("Ann", Role.TEST_AUDITOR), Actor("Ann")),
    "outcome": (Outcome.FAIL,),
    "result": (None, {}, {"a": 1.0}, {"a": "1"}, {"a": True}, {"a": [1]}, {"b": 1}, {"a": 1, "b": None}),
    "phase": (Phase.DEPLOYMENT,),
    "to_phase": (None, Phase.DISCOVERY),
    "max_rounds": (7,),
    "grant_rounds": (None, 2),
    "gates": ((State.HANDOFF_TO_CODER,), (State.HANDOFF_TO_TESTER,)),
    "separate_duties": (True,),
    "claim": (7, 8),
    "lease_seconds": (7, 120),
    "named": (False,),
    "findings": (
        (),
        (LEAK, LEAK),
        (replace(LEAK, id=None),),
        (replace(LEAK, detail=None),),
        (replace(LEAK, location=None),),
        (replace(LEAK, severity=Severity.MINOR),),
    ),
    "answers": ((), (replace(FIXED, comment=None),), (replace(FIXED, status=FindingStatus.DISPUTED),)),
}
LEFT_OUT = {"expected_version", "digest", "outputs", "source_version", "source_separates"}
CASES = [
    (command, field.name)
    for command in COMMANDS
    for field in fields(command)
    if field.name not in LEFT_OUT and not (field.name == "workflow_id" and command in COMMANDS[:2])
]


def others(field: str) -> tuple[object, ...]:
    """Values of a field that none of the commands here has; a text where nothing else is said."""
    return OTHERS.get(field, ("something else", "", " "))


@pytest.mark.parametrize(("command", "field"), CASES, ids=[f"{type(c).__name__}.{f}" for c, f in CASES])
def test_a_request_that_differs_in_any_field_is_another_one(command: Any, field: str) -> None:
    prints = {fingerprint(replace(command, **{field: other})) for other in others(field)}
    assert len(prints) == len(others(field))
    assert fingerprint(command) not in prints


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_the_same_request_has_the_same_fingerprint(command: Command) -> None:
    assert fingerprint(replace(command)) == fingerprint(command)


def test_commands_of_two_kinds_with_the_same_fields_are_two_requests() -> None:
    assert len({fingerprint(command) for command in COMMANDS}) == len(COMMANDS)
    assert fingerprint(Pause(workflow_id=ID, actor=WHO)) != fingerprint(Cancel(workflow_id=ID, actor=WHO))


def test_the_version_that_was_expected_does_not_matter() -> None:
    prints = {fingerprint(replace(note(ID), expected_version=version)) for version in (None, 1, 2)}
    assert len(prints) == 1


def test_the_id_of_a_workflow_that_is_to_start_does_not_matter() -> None:
    assert start().workflow_id != start().workflow_id
    assert fingerprint(start()) == fingerprint(start())


def test_what_is_found_anew_does_not_matter() -> None:
    copied = CopiedOutput(result={}, digest="d", sequence=2, actor="Ann")
    forks = (
        FORK,
        replace(FORK, outputs={Phase.DISCOVERY: copied}),
        replace(FORK, source_version=4),
        replace(FORK, source_separates=True),
    )
    assert len({fingerprint(fork) for fork in forks}) == 1


def test_the_workflow_that_was_chosen_does_not_matter_when_none_was_named() -> None:
    oldest = [ClaimWork(workflow_id=WorkflowId(one), actor=WHO, worker="Wanda", named=False) for one in ("w", "v")]
    assert fingerprint(oldest[0]) == fingerprint(oldest[1]) != fingerprint(replace(oldest[0], worker="Will"))
    assert fingerprint(replace(oldest[0], named=True)) != fingerprint(replace(oldest[1], named=True))


def test_a_claim_within_a_project_is_another_request_than_within_another_or_within_any() -> None:
    for named in (True, False):
        claim = ClaimWork(workflow_id=ID, actor=WHO, worker="Wanda", named=named)
        asked = (claim, replace(claim, within="one"), replace(claim, within="two"))
        assert len({fingerprint(each) for each in asked}) == len(asked)


def test_the_digest_of_the_result_does_not_matter() -> None:
    command = Advance(workflow_id=ID, actor=WHO, result={"a": 1})
    assert digested(command) != command
    assert fingerprint(digested(command)) == fingerprint(command)


def test_equal_results_have_the_same_digest_and_others_have_others() -> None:
    results: tuple[Json, ...] = ({"a": 1, "b": [None]}, {"b": [None], "a": 1}, {"a": 1, "b": []}, {"a": "1"}, {})
    asked = [digested(Advance(workflow_id=ID, actor=WHO, result=result)) for result in results]
    digests = [command.digest for command in asked if isinstance(command, Advance)]
    assert digests[0] == digests[1]
    assert len(set(digests)) == len(results) - 1


@pytest.mark.parametrize("command", [note(ID), Advance(workflow_id=ID, actor=WHO)])
def test_what_has_no_result_has_no_digest(command: Command) -> None:
    assert digested(command) == command


@dataclass(frozen=True, slots=True, kw_only=True)
class Later(NewFinding):
    """A finding as a later version of this program may know it."""

    hint: str | None = None


def test_a_field_that_is_added_with_a_default_leaves_old_fingerprints_as_they_are() -> None:
    for command in COMMANDS:
        name, field = type(command).__name__, ("later", str | None, None)
        added = make_dataclass(name, [field], bases=(type(command),), kw_only=True, frozen=True)
        same = {field.name: getattr(command, field.name) for field in fields(command)}
        assert fingerprint(added(**same)) == fingerprint(command)
        assert fingerprint(added(**same, later="said")) != fingerprint(command)


def test_a_field_that_is_added_to_a_finding_leaves_old_fingerprints_as_they_are() -> None:
    same: dict[str, Any] = {field.name: getattr(LEAK, field.name) for field in fields(LEAK)}
    reject = Reject(reason="r", findings=(LEAK,), **COMMON)
    assert fingerprint(replace(reject, findings=(Later(**same),))) == fingerprint(reject)
    assert fingerprint(replace(reject, findings=(Later(**same, hint="h"),))) != fingerprint(reject)


def test_neither_the_order_of_keys_nor_the_kind_of_mapping_matters() -> None:
    results: tuple[Json, ...] = (
        {"a": 1, "b": {"c": [1, 2], "d": None}},
        {"b": {"d": None, "c": (1, 2)}, "a": 1},
        MappingProxyType(OrderedDict(b=MappingProxyType({"c": [1, 2], "d": None}), a=1)),
    )
    assert len({fingerprint(Advance(workflow_id=ID, actor=WHO, result=result)) for result in results}) == 1
