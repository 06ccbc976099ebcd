"""JSON objects that are no request."""

from collections.abc import Iterator
from typing import Any

from tests.api.bad.request import QUERY, Bad, asking

START = 'startWorkflow(input: {projectId: "p", buildId: "b", title: "T", requirements: "R"}) { __typename }'
NUMBER: dict[str, Any] = {"a number": 1}
LIST: dict[str, Any] = {"a list": []}
OBJECT: dict[str, Any] = {"an object": {}}
TEXT: dict[str, Any] = {"a text": "{}"}


def envelopes() -> Iterator[Bad]:
    """All of them."""
    none: dict[str, dict[str, Any]] = {"no": {}, "a null": {"query": None}, "an empty": {"query": ""}}
    for name, envelope in none.items():
        yield Bad(f"{name} query", "No GraphQL query found", asking(**envelope))
    for name, value in (NUMBER | LIST | OBJECT).items():
        yield Bad(f"a query that is {name}", "`query` must be a string", asking(query=value))
        body = asking(query=QUERY, operationName=value)
        yield Bad(f"an operation name that is {name}", "`operationName` must be a text", body)
    for name, value in (NUMBER | LIST | TEXT).items():
        yield Bad(f"variables that are {name}", "`variables` must be an object", asking(query=QUERY, variables=value))
        yield Bad(
            f"extensions that are {name}", "`extensions` must be an object", asking(query=QUERY, extensions=value)
        )
    wrong = {"an empty object": {}, "of another version": {"version": 2}}
    for name, value in (NUMBER | LIST | TEXT | wrong).items():
        body = asking(query=QUERY, extensions={"persistedQuery": value})
        yield Bad(f"a persisted query that is {name}", "`persistedQuery`", body)
    unknown = asking(query="query A { cursor }", operationName="B")
    yield Bad("an unknown operation", 'Unknown operation named "B"', unknown)
    two = asking(query="query A { cursor } query B { cursor }")
    yield Bad("one of two operations", "Expected `operationName`", two, status=200)
    mutations = asking(query=f"mutation A {{ {START} }} mutation B {{ {START} }}")
    yield Bad("one of two mutations", "one of A, B", mutations, status=200)
    alone = asking(query="fragment F on Query { cursor }")
    yield Bad("a fragment alone", "Can't get GraphQL operation type", alone)
