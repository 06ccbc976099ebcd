"""What a caller may act as, whatever stands in a workflow."""

from dataclasses import replace
from itertools import chain, combinations

import pytest

from domain.commands import Actor, AddNote, StartWorkflow
from domain.rights import ANYONE, Caller, Forbidden, act, sign
from domain.vocabulary import Role, WorkflowId

ID = WorkflowId("00000000-0000-4000-8000-000000000001")
NOTE = AddNote(workflow_id=ID, actor=Actor("", None), text="Mind the hats.")
SETS = [frozenset(each) for each in chain.from_iterable(combinations(Role, size) for size in range(len(Role) + 1))]


def start(project_id: str) -> StartWorkflow:
    return StartWorkflow(
        workflow_id=ID, actor=Actor("", None), project_id=project_id, build_id="1", title="A hat", requirements="Red."
    )


@pytest.mark.parametrize("roles", SETS, ids=len)
@pytest.mark.parametrize("operator", [False, True])
def test_one_acts_as_a_role_of_its_own_or_as_an_operator_if_it_is_one_or_else_as_its_only_role(
    roles: frozenset[Role], operator: bool
) -> None:
    caller = Caller("alice", roles, frozenset({"shop"}), operator)
    for role in Role:
        found = act(caller, role)
        assert found == Actor("alice", role) if role in roles else isinstance(found, Forbidden)
    found = act(caller, None)
    if operator:
        assert found == Actor("alice", None)
    elif len(roles) == 1:
        assert found == Actor("alice", next(iter(roles)))
    else:
        assert isinstance(found, Forbidden)


def test_where_nobody_has_to_say_who_they_are_the_role_is_who_acts() -> None:
    assert [act(ANYONE, role) for role in Role] == [Actor(str(role), role) for role in Role]
    assert act(ANYONE, None) == Actor("OPERATOR", None)


def test_a_command_is_signed_by_whoever_asks_and_stays_what_it_is() -> None:
    caller = Caller("alice", frozenset({Role.CODE_WRITER}), frozenset({"shop"}), operator=False)
    assert sign(caller, NOTE) == replace(NOTE, actor=Actor("alice", Role.CODE_WRITER))
    assert sign(ANYONE, NOTE) == replace(NOTE, actor=Actor("OPERATOR", None))


@pytest.mark.parametrize(("projects", "may"), [(None, True), ({"shop"}, True), ({"a", "shop"}, True), ({"a"}, False)])
def test_a_build_is_started_in_a_project_of_ones_own_only(projects: set[str] | None, may: bool) -> None:
    caller = Caller("alice", frozenset(), None if projects is None else frozenset(projects))
    assert caller.may_see("shop") == may
    assert isinstance(sign(caller, start("shop")), StartWorkflow) == may


@pytest.mark.parametrize(
    ("caller", "role", "words"),
    [
        (Caller("a", frozenset(), None, operator=False), None, ["an operator", "but as nobody"]),
        (Caller("a", frozenset(), None, operator=False), Role.CODE_WRITER, ["CODE_WRITER", "but as nobody"]),
        (
            Caller("a", frozenset({Role.CODE_WRITER, Role.Q_ASSISTANT}), None, operator=False),
            None,
            ["no operator's", "`role`", "Q_ASSISTANT or CODE_WRITER"],
        ),
        (Caller("a", frozenset({Role.Q_ASSISTANT})), Role.TEST_AUDITOR, ["TEST_AUDITOR", "Q_ASSISTANT or an operator"]),
    ],
)
def test_what_is_forbidden_says_what_is_allowed(caller: Caller, role: Role | None, words: list[str]) -> None:
    found = act(caller, role)
    assert isinstance(found, Forbidden)
    assert all(word in found.message for word in words)
    assert isinstance(sign(caller, replace(NOTE, actor=Actor("", role))), Forbidden)


@pytest.mark.parametrize(
    ("projects", "words"),
    [
        (set(), "but none."),
        ({"b", "a"}, "but 'a', 'b'."),
        ({f"p{number}" for number in range(7)}, "but 'p0', 'p1', 'p2', 'p3', 'p4' and 2 more."),
    ],
)
def test_a_project_that_is_not_covered_is_answered_with_those_that_are(projects: set[str], words: str) -> None:
    found = sign(Caller("alice", frozenset(), frozenset(projects)), start("shop"))
    assert isinstance(found, Forbidden)
    assert "'shop'" in found.message
    assert words in found.message
