"""From the text of a document to the operation that is meant."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

import graphql
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import ParseOptions

DOCUMENTS_REMEMBERED = 100
OPTIONS = ParseOptions(max_tokens=5_000)
"""A document may take 300 times its length in memory, and the loop waits while it is read."""


@lru_cache(maxsize=DOCUMENTS_REMEMBERED)
def parse(query: str) -> DocumentNode:
    """The document. Raises GraphQLError for what is none, or too long."""
    return graphql.parse(query, **OPTIONS)


class ParseOnce(SchemaExtension):
    """Remembers documents. Those that can't be parsed are left to Strawberry.

    What is raised here would break off a stream without a word to the client.
    """

    def on_parse(self) -> Iterator[None]:
        """Look the document up, or parse it."""
        context = self.execution_context
        context.parse_options = OPTIONS
        with suppress(GraphQLError):
            context.graphql_document = parse(context.query or "")
        yield


class OneOperation(SchemaExtension):
    """Refuses a document with several operations of which none is named, where Strawberry would take the first."""

    def on_validate(self) -> Iterator[None]:
        """Add the error to those that the document has."""
        context = self.execution_context
        definitions = () if context.graphql_document is None else context.graphql_document.definitions
        operations = [found for found in definitions if isinstance(found, OperationDefinitionNode)]
        if len(operations) > 1 and context._provided_operation_name is None:  # noqa: SLF001 - nothing else has it
            names = ", ".join(found.name.value for found in operations if found.name is not None)
            message = f"Expected `operationName` to say which operation is meant, one of {names}; received none."
            context.pre_execution_errors = [*(context.pre_execution_errors or ()), GraphQLError(message)]
        yield
