"""From the text of a document to the operation that is meant."""

from collections.abc import Iterator
from contextlib import suppress

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import ParserCache, SchemaExtension


class ParseOnce(ParserCache):
    """Strawberry's cache of documents, which leaves those that can't be parsed to Strawberry.

    What is raised here would break off a stream without a word to the client.
    """

    def on_parse(self) -> Iterator[None]:
        """Look the document up, or parse it."""
        with suppress(GraphQLError):
            self.execution_context.graphql_document = self.cached_parse_document(self.execution_context.query)
        yield


class OneOperation(SchemaExtension):
    """Refuses a document with several operations of which none is named, where Strawberry would take the first."""

    def on_validate(self) -> Iterator[None]:
        """Add the error to those that the document has."""
        context = self.execution_context
        definitions = () if context.graphql_document is None else context.graphql_document.definitions
        operations = [found for found in definitions if isinstance(found, OperationDefinitionNode)]
        if len(operations) > 1 and context._provided_operation_name is None:  # noqa: SLF001 - nothing else tells it from the default
            names = ", ".join(found.name.value for found in operations if found.name is not None)
            message = f"Expected `operationName` to say which operation is meant, one of {names}; received none."
            context.pre_execution_errors = [*(context.pre_execution_errors or ()), GraphQLError(message)]
        yield
