"""The JSON scalar: any JSON value, given back as it came."""

from typing import NewType

import strawberry
from graphql.utilities import value_from_ast_untyped

Json = NewType("Json", object)
"""Any JSON value."""


JSON_SCALAR = strawberry.scalar(
    name="JSON",
    description="Any JSON value: an object, a list, a text, a number, true, false or null.",
    specified_by_url="https://datatracker.ietf.org/doc/html/rfc8259",
    serialize=lambda value: value,
    parse_value=lambda value: value,
    parse_literal=value_from_ast_untyped,
)
