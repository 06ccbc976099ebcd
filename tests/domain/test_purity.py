"""The domain is pure: what it is given stays as it was, the same question has the same answer."""

import ast
import sys
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from types import MappingProxyType

import pytest

import domain
from domain.allowed import allowed_actions
from domain.assignment import assignment
from domain.commands import Advance, Change, RequestRetry, Resume
from domain.decide import decide
from domain.evolve import evolve
from domain.progress import progress
from domain.vocabulary import Phase, Role
from tests.domain.builds import ID, Build, play
from tests.domain.commands import accepted_at, commands_to
from tests.domain.people import OPERATOR, actor
from tests.domain.places import Place, each_place, stand

ALLOWED = {"collections.abc", "dataclasses", "enum", "functools", "types", "typing"}
OUTSIDE = {"__import__", "eval", "exec", "getattr", "globals", "id", "input", "open", "print", "setattr"}
FILES = sorted(Path(next(iter(domain.__path__))).rglob("*.py"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@each_place
def test_decide_leaves_workflow_and_commands_as_they_were_and_answers_the_same_again(place: Place) -> None:
    workflow = stand(place).workflow
    commands = commands_to(workflow)[::3]
    before, asked = repr(workflow), repr(commands)
    answers = [decide(workflow, command) for command in commands]
    assert [decide(workflow, command) for command in commands] == answers
    assert (repr(workflow), repr(commands)) == (before, asked)


@each_place
def test_evolve_leaves_workflow_and_event_as_they_were_and_gives_the_same_again(place: Place) -> None:
    workflow = stand(place).workflow
    for _, events in accepted_at(place, 5):
        before = repr((workflow, events[0]))
        assert evolve(workflow, events[0]) == evolve(workflow, events[0])
        assert repr((workflow, events[0])) == before


@each_place
def test_what_is_derived_leaves_workflow_and_events_as_they_were(place: Place) -> None:
    build = stand(place)
    before = repr((build.workflow, build.log))
    for _ in range(2):
        allowed_actions(build.workflow)
        assignment(build.workflow, build.events)
        progress(build.workflow)
    assert repr((build.workflow, build.log)) == before


def test_the_same_commands_give_the_same_log() -> None:
    asked: list[Change] = [
        Advance(workflow_id=ID, actor=actor(Role.Q_ASSISTANT), result={"found": ["hats"]}),
        RequestRetry(workflow_id=ID, actor=actor(Role.Q_ASSISTANT), reason="Think again."),
        Resume(workflow_id=ID, actor=OPERATOR),
    ]
    first, second = play(asked, max_rounds=1), play(asked, max_rounds=1)
    assert (first.log, first.workflow) == (second.log, second.workflow)
    assert len(first.log) == 5


def test_a_workflow_and_its_events_can_t_be_changed_in_place() -> None:
    build = Build()
    for value in (build.workflow, build.workflow.phases[Phase.DISCOVERY], build.log[0]):
        for field in fields(value):
            with pytest.raises(FrozenInstanceError):
                setattr(value, field.name, None)
    assert isinstance(build.workflow.phases, MappingProxyType)


@each_file
def test_the_domain_imports_only_itself_and_a_few_modules_of_the_standard_library(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module or ""]
        else:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            assert name in ALLOWED or name.split(".")[0] == "domain", f"{path.name} imports {name}"


@each_file
def test_the_domain_calls_nothing_that_reaches_outside(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    assert not {called.id for called in calls if isinstance(called, ast.Name)} & OUTSIDE


def test_the_allowed_modules_are_of_the_standard_library() -> None:
    assert {name.split(".")[0] for name in ALLOWED} <= sys.stdlib_module_names
