"""How what a client sent becomes what a resolver takes: what Strawberry finds out each time, found out once."""

from collections.abc import Callable
from dataclasses import MISSING
from functools import cache
from typing import Any, TypeAlias

from graphql import (
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    is_leaf_type,
    is_list_type,
)
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryMaybe, StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

Take: TypeAlias = Callable[[Any], Any]


class UnknownInputError(Exception):
    """Of a kind that is left to Strawberry."""


def as_it_is(value: Any) -> Any:  # noqa: ANN401 - whatever graphql-core has made of it
    """Leaves are what resolvers take already."""
    return value


@cache
def taking(kind: GraphQLInputType) -> Take:
    """How a value of `kind`, as graphql-core gives it, is made ready. Raises UnknownInputError."""
    if isinstance(kind, GraphQLNonNull):
        return taking(kind.of_type)
    if is_leaf_type(kind):
        return as_it_is
    if is_list_type(kind):
        return _if_given(_each(taking(kind.of_type)))
    if isinstance(kind, GraphQLInputObjectType):
        return _if_given(making(kind, taking))
    raise UnknownInputError


def taken_as(argument: GraphQLArgument) -> str:
    """What an argument is called in Python. Raises UnknownInputError."""
    known = argument.extensions.get("strawberry-definition")
    if not isinstance(known, StrawberryArgument) or isinstance(known.type, StrawberryMaybe) or not known.python_name:
        raise UnknownInputError
    return known.python_name


def _if_given(take: Take) -> Take:
    return lambda value: value if value is None or value is UNSET else take(value)


def _each(take: Take) -> Take:
    return lambda values: [take(each) for each in values]


def making(kind: GraphQLInputObjectType, of: Callable[[GraphQLInputType], Take]) -> Take:
    """How an object becomes an instance of the class behind `kind`, its values made ready as `of` says.

    A field that is left out has the default of the class, or is None. Raises UnknownInputError.
    """
    definition = kind.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryObjectDefinition) or definition.from_input is not None:
        raise UnknownInputError
    made: type = definition.origin
    absent: dict[str, None] = {}
    fields: list[tuple[str, str, Take]] = []
    for name, field in kind.fields.items():
        known = field.extensions.get("strawberry-definition")
        if not isinstance(known, StrawberryField) or isinstance(known.type, StrawberryMaybe):
            raise UnknownInputError
        fields.append((name, known.python_name, of(field.type)))
        if known.default_value is MISSING and known.default_factory is MISSING:
            absent[known.python_name] = None

    def make(value: Any) -> Any:  # noqa: ANN401 - an input of any class
        given = {own: take(value[name]) for name, own, take in fields if name in value}
        return made(**(absent | given))

    return make
