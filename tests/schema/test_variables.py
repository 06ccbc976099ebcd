"""What is made straight from variables is what graphql-core and Strawberry make of them, or is left to these."""

from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    Undefined,
    VariableDefinitionNode,
    coerce_input_value,
    get_argument_values,
    is_input_type,
    is_list_type,
    type_from_ast,
)
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.api import api
from schema.executing.inputs import taking
from schema.executing.leaves import NOT_PLAIN, attempt
from schema.executing.plan import Plan
from schema.executing.variables import accepting
from schema.prepared import prepared

SCHEMA = api._schema
KINDS = [kind for kind in SCHEMA.type_map.values() if isinstance(kind, GraphQLInputObjectType)]
ODD = st.sampled_from([None, True, 1, 2**31, -1.5, "", "PASS", "x", [], ["x"], {}, {"x": 1}, [None]])
TEXTS = st.sampled_from(["", "x", "4f1d", "2026-01-01T00:00:00", "2026-01-01T00:00:00+02:00"])
LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "Int": st.integers(-3, 2**31 + 2),
    "Boolean": st.booleans(),
    "JSON": st.sampled_from([{}, {"a": [1, None]}, [], "x", 1, None]),
}


def values(kind: GraphQLInputType) -> st.SearchStrategy[Any]:
    """JSON for `kind`, now and then of another kind."""
    if isinstance(kind, GraphQLNonNull):
        return values(kind.of_type)
    if is_list_type(kind):
        usual = st.lists(values(kind.of_type), max_size=2) | values(kind.of_type)
    elif isinstance(kind, GraphQLInputObjectType):
        required = {name: values(each.type) for name, each in kind.fields.items() if is_required(each.type)}
        optional = {name: values(each.type) for name, each in kind.fields.items() if not is_required(each.type)}
        usual = st.fixed_dictionaries(required, optional={**optional, "unknown": st.none()})
    elif isinstance(kind, GraphQLEnumType):
        usual = st.sampled_from([*kind.values, "NONE"])
    else:
        usual = LEAVES.get(str(kind), TEXTS)
    return st.one_of(usual, usual, usual, usual, usual, usual, ODD)


def is_required(kind: GraphQLInputType) -> bool:
    return isinstance(kind, GraphQLNonNull)


@pytest.mark.parametrize("kind", KINDS, ids=str)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_an_input_is_what_it_would_be_at_length(kind: GraphQLInputObjectType, data: st.DataObject) -> None:
    given_value = data.draw(values(kind))
    accepted = attempt(accepting(kind), given_value)
    if accepted is NOT_PLAIN:
        return
    coerced = coerce_input_value(given_value, kind)
    assert coerced is not Undefined
    assert accepted == taking(kind)(coerced)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_usual_input_is_made_at_once(kind: GraphQLInputObjectType) -> None:
    required = {name: field.type for name, field in kind.fields.items() if is_required(field.type)}
    usual = {name: _usual(each) for name, each in required.items()}
    assert attempt(accepting(kind), usual) is not NOT_PLAIN


def _usual(kind: GraphQLInputType) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return _usual(kind.of_type)
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if is_list_type(kind):
        return []
    return {"Int": 1, "Boolean": True}.get(str(kind), "x")


INBOX = "query($role: Role!, $project: ID, $n: Int!) { inbox(role: $role, projectId: $project, first: $n) { %s } }"
DOCUMENTS = [
    INBOX % "nodes { id }",
    "query($role: Role!) { inbox(role: $role, first: 3) { nodes { id } } }",
    "{ inbox(role: CODE_WRITER, first: 3) { nodes { id } } }",
    "query($id: ID!) { workflow(id: $id) { id } }",
    "mutation($input: AddNoteInput!) { addNote(input: $input) { __typename } }",
    "mutation($inputs: [AdvanceWorkflowInput!]!) { advanceWorkflows(inputs: $inputs) { __typename } }",
]
LEFT = [
    "query($role: Role! = CODE_WRITER) { inbox(role: $role) { nodes { id } } }",
    'query { workflows(filter: {projectId: "p"}) { nodes { id } } }',
    'mutation($id: ID!) { addNote(input: {workflowId: $id, text: "x"}) { __typename } }',
]


@pytest.mark.parametrize("text", DOCUMENTS)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_arguments_are_what_they_would_be_at_length(text: str, data: st.DataObject) -> None:
    plan = planned(text)
    wanted = plan.operation.variable_definitions or ()
    drawn = {
        each.variable.name.value: data.draw(st.none() | values(_kind(each)))
        for each in wanted
        if data.draw(st.booleans())
    }
    taken = attempt(plan.ready, drawn)
    if taken is NOT_PLAIN:
        return
    at_length = get_variable_values(SCHEMA, wanted, drawn)
    assert isinstance(at_length, VariableValues)
    assert taken == plan.resolver.taken(get_argument_values(plan.field, plan.nodes[0], at_length))


@pytest.mark.parametrize("text", LEFT)
def test_what_takes_more_is_left_to_graphql_core(text: str) -> None:
    assert planned(text).ready is None


def planned(text: str) -> Plan:
    found = prepared(SCHEMA, text, None)
    assert found is not None
    plan = found.plan() or found.plan()
    assert plan is not None
    return plan


def _kind(definition: VariableDefinitionNode) -> GraphQLInputType:
    found = type_from_ast(SCHEMA, definition.type)
    assert is_input_type(found)
    return found
