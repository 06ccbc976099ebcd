"""Values that no input takes, made from the types of the inputs."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)

from tests.api.documents import mutations, schema

WRONG: dict[str, tuple[Any, ...]] = {
    "String": (1, 1.5, True, [], ["a"], {}),
    "ID": (1.5, True, [], {}),
    "Int": ("1", 1.5, True, [], {}, 2**31, -(2**31) - 1, 10**400),
}
WRONG_ENUM: tuple[Any, ...] = ("NOPE", "", 1, True, [], {})
WRONG_OBJECT: tuple[Any, ...] = ("NOPE", 1, True, [], {}, {"nope": 1})
TEXTS = ("String", "ID")


def fields(mutation: str) -> Iterator[tuple[str, str]]:
    """The fields of the mutation's input, each with the name of its type."""
    for name, field in _input(mutation).fields.items():
        yield name, get_named_type(field.type).name


def wrong_values(mutation: str) -> Iterator[tuple[str, Any]]:
    """Each field with each value that its type can't take."""
    for name, field in _input(mutation).fields.items():
        named = get_named_type(field.type)
        values = _wrong(named)
        if is_list_type(get_nullable_type(field.type)):
            values = (*(value for value in values if value != []), *([value] for value in values), [None])
        yield from ((name, value) for value in values)
        if is_non_null_type(field.type):
            yield name, None


def _wrong(named: GraphQLNamedType) -> tuple[Any, ...]:
    if isinstance(named, GraphQLInputObjectType):
        return WRONG_OBJECT
    return WRONG_ENUM if isinstance(named, GraphQLEnumType) else WRONG.get(named.name, ())


def required(mutation: str) -> list[str]:
    """The fields that must be there."""
    return [name for name, field in _input(mutation).fields.items() if is_required_input_field(field)]


def _input(mutation: str) -> GraphQLInputObjectType:
    found = schema().type_map[mutations()[mutation].name.removesuffix("Result") + "Input"]
    assert isinstance(found, GraphQLInputObjectType)
    return found
