"""Whether a request asks for more than the server is willing to resolve."""

from collections.abc import Mapping
from functools import lru_cache
from math import ceil

from graphql import GraphQLSchema

from schema.limits.pricing import Priced, priced
from schema.limits.refusal import QueryTooLargeError
from schema.limits.table import LIMITS
from schema.parsing import DOCUMENTS_REMEMBERED, parse


def check_cost(
    schema: GraphQLSchema, query: str, operation_name: str | None, variables: Mapping[str, object] | None
) -> None:
    """Raise QueryTooLargeError for an operation that costs too much with these variables.

    `query` must be a document that can be parsed. An operation that it does not have is left to whoever looks next.
    """
    found = _priced(schema, query).get(operation_name)
    if found is not None and (cost := found.cost(variables or {})) > getattr(LIMITS, found.limit):
        raise QueryTooLargeError(found.limit, ceil(cost))


@lru_cache(maxsize=DOCUMENTS_REMEMBERED)
def _priced(schema: GraphQLSchema, query: str) -> dict[str | None, Priced]:
    return priced(schema, parse(query))
