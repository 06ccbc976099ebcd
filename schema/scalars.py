"""The JSON scalar: any JSON value, given back as it came."""

from typing import Any, NewType

import strawberry
from graphql import GraphQLError, ValueNode
from graphql.utilities import value_from_ast_untyped

Json = NewType("Json", object)
"""Any JSON value."""


def _literal(node: ValueNode, variables: dict[str, Any] | None = None) -> object:
    try:
        return value_from_ast_untyped(node, variables)
    except ValueError as error:
        raise GraphQLError(f"This is not a JSON value: {error}.", node) from error


JSON_SCALAR = strawberry.scalar(
    name="JSON",
    description="Any JSON value: an object, a list, a text, a number, true, false or null.",
    specified_by_url="https://datatracker.ietf.org/doc/html/rfc8259",
    serialize=lambda value: value,
    parse_value=lambda value: value,
    parse_literal=_literal,
)
