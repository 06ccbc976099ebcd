"""A fingerprint tells two requests apart, and knows the same one again."""

from collections import OrderedDict
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

import pytest

from db.fingerprint import fingerprint
from domain.commands import Actor, AddNote, Advance, Cancel, Command, Pause, RequestRetry, Resume, Rollback
from domain.vocabulary import Json, Outcome, Phase, Role, WorkflowId
from tests.db.asks import note, start

ID = WorkflowId("w")
WHO = Actor("Ann", Role.CODE_WRITER)
COMMANDS: tuple[Command, ...] = (
    start(),
    Advance(
        workflow_id=ID, actor=WHO, result={"a": 1}, notes="n", instruction="i", phase=Phase.TESTING, expected_version=1
    ),
    RequestRetry(workflow_id=ID, actor=WHO, reason="r", to_phase=Phase.PLANNING, expected_version=1),
    Rollback(workflow_id=ID, actor=WHO, phase=Phase.PLANNING, reason="r", expected_version=1),
    Pause(workflow_id=ID, actor=WHO, reason="r", expected_version=1),
    Resume(workflow_id=ID, actor=WHO, reason="r", grant_rounds=1, expected_version=1),
    Cancel(workflow_id=ID, actor=WHO, reason="r", expected_version=1),
    AddNote(workflow_id=ID, actor=WHO, text="t", expected_version=1),
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
}
LEFT_OUT = {"expected_version"}
CASES = [
    (command, field.name)
    for command in COMMANDS
    for field in fields(command)
    if field.name not in LEFT_OUT and not (field.name == "workflow_id" and command is COMMANDS[0])
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


def test_neither_the_order_of_keys_nor_the_kind_of_mapping_matters() -> None:
    results: tuple[Json, ...] = (
        {"a": 1, "b": {"c": [1, 2], "d": None}},
        {"b": {"d": None, "c": (1, 2)}, "a": 1},
        MappingProxyType(OrderedDict(b=MappingProxyType({"c": [1, 2], "d": None}), a=1)),
    )
    assert len({fingerprint(Advance(workflow_id=ID, actor=WHO, result=result)) for result in results}) == 1
