"""What clients send is made ready for resolvers as Strawberry makes it ready."""

from random import Random
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    is_required_input_field,
)
from graphql.utilities import coerce_input_value
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryObjectDefinition

from schema.api import api
from schema.executing.inputs import taking

SCHEMA = api._schema
INPUTS = [kind for kind in SCHEMA.type_map.values() if isinstance(kind, GraphQLInputObjectType)]
LEAVES: dict[str, list[Any]] = {
    "Int": [0, -5, 7],
    "Float": [0.5, 3],
    "Boolean": [True, False],
    "DateTime": ["2020-01-02T03:04:05", "2020-01-02T03:04:05.678+09:00"],
    "JSON": [None, {"a": [1, None, {}]}, "text", [], 5, True],
}


def some(kind: GraphQLInputType, random: Random) -> Any:
    """A value that a client may send for `kind`."""
    if isinstance(kind, GraphQLNonNull):
        found = some(kind.of_type, random)
        return found if found is not None else some(kind, random)
    if random.random() < 0.2:
        return None
    if isinstance(kind, GraphQLList):
        if random.random() < 0.2 and not isinstance(kind.of_type, GraphQLList):
            return some(kind.of_type, random)
        return [some(kind.of_type, random) for _ in range(random.randint(0, 3))]
    if isinstance(kind, GraphQLInputObjectType):
        return {name: some(each.type, random) for name, each in kind.fields.items() if _given(each, random)}
    if isinstance(kind, GraphQLEnumType):
        return random.choice(list(kind.values))
    return random.choice(LEAVES.get(kind.name, ["", "text", "é"]))


def _given(field: GraphQLInputField, random: Random) -> bool:
    return is_required_input_field(field) or random.random() < 0.6


@pytest.mark.parametrize("kind", INPUTS, ids=str)
def test_inputs_are_taken_as_strawberry_takes_them(kind: GraphQLInputObjectType) -> None:
    definition = kind.extensions["strawberry-definition"]
    assert isinstance(definition, StrawberryObjectDefinition)
    converter = api.schema_converter
    random = Random(kind.name)
    for _ in range(60):
        sent = coerce_input_value(some(GraphQLNonNull(kind), random), kind)
        expected = convert_argument(sent, definition.origin, converter.scalar_registry, converter.config)
        taken = taking(kind)(sent)
        assert type(taken) is definition.origin
        assert taken == expected
        assert repr(taken) == repr(expected)


@pytest.mark.parametrize("given", [None, [], [{}], [None]])
def test_lists_and_nulls_are_taken_as_they_are(given: Any) -> None:
    state = SCHEMA.get_type("State")
    assert isinstance(state, GraphQLEnumType)
    assert taking(GraphQLList(state))(given) == given
